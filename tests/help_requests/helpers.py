"""Groups that ask and help, and what their people press."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from uuid import UUID

import time_machine
from sqlalchemy import select
from werkzeug.test import TestResponse

from portal.clock import now
from portal.help_requests.models import HelpOffer, HelpRequest
from portal.mail import Mail
from portal.tables import new_id
from tests.browser_like import Browser
from tests.world import World

TITLE = "Wie heeft een zaal voor twaalf mensen op dinsdagavond?"
MORE = "Liefst met koffie, en zonder trap."
LINK = re.compile(r"http://[^/\s]+(/\S+)")
NAMES = {f"{name}@people.example": name for name in ("ada", "ben", "cem", "dora", "eve", "fay", "gil")}


@contextmanager
def later(**much: float) -> Iterator[None]:
    """So much later on every clock of the test's process."""
    with time_machine.travel(now() + timedelta(**much), tick=True):
        yield


def question(**more: Any) -> dict[str, Any]:
    """The second step as it is sent."""
    values = {"step": "2", "category": "huisvesting", "text": TITLE, "more": MORE, "visibility": "network"}
    return {**values, "key": new_id().hex, **more}


def ask(browser: Browser, **more: Any) -> TestResponse:
    """Post a question; `group` defaults to asking in general."""
    return browser.post("/help-requests/new", {"group": "-", **question(**more)})


def asked(browser: Browser, **more: Any) -> str:
    """The same; the path of the question's page."""
    answer = ask(browser, **more)
    assert answer.status_code == 303, answer.text[:3000]
    return answer.headers["Location"]


def id_in(path: str) -> UUID:
    """The question of a page."""
    return UUID(path.rsplit("/", 1)[-1])


def the_request(world: World, path: str = "") -> HelpRequest:
    """It as it is stored; without a path, the newest."""
    with world.db() as db:
        query = select(HelpRequest).order_by(HelpRequest.created_at.desc(), HelpRequest.id.desc())
        found = db.scalars(query.where(HelpRequest.id == id_in(path)) if path else query).first()
        assert found is not None
        db.expunge(found)
    return found


def the_offer(world: World) -> HelpOffer:
    """The newest offer."""
    with world.db() as db:
        found = db.scalars(select(HelpOffer).order_by(HelpOffer.created_at.desc())).first()
        assert found is not None
        db.expunge(found)
    return found


def press(browser: Browser, path: str, **fields: Any) -> TestResponse:
    """One button of a question's page; it must have done something."""
    page = re.sub(r"(/help-requests/[0-9a-f-]{36}).*", r"\1", path)
    token_page = page if page.startswith("/help-requests/") else "/me"
    answer = browser.post(path, fields, page=token_page)
    assert answer.status_code == 303, (answer.status_code, answer.text[-3000:])
    return answer


def mailed(world: World) -> set[tuple[str, str]]:
    """(who, which mail) of everything written so far, which is then forgotten."""
    with world.db() as db:
        rows = db.execute(select(Mail.recipient, Mail.template)).all()
        found = [(NAMES[recipient], template) for recipient, template in rows]
        assert len(found) == len(set(found)), found
        for mail in db.scalars(select(Mail)):
            db.delete(mail)
    return set(found)
