"""A group that offers, one that asks, and what they do."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import time_machine
from sqlalchemy import select

from portal.clock import now
from portal.offers import actions
from portal.offers.models import OfferQuestion, StandingOffer
from tests import cast
from tests.groups.helpers import filled_in, said
from tests.sink import Sink
from tests.world import World

COPIER = {"title": "Een kopieerapparaat", "category": "drukwerk", "text": "Ook kleur.\n\nBreng papier mee."}
ASK = "Mogen wij dinsdag komen kopiëren?"


@contextmanager
def later(**much: float) -> Iterator[None]:
    """So much later on every clock of the test's process."""
    with time_machine.travel(now() + timedelta(**much), tick=True):
        yield


def offered(world: World, *, who: str = "ben", **typed: Any) -> str:
    """Fill in the form and send it; the path of the offer."""
    browser = world.as_(cast.IDS[who])
    values = {**filled_in(browser, "/offers/new"), **COPIER, "kind": "lasting", "place": "Helmond", **typed}
    if "group" not in typed:
        values["group"] = re.findall(r'<option[^>]*value="([^"]*)"', browser.get("/offers/new").text)[0]
    answer = browser.send("/offers/new", values)
    assert answer.status_code == 303, said(answer)
    return str(answer.headers["Location"])


def the_offer(world: World) -> StandingOffer:
    """The one there is."""
    with world.db() as db:
        found = db.scalars(select(StandingOffer)).one()
        db.expunge_all()
    return found


def ask(world: World, path: str, *, who: str = "fay", text: str = ASK) -> Any:
    """Ask about an offer."""
    browser = world.as_(cast.IDS[who])
    page = browser.get(path).text
    key = re.search(r'name="key"[^>]*value="([^"]+)"', page)
    group = re.findall(r'<option[^>]*value="([^"]*)"', page)
    assert key
    sent = {"csrf_token": browser.token(path), "key": key[1], "group": group[0], "text": text}
    return browser.send(f"{path}/questions", sent), browser, sent


def recipients(sink: Sink) -> list[str]:
    """Who got a mail since the last look."""
    found = [mail.recipients[0].split("@")[0] for mail in sink.received]
    sink.clear()
    return sorted(found)


def pass_by(world: World) -> None:
    """What the clocks do, twice, and the mails that follow."""
    for _time in range(2):
        with world.db() as db:
            actions.hand_on_all(db)
            actions.remind_and_end(db)
    world.work()


def answered(world: World, path: str, words: str = "Dat kan.", who: str = "ben") -> Any:
    """Answer the one question."""
    with world.db() as db:
        key = db.scalars(select(OfferQuestion.id)).one()
    return world.as_(cast.IDS[who]).post(f"/offers/questions/{key}", {"text": words}, page=path)
