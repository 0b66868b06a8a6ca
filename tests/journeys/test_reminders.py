"""A contact person sees what is coming, gets it, and ends it from the mail without signing in."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, time, timedelta
from typing import Any

import pytest
import time_machine

from portal.clock import ZONE, today
from portal.reminders import planning
from tests import cast, factories
from tests.journeys.test_proposal import enter
from tests.reminders.helpers import meeting, rows
from tests.sink import Sink, path_in
from tests.world import World


@contextmanager
def _tomorrow(hour: int, minute: int = 0) -> Iterator[None]:
    """It is tomorrow at this hour, and the clock goes on; the browser's own clock stays."""
    day = today() + timedelta(days=1)
    with time_machine.travel(datetime.combine(day, time(hour, minute), ZONE), tick=True):
        yield


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_a_reminder_comes_and_is_ended_from_the_mail(
    walk: Any, alpha: World, sink: Sink, scripts: bool
) -> None:
    with alpha.db() as db:
        group = factories.group(db, contact=cast.ben(db))
    meeting(alpha, group.id, "FREQ=DAILY", "12:30")
    ben, elsewhere = walk(alpha, scripts=scripts), walk(alpha, scripts=scripts, dark=True)
    with _tomorrow(12):
        _looks_ahead(alpha, ben)
    with _tomorrow(12, 31):
        alpha.work()
    with _tomorrow(12, 35):
        (mail,) = sink.sent_to("ben@people.example")
        _ends_it(elsewhere, path_in(mail.text, "/unsubscribe/"))
        _reads_what_was_sent(alpha, ben)


def _looks_ahead(alpha: World, ben: Any) -> None:
    with alpha.db() as db:
        planning.plan(db)
    enter(ben, alpha, "ben")
    ben.go("/me")
    ben.follow("Wat we je stuurden, en wat eraan komt")
    assert ben.sees("Een bijeenkomst van je groep") and ben.sees("mail op")
    ben.follow("Kies waaraan je wordt herinnerd")
    ben.field("Een training waarin je een plaats hebt").select_option("3")
    ben.press("Opslaan")
    assert ben.sees("Opgeslagen")
    assert ben.field("Een training waarin je een plaats hebt").input_value() == "3"


def _ends_it(elsewhere: Any, path: str) -> None:
    elsewhere.go(path)
    elsewhere.press("Niet meer sturen")
    assert elsewhere.sees("Je krijgt deze mails niet meer")


def _reads_what_was_sent(alpha: World, ben: Any) -> None:
    alpha.work()
    enter(ben, alpha, "ben")
    ben.go("/me/mails")
    assert ben.sees("Een herinnering") and not rows(alpha, kind="meeting", state="planned")
    ben.go("/me/reminders")
    assert ben.field("Een bijeenkomst van je groep").input_value() == "off"
