"""What several tests of people need: the mails that were sent, and the code or link in the newest one."""

from __future__ import annotations

import re
from uuid import UUID

from sqlalchemy import select

from portal.audit import AuditEntry
from portal.groups.models import Group
from tests.browser_like import Browser
from tests.sink import Received, Sink, path_in
from tests.world import World

CODE = re.compile(r"^ {4}([A-Z0-9]{4}-[A-Z0-9]{4})\r?$", re.M)


def mails(world: World, sink: Sink) -> list[Received]:
    """Everything the network sends, sent now."""
    world.work()
    return sink.received


def newest_code(world: World, sink: Sink) -> str:
    """The code in the newest mail."""
    found = CODE.search(mails(world, sink)[-1].text)
    assert found, sink.received[-1].text
    return found.group(1)


def newest_link(world: World, sink: Sink) -> str:
    """The path of the invitation in the newest mail."""
    return path_in(mails(world, sink)[-1].text, "/invitations/")


def english(browser: Browser) -> Browser:
    """The browser, reading English whatever the network speaks: for tests that look at sentences."""
    browser.set_cookie("lang", "en")
    return browser


def ask(browser: Browser, email: str) -> Browser:
    """Ask for a code."""
    assert browser.post("/signin", {"email": email}).status_code == 303
    return browser


def signed_in(browser: Browser) -> bool:
    """Whether the browser's session is somebody's; asked of a page that needs it."""
    response = browser.get("/me")
    assert response.status_code in (200, 303)
    return response.status_code == 200


def a_group(world: World) -> UUID:
    """A group that somebody can be invited to speak for."""
    with world.db() as db:
        group = Group(name="Rouwgroep Helmond", slug="rouwgroep", sort_key="rouwgroep", phone="0492 0")
        db.add(group)
        db.flush()
        return group.id


def deeds(world: World) -> list[str]:
    """The audited actions so far, in order."""
    with world.db() as db:
        return list(db.scalars(select(AuditEntry.action).order_by(AuditEntry.created_at)))
