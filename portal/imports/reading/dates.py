"""The date on which somebody last checked a group, as precise as it was written down."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

from portal.imports.reading.remarks import Finding, note, unsure
from portal.imports.reading.text import plain, says_nothing

Precision = Literal["day", "month", "year"]

OLDEST = 1980
_MONTHS = (
    r"jan[a-z]*|janner", r"feb[a-z]*", r"maart|mrt|mar|march|marz|maerz|mrz", r"apr(?:il)?", r"mei|may|mai",
    r"juni?|june", r"juli?|july", r"aug[a-z]*", r"sep[a-z]*", r"o[kc]t[a-z]*", r"nov[a-z]*", r"de[cz][a-z]*",
)  # fmt: skip
_MONTH = "(?P<name>" + "|".join(_MONTHS) + r")\b\.?"
_YEAR = r"'?(?P<year>\d{4}|\d{2})(?!\d)"
_SEPARATOR = r"\s?[-./\s]\s?"
_WRITTEN: tuple[tuple[Precision, str], ...] = (
    ("day", r"(?<!\d)(?P<year>\d{4})[-./](?P<month>\d{1,2})[-./](?P<day>\d{1,2})(?!\d)"),
    ("day", rf"(?<!\d)(?P<day>\d{{1,2}}){_SEPARATOR}(?P<month>\d{{1,2}}){_SEPARATOR}{_YEAR}"),
    ("day", rf"(?<!\d)(?P<day>\d{{1,2}})(?:st|nd|rd|th|e|\.)?[\s-]*(?:of )?{_MONTH},?[\s-]*{_YEAR}"),
    ("day", rf"\b{_MONTH}\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?:,\s*|\s+)(?P<year>\d{{4}})(?!\d)"),
    ("month", rf"\b{_MONTH}[\s/-]*{_YEAR}"),
    ("month", r"(?<!\d)(?P<year>\d{4})[-./](?P<month>\d{1,2})(?!\d)"),
    ("month", r"(?<!\d)(?P<month>\d{1,2})\s?[-./]\s?(?P<year>\d{4})(?!\d)"),
    ("year", r"(?<!\d)(?P<year>(?:19|20)\d{2})(?!\d)"),
)
_PATTERNS = tuple((precision, re.compile(pattern)) for precision, pattern in _WRITTEN)
_SERIAL = re.compile(r"[34]\d{4}")
_EPOCH = date(1899, 12, 30)
_WORDS = re.compile(r"[^\W_]+")
_PLAIN_WORDS = frozenset(
    {
        "gecontroleerd",
        "gecheckt",
        "checked",
        "verified",
        "updated",
        "update",
        "gepruft",
        "stand",
        "bijgewerkt",
    }
    | {"op", "on", "am", "in", "per", "dd", "d", "at", "en", "and", "und", "t"}
)
_CLOCK = re.compile(r"\b\d{1,2}:\d{2}(?::\d{2})?")


@dataclass(frozen=True)
class Checked:
    """`value` is the first day of the month or year when only that is known."""

    value: date | None = None
    precision: Precision = "day"
    findings: tuple[Finding, ...] = ()


def read_checked_on(text: str, today: date, locale: str = "nl") -> Checked:
    """The day, month or year of the last check. "onbekend" and the future give no date but a remark."""
    if not text:
        return Checked()
    words = plain(text).strip()
    if says_nothing(text) or words in {"nooit", "never", "nie"}:
        return Checked(findings=(note("date.unknown"),))
    if _SERIAL.fullmatch(words):
        day = _EPOCH + timedelta(days=int(words))
        return _bounded(Checked(day, findings=(unsure("date.serial", day.isoformat()),)), today)
    found, rest = _all(words, locale)
    if not found:
        return Checked(findings=(unsure("date.unreadable"),))
    chosen = _latest(found, today)
    if not _PLAIN_WORDS.issuperset(_WORDS.findall(_CLOCK.sub(" ", rest))):
        chosen = _with(chosen, note("date.words", understood(chosen)))
    return chosen


def understood(checked: Checked) -> str:
    """2024-03-12, 2024-03 or 2024."""
    length = {"day": 10, "month": 7, "year": 4}[checked.precision]
    return checked.value.isoformat()[:length] if checked.value else ""


def _all(words: str, locale: str) -> tuple[list[Checked], str]:
    """Every date in the text, and the text without them."""
    found: list[Checked] = []

    def taken(precision: Precision) -> Callable[[re.Match[str]], str]:
        def take(match: re.Match[str]) -> str:
            found.append(_date(match, precision, locale))
            return " "

        return take

    for precision, pattern in _PATTERNS:
        words = pattern.sub(taken(precision), words)
    return found, words


def _latest(found: list[Checked], today: date) -> Checked:
    bounded = [_bounded(checked, today) for checked in found]
    known = [checked for checked in bounded if checked.value]
    if len(found) == 1 or not known:
        return bounded[0]
    latest = max(known, key=lambda checked: checked.value or date.min)
    return _with(latest, unsure("date.several", understood(latest)))


def _bounded(checked: Checked, today: date) -> Checked:
    """A check in the future, or before there were lists, is a slip of the pen."""
    if checked.value is None:
        return checked
    if checked.value > today:
        return replace(checked, value=None, findings=(unsure("date.future"),))
    if checked.value.year < OLDEST:
        return replace(checked, value=None, findings=(unsure("date.unreadable"),))
    return checked


def _date(match: re.Match[str], precision: Precision, locale: str) -> Checked:
    parts = match.groupdict()
    year, day = _year(parts["year"]), int(parts.get("day") or 1)
    month = int(parts["month"]) if parts.get("month") else _month(parts.get("name"))
    findings: tuple[Finding, ...] = ()
    if month > 12 >= day:
        day, month = month, day
        findings = (unsure("date.swapped", f"{year:04}-{month:02}-{day:02}"),)
    elif locale == "en" and "/" in match[0] and precision == "day" and day != month and day <= 12:
        findings = (unsure("date.order", f"{year:04}-{month:02}-{day:02}"),)
    elif precision == "month" and len(parts["year"]) == 2 and "'" not in match[0]:
        findings = (unsure("date.day_or_year", f"{year:04}-{month:02}"),)
    try:
        return Checked(date(year, month, day), precision, findings)
    except ValueError:
        return Checked(findings=(unsure("date.unreadable"),))


def _year(digits: str) -> int:
    return int(digits) if len(digits) == 4 else 2000 + int(digits)


def _month(name: str | None) -> int:
    if name is None:
        return 1
    return next(number for number, names in enumerate(_MONTHS, start=1) if re.fullmatch(names, name))


def _with(checked: Checked, finding: Finding) -> Checked:
    return replace(checked, findings=(*checked.findings, finding))
