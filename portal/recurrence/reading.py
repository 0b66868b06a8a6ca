"""The text of a recurrence rule (RFC 5545, 3.3.10) as numbers. Only what repeats by the day or slower."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
FREQUENCIES = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")
LONGEST_RULE = 500
LARGEST_INTERVAL = 999
LARGEST_COUNT = 9_999

_NUMBER = re.compile(r"[+-]?[0-9]{1,4}", re.ASCII)
_DAY = re.compile(rf"([+-]?[0-9]{{1,2}})?({'|'.join(WEEKDAYS)})", re.ASCII)
_LARGEST = {"BYMONTH": 12, "BYMONTHDAY": 31, "BYYEARDAY": 366, "BYWEEKNO": 53, "BYSETPOS": 366}
_PARTS = {"FREQ", "INTERVAL", "COUNT", "WKST", "BYDAY", *_LARGEST}


class Unreadable(ValueError):
    """The rule breaks RFC 5545, or says something that no group does, such as every minute."""


@dataclass(frozen=True, slots=True)
class Rule:
    """What a rule says. Weekdays count from Monday = 0; `weekdays` pairs (which one, weekday), 0 is each."""

    freq: str
    interval: int = 1
    months: tuple[int, ...] = ()
    monthdays: tuple[int, ...] = ()
    weekdays: tuple[tuple[int, int], ...] = ()
    yeardays: tuple[int, ...] = ()
    weeks: tuple[int, ...] = ()
    positions: tuple[int, ...] = ()
    count: int | None = None
    week_start: int = 0

    @property
    def says_day(self) -> bool:
        """Besides the frequency the rule says which days."""
        return bool(self.monthdays or self.weekdays or self.yeardays or self.weeks)

    @property
    def numbered(self) -> bool:
        """Weekdays are counted within the month or year, as in the second Tuesday."""
        return any(nth for nth, _ in self.weekdays)

    @property
    def in_each_month(self) -> bool:
        """Weekdays are counted within a month, not within the year."""
        return self.freq == "MONTHLY" or bool(self.months)


@lru_cache(maxsize=2_000)
def read(text: str) -> Rule:
    """The rule of a text without DTSTART and UNTIL. Raises Unreadable."""
    parts = _parts(text)
    freq = parts.get("FREQ", "")
    if freq not in FREQUENCIES:
        raise Unreadable(text)
    rule = Rule(
        freq,
        _natural(parts.get("INTERVAL", "1"), LARGEST_INTERVAL),
        _numbers(parts, "BYMONTH"),
        _numbers(parts, "BYMONTHDAY"),
        _weekdays(parts),
        _numbers(parts, "BYYEARDAY"),
        _numbers(parts, "BYWEEKNO"),
        _numbers(parts, "BYSETPOS"),
        _natural(parts["COUNT"], LARGEST_COUNT) if "COUNT" in parts else None,
        WEEKDAYS.index(parts["WKST"]) if parts.get("WKST") in WEEKDAYS else 0,
    )
    if parts.get("WKST", "MO") not in WEEKDAYS or _contradicts(rule):
        raise Unreadable(text)
    return _plain(rule)


def write(rule: Rule) -> str:
    """The text of a rule, its parts always in the same order."""
    days = (f"{nth or ''}{WEEKDAYS[day]}" for nth, day in rule.weekdays)
    parts = {
        "FREQ": rule.freq,
        "INTERVAL": "" if rule.interval == 1 else str(rule.interval),
        "COUNT": "" if rule.count is None else str(rule.count),
        "BYMONTH": _listed(rule.months),
        "BYWEEKNO": _listed(rule.weeks),
        "BYYEARDAY": _listed(rule.yeardays),
        "BYMONTHDAY": _listed(rule.monthdays),
        "BYDAY": ",".join(days),
        "BYSETPOS": _listed(rule.positions),
        "WKST": WEEKDAYS[rule.week_start] if rule.week_start else "",
    }
    return ";".join(f"{name}={value}" for name, value in parts.items() if value)


def _listed(numbers: tuple[int, ...]) -> str:
    return ",".join(map(str, numbers))


def _parts(text: str) -> dict[str, str]:
    if len(text) > LONGEST_RULE:
        raise Unreadable(text[:LONGEST_RULE])
    parts: dict[str, str] = {}
    for piece in text.upper().split(";"):
        name, _, value = piece.partition("=")
        if name not in _PARTS or name in parts or not value:
            raise Unreadable(text)
        parts[name] = value
    return parts


def _natural(text: str, largest: int) -> int:
    if not _NUMBER.fullmatch(text) or not 1 <= int(text) <= largest:
        raise Unreadable(text)
    return int(text)


def _numbers(parts: Mapping[str, str], name: str) -> tuple[int, ...]:
    """Each number once: positive ones first, those counted from the end after them."""
    found: set[int] = set()
    for text in parts[name].split(",") if name in parts else ():
        if not _NUMBER.fullmatch(text) or not 1 <= abs(int(text)) <= _LARGEST[name]:
            raise Unreadable(text)
        found.add(int(text))
    if name == "BYMONTH" and min(found, default=1) < 1:
        raise Unreadable(parts[name])
    return tuple(sorted(found, key=lambda number: (number < 0, number)))


def _weekdays(parts: Mapping[str, str]) -> tuple[tuple[int, int], ...]:
    largest = {"MONTHLY": 5, "YEARLY": 53}.get(parts.get("FREQ", ""), 0)
    found: set[tuple[int, int]] = set()
    for text in parts["BYDAY"].split(",") if "BYDAY" in parts else ():
        match = _DAY.fullmatch(text)
        nth = int(match[1] or 0) if match else 0
        if not match or (match[1] and not 1 <= abs(nth) <= largest):
            raise Unreadable(text)
        found.add((nth, WEEKDAYS.index(match[2])))
    return tuple(sorted(found, key=lambda pair: (pair[0] < 0, pair)))


def _contradicts(rule: Rule) -> bool:
    """Combinations that RFC 5545 forbids or leaves open."""
    return bool(
        (rule.monthdays and rule.freq == "WEEKLY")
        or (rule.yeardays and rule.freq != "YEARLY")
        or (rule.weeks and (rule.freq != "YEARLY" or not rule.weekdays or rule.numbered or rule.week_start))
        or (rule.positions and not (rule.says_day or rule.months))
    )


def _plain(rule: Rule) -> Rule:
    """The second of all Tuesdays of the month is the second Tuesday of the month."""
    alone = len(rule.weekdays) == 1 and not rule.numbered and not rule.monthdays
    if rule.freq == "MONTHLY" and alone and rule.positions and max(map(abs, rule.positions)) <= 5:
        day = rule.weekdays[0][1]
        return replace(rule, weekdays=tuple((nth, day) for nth in rule.positions), positions=())
    return rule
