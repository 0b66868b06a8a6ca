"""A visitor without JavaScript writes to a group, its contact person answers, the visitor writes back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import time_machine

from portal.clock import now
from tests import cast, factories
from tests.journeys.test_contact_person import sign_in
from tests.relay.helpers import link_in
from tests.sink import Sink
from tests.world import World

VISITOR, BEN = "sterre@post.example", "ben@people.example"


def test_a_letter_there_and_back_without_anybodys_address(walk: Any, alpha: World, sink: Sink) -> None:
    with alpha.db() as db:
        factories.group(db, contact=cast.ben(db), email="rouw@groep.example")
    visitor, ben = walk(alpha, scripts=False), walk(alpha)
    visitor.go("/groups/rouwgroep-helmond")
    with time_machine.travel(now() - timedelta(seconds=30), tick=True):
        visitor.follow("Schrijf een bericht")
    visitor.press("Verstuur het bericht")
    assert visitor.sees("Schrijf wat je wilt vragen of vertellen.")
    visitor.field("Je bericht").fill("Mag ik dinsdag een keer meekomen?")
    visitor.field("Hoe mag de groep je noemen?").fill("Sterre")
    visitor.field("Mailadres voor het antwoord").fill(VISITOR)
    visitor.press("Verstuur het bericht")
    assert visitor.sees("Je bericht is onderweg") and visitor.sees("binnen 24 uur")
    alpha.work()
    asked = link_in(sink, BEN)
    sign_in(ben, alpha, sink, BEN)
    assert ben.sees("Berichten die wachten")
    ben.go(asked)
    assert ben.sees("Mag ik dinsdag een keer meekomen?") and not ben.sees(VISITOR)
    ben.field("Je antwoord").fill("Welkom, de deur is open.")
    ben.press("Verstuur het antwoord")
    alpha.work()
    visitor.go(link_in(sink, VISITOR))
    assert visitor.sees("Welkom, de deur is open.")
    assert not visitor.sees(BEN) and not visitor.sees("rouw@groep.example")
    visitor.field("Je antwoord").fill("Fijn, tot dinsdag.")
    visitor.press("Versturen")
    alpha.work()
    ben.go(link_in(sink, BEN))
    assert ben.sees("Fijn, tot dinsdag.")
