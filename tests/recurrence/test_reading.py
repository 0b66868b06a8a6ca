"""The text of a rule: what is understood, what is refused, and that it comes back the same."""

from __future__ import annotations

import pytest

from portal.recurrence.reading import Unreadable, read, write

SAME = [
    "FREQ=DAILY",
    "FREQ=WEEKLY;BYDAY=MO,TH",
    "FREQ=WEEKLY;INTERVAL=2;BYDAY=TH;WKST=SU",
    "FREQ=MONTHLY;BYDAY=1WE,3WE,-1FR",
    "FREQ=MONTHLY;BYMONTHDAY=1,15,-1",
    "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1",
    "FREQ=YEARLY;COUNT=5;BYMONTH=5;BYDAY=2TU",
    "FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO",
    "FREQ=YEARLY;BYYEARDAY=1,-1",
]
OTHERWISE = [
    ("freq=weekly;byday=tu", "FREQ=WEEKLY;BYDAY=TU"),
    ("FREQ=WEEKLY;INTERVAL=1;WKST=MO;BYDAY=TH,MO,TH", "FREQ=WEEKLY;BYDAY=MO,TH"),
    ("FREQ=MONTHLY;BYDAY=TU;BYSETPOS=2", "FREQ=MONTHLY;BYDAY=2TU"),
    ("FREQ=MONTHLY;BYDAY=+2TU", "FREQ=MONTHLY;BYDAY=2TU"),
]
REFUSED = [
    "",
    "nonsense",
    "FREQ",
    "FREQ=",
    "BYDAY=TU",
    "FREQ=HOURLY",
    "FREQ=SECONDLY;INTERVAL=1",
    "FREQ=WEEKLY;FREQ=DAILY",
    "FREQ=WEEKLY;",
    "FREQ=WEEKLY;BYDAY=",
    "FREQ=WEEKLY;BYDAY=XX",
    "FREQ=WEEKLY;BYDAY=2TU",
    "FREQ=MONTHLY;BYDAY=0TU",
    "FREQ=MONTHLY;BYDAY=6TU",
    "FREQ=YEARLY;BYDAY=54TU",
    "FREQ=WEEKLY;INTERVAL=0",
    "FREQ=WEEKLY;INTERVAL=-2",
    "FREQ=WEEKLY;INTERVAL=99999",
    "FREQ=WEEKLY;INTERVAL=٢",
    "FREQ=DAILY;COUNT=0",
    "FREQ=MONTHLY;BYMONTHDAY=32",
    "FREQ=MONTHLY;BYMONTHDAY=0",
    "FREQ=MONTHLY;BYMONTH=13",
    "FREQ=MONTHLY;BYMONTH=-1",
    "FREQ=WEEKLY;BYMONTHDAY=13",
    "FREQ=MONTHLY;BYYEARDAY=100",
    "FREQ=YEARLY;BYWEEKNO=20",
    "FREQ=YEARLY;BYWEEKNO=20;BYDAY=2MO",
    "FREQ=MONTHLY;BYSETPOS=1",
    "FREQ=WEEKLY;WKST=XX",
    "FREQ=DAILY;BYHOUR=9",
    "FREQ=DAILY;UNTIL=20270101",
    "RRULE:FREQ=DAILY",
    "FREQ=DAILY\r\nDTSTART:20260101",
    "FREQ=DAILY;BYMONTH=" + "1," * 400 + "1",
]


@pytest.mark.parametrize(("text", "written"), [*((text, text) for text in SAME), *OTHERWISE])
def test_a_rule_comes_back(text: str, written: str) -> None:
    assert write(read(text)) == written
    assert read(written) == read(text)


@pytest.mark.parametrize("text", REFUSED)
def test_what_is_no_rule_of_a_group_is_refused(text: str) -> None:
    with pytest.raises(Unreadable):
        read(text)
