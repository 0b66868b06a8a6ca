"""What tests of a group's house share."""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID

from sqlalchemy import select

from portal.groups.models import Group, GroupContact
from portal.house.models import GroupChange, Proposal
from tests import cast, factories
from tests.groups.helpers import filled_in
from tests.world import World

SLUG = "rouwgroep-helmond"
EDIT = f"/groups/{SLUG}/edit"
HOUSE = f"/groups/{SLUG}/house"


def seat(world: World, name: str, *, role: str = "contact", slug: str = SLUG, away: Any = None) -> None:
    """One of the cast gets a seat in a group."""
    with world.db() as db:
        group_id = db.scalars(select(Group.id).where(Group.slug == slug)).one()
        person = cast.person(db, name)
        db.add(GroupContact(group_id=group_id, person_id=person.id, role=role, away_until=away))


def plant(world: World, **more: Any) -> None:
    """ben speaks for the grief group, ada is steward, dora is in no group."""
    with world.db() as db:
        cast.ada(db), cast.dora(db)
        factories.group(db, contact=cast.ben(db), **{"email": "rouw@groep.example", **more})


def english(world: World, name: str) -> Any:
    """The browser of one of the cast."""
    browser = world.as_(cast.IDS[name])
    browser.set_cookie("lang", "en")
    return browser


def propose(world: World, who: str = "ada", **changes: Any) -> Any:
    """A steward opens the form, changes fields and sends it."""
    browser = english(world, who)
    values = filled_in(browser, EDIT) | changes
    return browser.send(EDIT, {name: value for name, value in values.items() if value is not None})


def the_proposal(world: World) -> Proposal:
    """The only one, or the newest."""
    with world.db() as db:
        return db.scalars(select(Proposal).order_by(Proposal.created_at.desc()).limit(1)).one()


def address(world: World, deed: str = "") -> str:
    """Where the proposal is."""
    return f"/proposals/{the_proposal(world).id}{deed}"


def the_group(world: World, slug: str = SLUG) -> Group:
    """Its row."""
    with world.db() as db:
        return db.scalars(select(Group).where(Group.slug == slug)).one()


def history(world: World) -> list[tuple[str, UUID | None, dict[str, Any]]]:
    """(role, who, fields), oldest first."""
    with world.db() as db:
        rows = db.execute(
            select(GroupChange.by_role, GroupChange.by_id, GroupChange.fields).order_by(GroupChange.id)
        )
        return [(role, by, fields) for role, by, fields in rows]


def answer(world: World, who: str, deed: str = "/decision", **values: Any) -> Any:
    """Open the proposal and send the form on it."""
    browser = english(world, who)
    text = browser.get(address(world)).text
    found = re.search(r'name="version" value="(\d+)"', text)
    sent = {"csrf_token": browser.token(address(world)), "version": found[1] if found else "0", **values}
    return browser.send(address(world, deed), sent)
