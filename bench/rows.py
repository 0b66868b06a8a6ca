"""Groups and people to measure with, made by the portal's own actions and the same in every network."""

from __future__ import annotations

from datetime import date, time
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bench.database import Database
from portal.accounts import sessions
from portal.accounts.models import Person
from portal.groups import actions
from portal.groups.catalogue import listed_themes
from portal.groups.models import Group, GroupTheme, Location, Theme
from tenants.registry import KnownNetwork

GROUPS = 200
TOWNS = ("Helmond", "Eindhoven", "Tilburg", "Breda", "Oss", "Venlo", "Weert", "Roermond", "Veldhoven", "Best")
VENUES = ("De Huiskamer", "Buurthuis De Brug", "Wijkcentrum Noord", "Bibliotheek", "Inloophuis De Eik")
DAYS = ("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag")
COPIED = ("location", "support_group", "group_theme")
"""Tables of a group, in the order their rows can be copied."""


def fill(database: Database, network: KnownNetwork, count: int = GROUPS) -> None:
    """Give the network groups, unless it has them."""
    if (network.slug, count) in database.filled:
        return
    with database.session(network) as db:
        for number in range(count):
            actions.create(db, by=None, values=_group(number))
    database.filled.add((network.slug, count))
    with database.owner() as owner:
        owner.execute(f"ANALYZE {', '.join(f'{network.role}.{table}' for table in COPIED)}")


def copy(database: Database, source: KnownNetwork, target: KnownNetwork) -> None:
    """Give `target` the very groups of `source`."""
    with database.owner() as owner, owner.transaction():
        for table in COPIED:
            owner.execute(f"INSERT INTO {target.role}.{table} SELECT * FROM {source.role}.{table}")
        owner.execute(f"ANALYZE {', '.join(f'{target.role}.{table}' for table in COPIED)}")


def _group(number: int) -> dict[str, Any]:
    themes = [code for code, theme in listed_themes().items() if theme.parent]
    theme, town = listed_themes()[themes[number % len(themes)]], TOWNS[number % len(TOWNS)]
    about = theme.name("nl")
    return {
        "name": f"{about} {town} {number}", "themes": [theme.code],
        "intro": f"Voor iedereen die met {about.casefold()} te maken heeft. We luisteren naar elkaar.",
        "audiences": ["relatives"] if number % 3 else ["everyone"], "audience_note": "",
        "in_person": True, "online": number % 7 == 0, "by_phone": number % 11 == 0,
        "venue": VENUES[number % len(VENUES)], "street": f"Dorpsstraat {number}",
        "postcode": f"{5600 + number} AB", "place": town,
        "meeting_text": f"elke tweede {DAYS[number % len(DAYS)]} van de maand",
        "starts_at": time(19, 30), "ends_at": time(21, 30), "contact_name": "Anna",
        "phone": "0492 000 361", "phone_note": "", "email": f"groep{number}@groepen.example",
        "website": "", "costs": "", "access_note": "", "joining": "open",
        "network_note": "", "state": "active", "listed": True,
        "verified_on": date(2026, 1 + number % 10, 14), "verified_precision": "day", "verified_how": "self",
    }


def steward_token(database: Database, network: KnownNetwork) -> str:
    """Sign in a steward; the token for the cookie."""
    with database.session(network) as db:
        steward = Person(email="ada@people.example", name="Ada", is_steward=True)
        db.add(steward)
        db.flush()
        return sessions.start(db, steward)


def first_slug(database: Database, network: KnownNetwork) -> str:
    """The address of one of its groups."""
    with database.session(network) as db:
        return db.scalars(select(Group.slug).order_by(Group.sort_key).limit(1)).one()


DJANGO_COLUMNS = (
    *("id", "slug", "name", "sort_key", "location_id", "place", "meeting_text", "starts_at", "ends_at"),
    *("in_person", "online", "by_phone", "state", "listed", "verified_on"),
)


def for_django(db: Session) -> dict[str, list[Any]]:
    """The rows of a network as bench.apps.django_list wants them."""
    columns = [getattr(Group, name) for name in DJANGO_COLUMNS]
    groups = [dict(row) for row in db.execute(select(*columns)).mappings()]
    themes = db.scalars(select(Theme).order_by(Theme.position))
    links = db.execute(select(GroupTheme.group_id, GroupTheme.theme_code))
    return {
        "groups": groups,
        "themes": [{"code": theme.code, "parent": theme.parent or "", "name": theme.nl} for theme in themes],
        "locations": [{"id": place.id, "name": place.name} for place in db.scalars(select(Location))],
        "links": [list(link) for link in links],
    }
