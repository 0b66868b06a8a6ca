"""A page or a feed asks for hundreds of patterns at once."""

from __future__ import annotations

import time
from datetime import date
from random import Random

from portal.recurrence.expanding import next_dates, occurrences
from tests.recurrence import generator
from tests.recurrence.hand import TODAY, pattern

GOAL = 0.05
"""Seconds of processor time for 200 patterns over three months."""
SLACK = 3
"""Other work on the same machine slows this one down."""


def test_two_hundred_patterns_over_three_months() -> None:
    luck = Random("speed")
    made = [generator.pattern(luck) for _ in range(200)]
    taken = []
    for _ in range(3):
        started = time.process_time()
        for each in made:
            occurrences(each, date(2026, 12, 1), date(2027, 3, 1))
        taken.append(time.process_time() - started)
    assert min(taken) < GOAL * SLACK


def test_a_rule_that_never_occurs_is_given_up_soon() -> None:
    started = time.process_time()
    for rule in (
        "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=31",
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=YEARLY;BYYEARDAY=366;BYMONTH=3",
    ):
        assert next_dates(pattern(rule), TODAY, 5) == []
    assert time.process_time() - started < 1
