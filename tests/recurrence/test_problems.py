"""What is wrong with a stored pattern, in sentences."""

from __future__ import annotations

from dataclasses import replace
from datetime import time

import pytest
from flask_babel import force_locale

from portal.recurrence.pattern import Change, Pattern, problems
from tests.recurrence.hand import TODAY, on, pattern

TUESDAY = pattern("FREQ=MONTHLY;BYDAY=2TU")
FINE = [
    TUESDAY,
    pattern(""),
    pattern("FREQ=WEEKLY;INTERVAL=2;BYDAY=TH", "2026-11-26", not_months=(7, 8), last_on="2027-12-31"),
    pattern("FREQ=WEEKLY;BYDAY=TU", hours=(time(22, 0), time(1, 0))),
    replace(
        TUESDAY,
        changes=(Change(on("2026-12-08"), "moved", on("2026-12-15")), Change(on("2026-12-20"), "extra")),
    ),
    replace(TUESDAY, changes=(Change(on("2020-01-01"), "cancelled"),)),
    replace(TUESDAY, changes=(Change(on("2026-12-08"), "cancelled"), Change(on("2026-12-08"), "extra"))),
]
WRONG = [
    (pattern("nonsense"), "The rule of the meetings cannot be read."),
    (
        pattern("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU"),
        "Say on which date the first meeting is: the rule counts from there.",
    ),
    (
        pattern("FREQ=WEEKLY;COUNT=2;BYDAY=TU"),
        "Say on which date the first meeting is: the rule counts from there.",
    ),
    (pattern("FREQ=WEEKLY"), "The rule does not say on which day the group meets."),
    (pattern("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=31"), "The rule gives no date at all."),
    (pattern("FREQ=YEARLY;BYMONTH=5;BYDAY=TU", not_months=(5,)), "The rule gives no date at all."),
    (pattern("FREQ=DAILY", not_months=(0,)), "A month has a number from 1 to 12."),
    (pattern("FREQ=DAILY", hours=(None, time(9, 0))), "There is an end time but no beginning."),
    (pattern("FREQ=DAILY", hours=(time(9, 0), time(9, 0))), "The meeting ends at the moment it starts."),
    (pattern("FREQ=DAILY", zone="Europe/Nowhere"), "“Europe/Nowhere” is not a time zone."),
    (pattern("FREQ=DAILY", zone="../etc/passwd"), "“../etc/passwd” is not a time zone."),
    (pattern("FREQ=DAILY", last_on="2026-11-21"), "The last date, 21 November 2026, has passed."),
    (
        replace(TUESDAY, changes=(Change(on("2026-12-09"), "cancelled"),)),
        "There is no meeting on 9 December 2026 to cancel or move.",
    ),
    (
        replace(TUESDAY, changes=(Change(on("2026-12-08"), "cancelled"), Change(on("2026-12-08"), "moved"))),
        "The meeting of 8 December 2026 is changed twice.",
    ),
    (
        replace(TUESDAY, changes=(Change(on("2026-12-08"), "lost"),)),
        "It is not clear what happens to the meeting of 8 December 2026.",
    ),
    (
        replace(TUESDAY, changes=(Change(on("2026-12-20"), "extra", None, time(9), time(9)),)),
        "The meeting of 20 December 2026 ends at the moment it starts.",
    ),
]


@pytest.mark.parametrize("made", FINE)
def test_nothing_is_wrong(made: Pattern) -> None:
    assert problems(made, TODAY) == []


@pytest.mark.parametrize(("made", "said"), WRONG, ids=[entry[1] for entry in WRONG])
def test_what_is_wrong_is_said(made: Pattern, said: str) -> None:
    assert problems(made, TODAY) == [said]


def test_several_at_once_in_the_language_in_force() -> None:
    made = pattern("FREQ=DAILY", "2026-12-01", not_months=tuple(range(1, 13)), last_on="2026-11-30")
    with force_locale("de"):
        assert problems(made, TODAY) == [
            "Alle Monate des Jahres sind ausgenommen.",
            "Das letzte Datum liegt vor dem ersten.",
            "Die Regel ergibt keinen einzigen Termin.",
        ]
