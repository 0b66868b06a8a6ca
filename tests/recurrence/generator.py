"""Patterns as people and calendar programs could make them, the same ones each time."""

from __future__ import annotations

from datetime import date, time, timedelta
from random import Random

from portal.recurrence import stepping
from portal.recurrence.pattern import Change, Pattern
from portal.recurrence.reading import WEEKDAYS

HOURS: tuple[tuple[time | None, time | None], ...] = (
    (time(19, 30), time(21, 30)),
    (time(10, 0), None),
    (time(22, 0), time(1, 0)),
    (time(2, 30), time(4, 0)),
    (time(0, 0), time(0, 30)),
    (None, None),
)


def rrule(luck: Random) -> str:
    """A rule within RFC 5545. Left out: positions within a week, where readers differ on the first week."""
    freq = luck.choices(("DAILY", "WEEKLY", "MONTHLY", "YEARLY"), (1, 4, 6, 2))[0]
    parts = [f"FREQ={freq}"]
    if luck.random() < 0.35:
        parts.append(f"INTERVAL={luck.randint(2, 4)}")
    if luck.random() < 0.2 or (freq == "YEARLY" and luck.random() < 0.7):
        parts.append("BYMONTH=" + _some(luck, range(1, 13), 4))
    parts += _days(luck, freq)
    if luck.random() < 0.1 and freq == "WEEKLY":
        parts.append("WKST=SU")
    if luck.random() < 0.08:
        parts.append(f"COUNT={luck.randint(1, 40)}")
    return ";".join(parts)


def _days(luck: Random, freq: str) -> list[str]:
    chance = luck.random()
    if chance < 0.12 or (freq == "DAILY" and chance < 0.5):
        return []
    if freq in ("DAILY", "WEEKLY"):
        return ["BYDAY=" + _some(luck, WEEKDAYS, 3)]
    if chance < 0.3:
        return ["BYMONTHDAY=" + _some(luck, [*range(1, 32), -1, -2, -3], 3)]
    if chance < 0.38:
        return ["BYDAY=" + _some(luck, WEEKDAYS, 3), "BYMONTHDAY=" + _some(luck, range(1, 32), 9)]
    if chance < 0.5:
        return ["BYDAY=" + _some(luck, WEEKDAYS, 5), "BYSETPOS=" + _some(luck, [1, 2, 3, -1, -2], 2)]
    numbers = [1, 2, 3, 4, 5, -1, -2]
    return [
        "BYDAY="
        + ",".join(f"{luck.choice(numbers)}{day}" for day in luck.sample(WEEKDAYS, luck.randint(1, 2)))
    ]


def _some(luck: Random, values: object, most: int) -> str:
    listed = list(values)  # type: ignore[call-overload]
    return ",".join(map(str, luck.sample(listed, luck.randint(1, most))))


def pattern(luck: Random) -> Pattern:
    """A rule with hours, a first date around the clock changes, perhaps an end and months left out."""
    first_on = date(2026, 1, 1) + timedelta(days=luck.randrange(330))
    last_on = first_on + timedelta(days=luck.randint(60, 700)) if luck.random() < 0.3 else None
    not_months = tuple(sorted(luck.sample(range(1, 13), luck.randint(1, 3)))) if luck.random() < 0.4 else ()
    return Pattern(rrule(luck), first_on, *luck.choice(HOURS), last_on=last_on, not_months=not_months)


def changes(luck: Random, made: Pattern, start: date, end: date) -> tuple[Change, ...]:
    """Some meetings of a period cancelled or moved within it, and some added."""
    found: list[Change] = []
    for on in luck.sample(given := stepping.dates(made, start, end), min(3, len(given))):
        to = on + timedelta(days=luck.randint(1, 6))
        moved = Change(on, "moved", to, luck.choice((None, time(15, 0))) if made.starts_at else None)
        found.append(luck.choice((Change(on, "cancelled"), moved)))
    if luck.random() < 0.5:
        found.append(Change(start + timedelta(days=luck.randint(1, 150)), "extra"))
    return tuple(found)
