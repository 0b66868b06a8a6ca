"""A group in formation from outside: its page, its list, somebody who joins."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from portal.forming.models import Interest
from portal.groups.models import Group
from portal.ledger import announce_public_change
from tests.browser_like import Browser
from tests.groups.helpers import filled_in
from tests.relay.helpers import later
from tests.world import World

PAGE = "/groups/rouw-in-deurne"
FORM = f"{PAGE}/interest"


def formation(world: World) -> str:
    """The page of those who start the group."""
    return f"/formations/{group(world).id}"


def group(world: World) -> Group:
    """As the database has it."""
    with world.db() as db:
        found = db.scalars(select(Group)).one()
        db.expunge_all()
    return found


def ask(browser: Browser, email: str, **typed: Any) -> int:
    """Fill in the form, half a minute after opening it."""
    with later(seconds=-30):
        page = filled_in(browser, FORM)
    data = {**page, "alias": "Vlinder", "email": email, "begin": "y", **typed}
    return browser.send(FORM, data).status_code


def put(world: World, number: int, **more: Any) -> None:
    """So many who confirmed."""
    with world.db() as db:
        found = db.scalars(select(Group)).one()
        for one in range(number):
            values = {"group_id": found.id, "purposes": ["begin"], "expires_on": found.forming_until, **more}
            moment = found.created_at
            db.add(Interest(email=f"v{one}@post.example", consented_at=moment, confirmed_at=moment, **values))
        announce_public_change(db)
