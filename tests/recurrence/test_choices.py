"""What people choose becomes a pattern, comes back as the same choice, and bad input gets a sentence."""

from __future__ import annotations

from dataclasses import replace
from datetime import time
from random import Random

import pytest
from flask_babel import force_locale

from portal.recurrence.choices import APPOINTMENT, BadChoice, Choice, build, choice_of
from portal.recurrence.expanding import occurrences
from portal.recurrence.wording import sentence
from tests.recurrence import generator
from tests.recurrence.hand import TODAY, on, pattern

GOOD = [
    (Choice("weekly", ("tu",)), "FREQ=WEEKLY;BYDAY=TU", "every Tuesday"),
    (Choice("weekly", ("mo", "th")), "FREQ=WEEKLY;BYDAY=MO,TH", "every Monday and Thursday"),
    (
        Choice("weeks", ("th",), n=2, first_on=on("2026-11-26")),
        "FREQ=WEEKLY;INTERVAL=2;BYDAY=TH",
        "every two weeks on Thursday",
    ),
    (Choice("nth", ("tu",), (2,)), "FREQ=MONTHLY;BYDAY=2TU", "every second Tuesday of the month"),
    (
        Choice("nth", ("we",), (1, 3)),
        "FREQ=MONTHLY;BYDAY=1WE,3WE",
        "the first and third Wednesday of the month",
    ),
    (
        Choice("nth", ("we", "th"), (1, -1)),
        "FREQ=MONTHLY;BYDAY=1WE,1TH,-1WE,-1TH",
        "the first and last Wednesday and first and last Thursday of the month",
    ),
    (Choice("last", ("fr",)), "FREQ=MONTHLY;BYDAY=-1FR", "the last Friday of the month"),
    (Choice("monthday", monthday=15), "FREQ=MONTHLY;BYMONTHDAY=15", "the 15th of the month"),
    (
        Choice("monthday", monthday=31, not_months=(7, 8)),
        "FREQ=MONTHLY;BYMONTHDAY=31",
        "the 31st of the month, not in July and August",
    ),
    (Choice("daily", not_months=(8,)), "FREQ=DAILY", "every day, not in August"),
    (
        Choice("months", n=2, first_on=on("2026-12-15")),
        "FREQ=MONTHLY;INTERVAL=2;BYMONTHDAY=15",
        "every two months on the 15th of the month",
    ),
    (
        Choice("months", ("tu",), (2,), n=3, first_on=on("2026-12-08")),
        "FREQ=MONTHLY;INTERVAL=3;BYDAY=2TU",
        "every three months on the second Tuesday",
    ),
    (
        Choice("yearly", first_on=on("2026-12-06")),
        "FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=6",
        "every year on 6 December",
    ),
    (
        Choice("yearly", ("su",), (-1,), first_on=on("2026-12-27")),
        "FREQ=YEARLY;BYMONTH=12;BYDAY=-1SU",
        "every year on the last Sunday in December",
    ),
    (Choice("none"), "", "no fixed dates"),
]
LATE = Choice("weekly", ("tu",), starts_at=time(22, 0), ends_at=time(0, 30))
BAD = [
    (Choice("sometimes"), "rhythm", "Choose how often the group meets."),
    (Choice("weekly"), "weekdays", "Choose on which day of the week."),
    (Choice("weekly", ("xx",)), "weekdays", "Choose on which day of the week."),
    (Choice("nth", (), (2,)), "weekdays", "Choose on which day of the week."),
    (Choice("last"), "weekdays", "Choose on which day of the week."),
    (Choice("nth", ("tu",)), "nths", "Choose in which weeks of the month: the first, the second, the last."),
    (
        Choice("nth", ("tu",), (6,)),
        "nths",
        "Choose in which weeks of the month: the first, the second, the last.",
    ),
    (
        Choice("weeks", ("tu",), n=2),
        "first_on",
        "Choose the date of one meeting, so that it is clear in which weeks you meet.",
    ),
    (Choice("weeks", ("tu",), first_on=TODAY), "n", "Choose a number of weeks from 2 to 26."),
    (Choice("weeks", ("tu",), n=60, first_on=TODAY), "n", "Choose a number of weeks from 2 to 26."),
    (
        Choice("weeks", ("tu", "th"), n=2, first_on=TODAY),
        "first_on",
        "22 November 2026 is a Sunday, and you chose Tuesday and Thursday.",
    ),
    (Choice("months", n=1, first_on=TODAY), "n", "Choose a number of months from 2 to 24."),
    (
        Choice("months", ("mo",), (2,), n=2, first_on=TODAY),
        "first_on",
        "22 November 2026 is not such a day. Choose the date of one meeting.",
    ),
    (
        Choice("yearly"),
        "first_on",
        "Choose the date of one meeting, so that it is clear in which month you meet.",
    ),
    (Choice("monthday"), "monthday", "Choose a day of the month from 1 to 31."),
    (Choice("monthday", monthday=32), "monthday", "Choose a day of the month from 1 to 31."),
    (
        Choice("monthday", monthday=31, not_months=(1, 3, 5, 7, 8, 10, 12)),
        "monthday",
        "None of the months that are left has a 31st: there is no date.",
    ),
    (
        Choice("monthday", monthday=31, not_months=(1, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12)),
        "monthday",
        "None of the months that are left has a 31st: there is no date.",
    ),
    (
        Choice("weekly", ("tu",), not_months=tuple(range(1, 13))),
        "not_months",
        "Every month of the year is left out.",
    ),
    (Choice("weekly", ("tu",), not_months=(13,)), "not_months", "A month has a number from 1 to 12."),
    (
        Choice("weekly", ("tu",), last_on=on("2026-11-21")),
        "last_on",
        "The last date, 21 November 2026, has passed.",
    ),
    (
        Choice("weekly", ("tu",), first_on=on("2027-02-01"), last_on=on("2027-01-01")),
        "last_on",
        "The last date comes before the first.",
    ),
    (
        Choice("weekly", ("tu",), last_on=on("2026-11-23")),
        "last_on",
        "With these choices there is no meeting from today on.",
    ),
    (Choice("weekly", ("tu",), ends_at=time(21, 0)), "starts_at", "There is an end time but no beginning."),
    (
        Choice("weekly", ("tu",), starts_at=time(21, 0), ends_at=time(21, 0)),
        "ends_at",
        "The meeting ends at the moment it starts.",
    ),
    (
        Choice("none", starts_at=time(21, 0), ends_at=time(21, 0)),
        "ends_at",
        "The meeting ends at the moment it starts.",
    ),
]
NOT_IN_THE_FORM = [
    "nonsense",
    "FREQ=YEARLY;BYMONTH=5;BYDAY=2TU",
    "FREQ=MONTHLY;INTERVAL=2;BYDAY=2TU",
    "FREQ=MONTHLY;BYDAY=1TU,3TH",
    "FREQ=MONTHLY;BYDAY=-2TU",
    "FREQ=MONTHLY;BYMONTHDAY=1,15",
    "FREQ=MONTHLY;BYMONTHDAY=-1",
    "FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13",
    "FREQ=DAILY;INTERVAL=2",
    "FREQ=WEEKLY;COUNT=4;BYDAY=TU",
    "FREQ=WEEKLY;INTERVAL=30;BYDAY=TU",
    "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,SU;WKST=SU",
    "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1",
]


@pytest.mark.parametrize(("choice", "rule", "said"), GOOD, ids=[entry[2] for entry in GOOD])
def test_a_choice_becomes_a_pattern_and_comes_back(choice: Choice, rule: str, said: str) -> None:
    made = build(choice, TODAY)
    assert (made.rrule, sentence(made, "en")) == (rule, said)
    assert choice_of(made) == choice


def test_all_fields_come_back() -> None:
    choice = Choice(
        "weeks", ("tu",), (), 3, None, on("2026-12-01"), time(19, 30), time(21, 0), (7, 8), on("2027-12-31")
    )
    assert choice_of(build(choice, TODAY)) == choice


@pytest.mark.parametrize(
    ("choice", "field", "said"), BAD, ids=[f"{entry[0].rhythm}-{entry[2]}" for entry in BAD]
)
def test_bad_input_gets_a_sentence(choice: Choice, field: str, said: str) -> None:
    with pytest.raises(BadChoice) as refused:
        build(choice, TODAY)
    assert refused.value.errors == {field: said}


def test_several_faults_are_told_at_once_in_the_language_in_force() -> None:
    with force_locale("nl"), pytest.raises(BadChoice) as refused:
        build(Choice("nth", ends_at=time(21, 0), last_on=on("2026-11-01")), TODAY)
    assert refused.value.errors == {
        "starts_at": "Er is een eindtijd, maar geen begintijd.",
        "weekdays": "Kies op welke dag van de week.",
        "nths": "Kies in welke weken van de maand: de eerste, de tweede, de laatste.",
        "last_on": "De laatste datum, 1 november 2026, is al voorbij.",
    }


def test_past_midnight_is_said_back() -> None:
    assert sentence(build(LATE, TODAY), "nl") == "elke dinsdag van 22.00 tot 0.30 uur de volgende dag"


def test_what_the_rhythm_does_not_ask_for_is_not_looked_at() -> None:
    idle = Choice(APPOINTMENT, ("tu",), (9,), 99, 99, TODAY, not_months=(99,), last_on=on("2020-01-01"))
    assert build(idle, TODAY) == pattern("", hours=(None, None))
    assert build(Choice("weeks", ("tu",), n=1), TODAY).rrule == "FREQ=WEEKLY;BYDAY=TU"


@pytest.mark.parametrize("rule", NOT_IN_THE_FORM)
def test_what_the_form_cannot_show(rule: str) -> None:
    assert choice_of(pattern(rule, "2026-12-01")) is None


def test_what_the_form_shows_means_the_same() -> None:
    """Seeded patterns that the form can show give the same dates after going through it."""
    luck, shown = Random("choices"), 0
    start, end = on("2026-11-22"), on("2028-01-01")
    for _ in range(500):
        made = replace(generator.pattern(luck), first_on=on("2026-11-23"), last_on=None)
        choice = choice_of(made)
        before = [meeting.on for meeting in occurrences(made, start, end)]
        if choice is None or not before:
            continue
        if choice.rhythm == "weeks":
            choice = replace(choice, first_on=before[0])
        after = [meeting.on for meeting in occurrences(build(choice, TODAY), start, end)]
        assert after == before, made
        shown += 1
    assert shown > 100
