"""The dates of 200 groups over three months, as calendars and lists of dates need them.

Beside it dateutil's expander, which knows neither exceptions nor hours nor zones.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from datetime import time as clock
from statistics import median

from dateutil.rrule import rrulestr

from bench.finding import Finding
from bench.rounds import alternate, ratio
from bench.run import Bench
from portal.recurrence import stepping
from portal.recurrence.expanding import occurrences
from portal.recurrence.pattern import Change, Pattern

GROUPS, DAYS = 200, 92
MOST_MS = 50
START = date(2026, 10, 1)
"""The clock goes back within these months."""
RULES = (
    *("FREQ=WEEKLY;BYDAY=TU", "FREQ=WEEKLY;INTERVAL=2;BYDAY=TH", "FREQ=MONTHLY;BYDAY=2TU"),
    *("FREQ=MONTHLY;BYDAY=-1FR", "FREQ=MONTHLY;BYDAY=1WE,3WE", "FREQ=WEEKLY;BYDAY=MO,TH"),
    "FREQ=MONTHLY;BYMONTHDAY=15",
)


def measure(bench: Bench) -> Iterator[Finding]:
    """One line for our own expander, first time and remembered alike, with dateutil as the control."""
    patterns = [_pattern(number) for number in range(GROUPS)]
    end = START + timedelta(days=DAYS)

    def ours() -> int:
        return sum(len(occurrences(pattern, START, end)) for pattern in patterns)

    def theirs() -> int:
        return sum(len(_dateutil(pattern, end)) for pattern in patterns)

    cold = _ms(ours)
    samples = alternate({"ours": lambda: _ms(ours), "dateutil": lambda: _ms(theirs)}, bench.rounds(40))
    spent, bare = samples["ours"], samples["dateutil"]
    what = f"dates of {GROUPS} groups over {DAYS} days, CPU"
    yield Finding(
        "recurrence", what, median(spent), "ms", at_most=MOST_MS,
        control=f"{ratio(spent, bare)} times dateutil without exceptions; {ours()} meetings",
    )
    yield Finding("recurrence", f"{what}, first time in a process", cold, "ms", at_most=MOST_MS)


def _ms(work: Callable[[], int]) -> float:
    """Of CPU: nothing here waits."""
    began = time.process_time()
    work()
    return (time.process_time() - began) * 1000


def _pattern(number: int) -> Pattern:
    """Every group has its own first day, and one meeting in ten weeks is otherwise."""
    first = date(2024, 1, 1) + timedelta(days=number)
    rule = RULES[number % len(RULES)]
    bare = Pattern(rule, first, clock(19, 30), clock(21, 30), not_months=(7, 8))
    held = stepping.dates(bare, START, START + timedelta(days=DAYS))
    changes = tuple(Change(day, "cancelled") for day in held[:1])
    return Pattern(rule, first, clock(19, 30), clock(21, 30), not_months=(7, 8), changes=changes)


def _dateutil(pattern: Pattern, end: date) -> list[datetime]:
    first = datetime.combine(pattern.first_on or START, clock(19, 30))
    rule = rrulestr(pattern.rrule, dtstart=first)
    return rule.between(datetime.combine(START, clock()), datetime.combine(end, clock()), inc=True)
