"""Articles as tests make them, and what the pages say of them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import select, text
from werkzeug.test import TestResponse

from portal.knowledge import actions
from portal.knowledge.models import Article
from tests import cast
from tests.browser_like import Browser
from tests.groups.helpers import filled_in
from tests.world import World

TITLE = "Wie betaalt de postzegels?"
TEXT = (
    "Het netwerk betaalt ze.\n\n- Bewaar de bon.\n- Vraag het vooraf.\n\nZie https://voorbeeld.example/porto."
)


def article(world: World, title: str = TITLE, *, publish: bool = True, **more: Any) -> UUID:
    """Written by ada, and published by her."""
    about = {"text": TEXT, "category": "porto", "checked_by": "Het netwerk", **more}
    later = {name: about.pop(name) for name in ("checked_on", "keeper_id", "stale_since") if name in about}
    with world.db() as db:
        ada = cast.ada(db)
        made = actions.draft(db, by=ada, title=title, **about)
        if publish:
            actions.publish(db, made, by=ada)
        for name, value in later.items():
            setattr(made, name, value)
        actions.settle(db, made)
        return made.id


def stored(world: World, id: UUID) -> Article:
    """As the database has it."""
    with world.db() as db:
        found = db.get_one(Article, id)
        db.expunge_all()
    return found


def titles(world: World) -> list[str]:
    """All articles of a network."""
    with world.db() as db:
        return list(db.scalars(select(Article.title).order_by(Article.title)))


def write(browser: Browser, path: str = "/knowledge/new", **typed: Any) -> TestResponse:
    """Fill in the form and send it."""
    data = {**opened(browser, path), "title": TITLE, "text": TEXT, **typed}
    return browser.send(path, data)


def opened(browser: Browser, path: str) -> dict[str, Any]:
    """All that the form for an article holds, its category too."""
    return {**filled_in(browser, path), "category": "porto"}


def share(browser: Browser, id: UUID, **typed: Any) -> TestResponse:
    """Read the preview, tick the box, send it."""
    path = f"/knowledge/{id}/sharing"
    return browser.send(path, {**filled_in(browser, path), "read": "y", **typed})


def tasks(world: World) -> list[str]:
    """Kinds of what stands on the stewards' list."""
    with world.db() as db:
        return list(db.scalars(text("select kind from task where done_at is null order by kind")))


def suggested(world: World) -> int:
    """How many articles are suggested to those who ask."""
    return world.count("question_text where kind = 'article'")
