"""When a group meets: a sentence becomes a recurrence rule, or stays a sentence with a remark.

Nothing is guessed. "1x p/m maandag" does not say which Monday and gives no rule; "om de week do" gives a rule
and the remark that the first date is missing; "elke 2e dinsdag" can mean two things and gives none.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import pairwise
from typing import Literal

from portal.imports.reading.remarks import Finding, note, unsure
from portal.imports.reading.rhythm_words import DAYS, Token, tokens
from portal.imports.reading.text import says_nothing
from portal.imports.reading.times import Times, take_times

Parity = Literal["", "even", "odd"]


@dataclass(frozen=True)
class Rhythm:
    """What a sentence about meetings says. `rrule` has no DTSTART; `needs_anchor` says that it needs one."""

    rrule: str | None = None
    needs_anchor: bool = False
    parity: Parity = ""
    weekdays: tuple[str, ...] = ()
    by_arrangement: bool = False
    times: Times = field(default_factory=Times)
    findings: tuple[Finding, ...] = ()


@dataclass
class _Parts:
    """The sentence taken apart."""

    all: list[Token]
    main: list[Token] = field(default_factory=list)
    excepted: list[Token] = field(default_factory=list)
    rule: dict[str, str] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    def has(self, *kinds: str) -> bool:
        return any(token.kind in kinds for token in self.main)

    def first(self, kind: str) -> int:
        return next((token.value for token in self.main if token.kind == kind), 0)


def read_rhythm(text: str) -> Rhythm:
    """The rule, times and doubts of one sentence in Dutch, English or German."""
    if not text or says_nothing(text):
        return Rhythm()
    times, rest = take_times(text)
    if not rest.strip(" ,.;:-–()"):
        return Rhythm(times=times, findings=times.findings)
    parts = _Parts(tokens(rest))
    _split(parts)
    days = _days(parts.main)
    _frequency(parts, days)
    if parts.rule:
        _months(parts)
        _leftovers(parts)
    rrule = _text(parts.rule)
    return Rhythm(
        rrule,
        "INTERVAL" in parts.rule,
        "even" if parts.has("even") else "odd" if parts.has("odd") else "",
        tuple(DAYS[day] for day in days),
        parts.has("arrange") and not days,
        replace(times, findings=()),
        (*times.findings, *(replace(found, understood=rrule or "") for found in parts.findings)),
    )


def anchor(rhythm: Rhythm, today: date) -> date | None:
    """The first meeting from today on, when the sentence itself says which weeks."""
    if not (rhythm.needs_anchor and rhythm.parity and rhythm.weekdays):
        return None
    first = DAYS.index(rhythm.weekdays[0])
    day = today + timedelta(days=(first - today.weekday()) % 7)
    wanted = 0 if rhythm.parity == "even" else 1
    while day.isocalendar().week % 2 != wanted:
        day += timedelta(weeks=1)
    return day


def _split(parts: _Parts) -> None:
    """Sets apart what follows "not" up to the end of its clause, or the months right before it."""
    inside = False
    following = [*parts.all[1:], Token("end", 0, ")")]
    for token, after in zip(parts.all, following, strict=False):
        if token.kind == "not" and after.text in {")", ";", ","}:
            _take_back_months(parts)
        elif token.kind == "not":
            inside = True
        elif inside and (token.text in {")", ";"} or token.kind in {"every", "weekly", "weeks"}):
            inside = False
        (parts.excepted if inside else parts.main).append(token)


def _take_back_months(parts: _Parts) -> None:
    """In "juli en augustus niet" the months stand before the word."""
    while parts.main and parts.main[-1].kind in {"mon", "holiday", "and", "to", "fill"}:
        parts.excepted.insert(0, parts.main.pop())


def _days(main: Sequence[Token]) -> list[int]:
    """Weekdays in the order of the week; "ma-vr" is five of them."""
    return sorted(set(_expanded(main, "day", 7)))


def _expanded(listed: Sequence[Token], kind: str, size: int) -> list[int]:
    """The values of one kind of token; two with "to" between them stand for the whole span."""
    shown = [token for token in listed if token.kind != "fill"]
    values: list[int] = []
    for index, token in enumerate(shown):
        if token.kind != kind:
            continue
        if index >= 2 and shown[index - 1].kind == "to" and shown[index - 2].kind == kind:
            values += _span(shown[index - 2].value, token.value, size)
        values.append(token.value)
    return list(dict.fromkeys(values))


def _span(first: int, last: int, size: int) -> list[int]:
    """From first to last inclusive, round the corner when needed."""
    return [(first + step) % size for step in range((last - first) % size + 1)]


def _frequency(parts: _Parts, days: list[int]) -> None:
    """Fills the rule, or says why there is none."""
    ordinals = [token.value for token in parts.main if token.kind == "ord"]
    if finding := _no_rule(parts, days, ordinals):
        parts.findings.append(finding)
    elif ordinals:
        _monthly(parts, days, ordinals)
    elif parts.has("daily"):
        parts.rule = {"FREQ": "DAILY"}
    else:
        _weekly(parts, days)


def _no_rule(parts: _Parts, days: list[int], ordinals: list[int]) -> Finding | None:  # noqa: PLR0911
    if _single_date(parts.main):
        return unsure("rhythm.single_date")
    if parts.has("arrange"):
        return (
            unsure("rhythm.irregular") if days or parts.has("month", "weekly") else note("rhythm.arrangement")
        )
    if _choice(parts.main):
        return unsure("rhythm.choice")
    if parts.has("biweekly"):
        return unsure("rhythm.biweekly")
    if parts.has("daily"):
        return None
    if not days and not (ordinals and parts.has("month")):
        return unsure(
            "rhythm.which_day" if parts.has("weekly", "weeks", "month", "months") else "rhythm.unreadable"
        )
    if ordinals:
        return _doubtful_ordinal(parts, ordinals)
    if parts.has("month", "months"):
        return unsure("rhythm.which_of_month")
    if parts.first("times") > 1 and parts.first("times") != len(days):
        return unsure("rhythm.count")
    return None


def _doubtful_ordinal(parts: _Parts, ordinals: list[int]) -> Finding | None:
    """An ordinal with a week, with an interval, or alone behind "every"."""
    pairs = pairwise(parts.main)
    if any(left.kind == "ord" and right.kind == "week" for left, right in pairs):
        return unsure("rhythm.week_of_month")
    if parts.has("weeks", "even", "odd") or not all(-2 <= number <= 31 and number for number in ordinals):
        return unsure("rhythm.unreadable")
    single = len(ordinals) == 1 and ordinals[0] > 1
    if single and parts.has("every") and not parts.has("month", "months"):
        return unsure("rhythm.ambiguous")
    return None


def _single_date(main: Sequence[Token]) -> bool:
    if any(token.kind == "date" for token in main):
        return True
    pairs = list(pairwise(main))
    return any(
        (left.kind in {"num", "ord"} and right.kind == "mon")
        or (left.kind == "mon" and right.kind in {"num", "ord"})
        for left, right in pairs
    )


def _choice(main: Sequence[Token]) -> bool:
    """Somebody decides each time: 1e of 3e dinsdag. The English "of" stands before "the" or "each"."""
    chosen = {"day", "ord"}
    return any(
        before.kind in chosen and token.kind == "or" and after.kind in chosen
        for before, token, after in zip(main, main[1:], main[2:], strict=False)
    )


def _weekly(parts: _Parts, days: list[int]) -> None:
    interval = 2 if parts.has("even", "odd") else parts.first("weeks") or 1
    parts.rule = {"FREQ": "WEEKLY"}
    if interval > 1:
        parts.rule["INTERVAL"] = str(interval)
        parity = "even" if parts.has("even") else "odd" if parts.has("odd") else ""
        parts.findings.append(note(f"rhythm.{parity}_weeks") if parity else unsure("rhythm.which_week"))
    parts.rule["BYDAY"] = ",".join(DAYS[day] for day in days)


def _monthly(parts: _Parts, days: list[int], ordinals: list[int]) -> None:
    interval = parts.first("months") or 1
    parts.rule = {"FREQ": "MONTHLY"}
    if interval > 1:
        parts.rule["INTERVAL"] = str(interval)
        parts.findings.append(unsure("rhythm.which_month"))
    if not days:
        _month_days(parts, ordinals)
    elif max(ordinals) > 5:
        parts.rule = {}
        parts.findings.append(unsure("rhythm.unreadable"))
    else:
        parts.rule["BYDAY"] = ",".join(_pairs(parts.main))


def _month_days(parts: _Parts, ordinals: list[int]) -> None:
    """The 15th of the month is a date; "de 2e van de maand" may lack its weekday."""
    if min(ordinals) > 5:
        parts.rule["BYMONTHDAY"] = ",".join(str(number) for number in sorted(set(ordinals)))
        return
    parts.rule = {}
    parts.findings.append(unsure("rhythm.which_day"))


def _pairs(main: Sequence[Token]) -> list[str]:
    """Each run of ordinals belongs to the run of weekdays that follows it (or, alone, stands before it)."""
    pairs: list[str] = []
    waiting: list[int] = []
    days: list[int] = []
    for token in main:
        if token.kind == "ord":
            if days and waiting:
                pairs += _combined(waiting, days)
                waiting, days = [], []
            waiting.append(token.value)
        elif token.kind == "day":
            days.append(token.value)
    pairs += _combined(waiting, days)
    return list(dict.fromkeys(pairs))


def _combined(ordinals: list[int], days: list[int]) -> list[str]:
    order = sorted(ordinals, key=lambda number: (number < 0, number))
    return [f"{number}{DAYS[day]}" for number in order for day in days]


def _months(parts: _Parts) -> None:
    """Months in which the group does not meet, or the season in which it does."""
    skipped = _expanded(parts.excepted, "mon", 12)
    season = [] if parts.has("since") and not parts.has("to") else _expanded(parts.main, "mon", 12)
    wanted = [month for month in season or range(12) if month not in skipped]
    if 0 < len(wanted) < 12:
        parts.rule["BYMONTH"] = ",".join(str(month + 1) for month in sorted(wanted))


def _leftovers(parts: _Parts) -> None:
    """Holidays, exceptions and words that the rule does not hold."""
    if any(token.kind == "holiday" for token in parts.all):
        parts.findings.append(unsure("rhythm.holidays"))
    if any(token.kind in {"ord", "day", "weeks", "week", "num", "word"} for token in parts.excepted):
        parts.findings.append(unsure("rhythm.exception"))
    words = [token.text for token in parts.main if token.kind in {"word", "num"}]
    words += [token.text for token in parts.main if token.kind in {"since", "mon"} and parts.has("since")]
    if words:
        parts.findings.append(unsure("rhythm.words", words=" ".join(words)[:80]))


def _text(rule: dict[str, str]) -> str | None:
    order = ("FREQ", "INTERVAL", "BYMONTH", "BYMONTHDAY", "BYDAY")
    return ";".join(f"{name}={rule[name]}" for name in order if name in rule) or None
