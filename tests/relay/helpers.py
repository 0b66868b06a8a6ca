"""A visitor at the form, and what was written down."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from uuid import UUID

import time_machine
from sqlalchemy import select
from werkzeug.test import TestResponse

from portal.clock import now
from portal.relay.models import Message, MessageAnswer
from tests.browser_like import Browser
from tests.groups.helpers import filled_in
from tests.sink import Sink, path_in
from tests.world import World

CONTACT = "/groups/rouwgroep-helmond/contact"
TEXT = "Mag ik dinsdag een keer meekomen?"
VISITOR = "sterre@post.example"


@contextmanager
def later(**much: float) -> Iterator[None]:
    """So much later on every clock of the test's process."""
    with time_machine.travel(now() + timedelta(**much), tick=True):
        yield


def fill(browser: Browser, *, opened: float = 30, **typed: Any) -> dict[str, Any]:
    """The form as a visitor fills it in who opened the page `opened` seconds ago."""
    with later(seconds=-opened):
        page = filled_in(browser, CONTACT)
    return {**page, "text": TEXT, "alias": "Sterre", "email": VISITOR, **typed}


def write(browser: Browser, *, after: float = 30, **typed: Any) -> TestResponse:
    """Open the form, take `after` seconds, send it."""
    return browser.send(CONTACT, fill(browser, opened=after) | typed)


def messages(world: World) -> list[Message]:
    """All of them, oldest first."""
    with world.db() as db:
        found = list(db.scalars(select(Message).order_by(Message.created_at, Message.id)))
        db.expunge_all()
    return found


def texts(world: World) -> list[tuple[UUID | None, str]]:
    """Who (None: the visitor) said what after the first text."""
    with world.db() as db:
        query = select(MessageAnswer.by_id, MessageAnswer.text).order_by(MessageAnswer.created_at)
        return [(by, text) for by, text in db.execute(query)]


def sent_to(sink: Sink, address: str) -> list[str]:
    """The whole mails one address got."""
    return [mail.whole for mail in sink.sent_to(address)]


def link_in(sink: Sink, address: str) -> str:
    """The path of the first link in the newest mail to an address."""
    return path_in(sink.sent_to(address)[-1].text)
