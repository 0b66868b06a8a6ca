"""Nights in which the clock changes, leap days, and rules without end: as people read it."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest

from portal.calendar import actions
from portal.calendar.happening import happening
from portal.calendar.models import CalendarEntry
from portal.clock import ZONE
from portal.errors import Refused
from portal.happenings import Date, dates
from portal.tables import new_id
from tests import cast
from tests.calendar.helpers import USUAL, put
from tests.groups.helpers import said
from tests.world import World

SPRING, AUTUMN = date(2027, 3, 28), date(2027, 10, 31)


def made(**values: object) -> CalendarEntry:
    """An entry that is in no database."""
    when = datetime(2026, 11, 22, tzinfo=ZONE)
    return CalendarEntry(
        id=new_id(), sequence=0, zone="Europe/Amsterdam", reason="", created_at=when, changed_at=when,
        **{**USUAL, **values},
    )  # fmt: skip


def found(entry: CalendarEntry, since: date, until: date) -> list[Date]:
    """Its dates."""
    return list(dates(happening(entry, (), None), since, until))


@pytest.mark.parametrize(("day", "begins", "offset"), [(SPRING, time(3, 30), 2), (AUTUMN, time(2, 30), 2)])
def test_half_past_two(day: date, begins: time, offset: int) -> None:
    """In spring there is no such hour; in autumn there are two, and the first one counts."""
    entry = made(first_on=day, starts_at=time(2, 30), ends_at=time(4))
    (one,) = found(entry, day, day + timedelta(days=1))
    assert one.starts is not None and one.starts.time() == begins
    assert one.starts.utcoffset().total_seconds() == offset * 3600  # type: ignore[union-attr]
    assert one.ends is not None and one.ends > one.starts


def test_29_february_comes_every_four_years(alpha: World) -> None:
    day = date(2028, 2, 29)
    entry = made(rrule="FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29", first_on=day)
    assert [one.on.year for one in found(entry, day, date(2041, 1, 1))] == [2028, 2032, 2036, 2040]
    key = put(alpha, rrule="FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29", first_on=day)
    text = said(alpha.visitor().get(f"/calendar/entries/{key}"))
    assert "schrikkeljaren" in text and "2032" in text


@pytest.mark.parametrize(("day", "words"), [(SPRING, "slaat de klok"), (AUTUMN, "twee keer")])
def test_an_odd_hour_is_said(alpha: World, day: date, words: str) -> None:
    key = put(alpha, first_on=day, starts_at=time(2, 30), ends_at=time(4))
    assert words in said(alpha.visitor().get(f"/calendar/entries/{key}"))
    ordinary = put(alpha, first_on=day, starts_at=time(12, 30), ends_at=time(14))
    assert words not in said(alpha.visitor().get(f"/calendar/entries/{ordinary}"))


@pytest.mark.parametrize(
    ("rule", "last", "fits"),
    [
        ("FREQ=DAILY", None, False),
        ("FREQ=DAILY", date(2054, 4, 10), False),
        ("FREQ=DAILY", date(2028, 11, 1), True),
        ("FREQ=WEEKLY;BYDAY=MO,TU,WE", None, True),
        ("FREQ=WEEKLY;BYDAY=TU", date(2090, 1, 1), False),
    ],
)
def test_rules_that_fill_calendars_are_refused(
    alpha: World, rule: str, last: date | None, fits: bool
) -> None:
    values = {**USUAL, "first_on": date(2026, 12, 1), "rrule": rule, "last_on": last}
    with alpha.db() as db:
        ada = cast.ada(db)
        if fits:
            assert actions.make(db, by=ada, values=values).id
            return
        with pytest.raises(Refused, match=r"1000"):
            actions.make(db, by=ada, values=values)
