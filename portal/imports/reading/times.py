"""Clock times in Dutch, English and German, alone in a cell or inside a sentence.

Only what is written counts: 19.30 is half past seven in the evening, 7.30 stays in the morning unless the
words say otherwise, and both an unlikely and an impossible time come with a remark.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import time
from itertools import pairwise
from typing import Literal

from portal.imports.reading.remarks import Finding, note, unsure
from portal.imports.reading.text import plain, says_nothing

PartOfDay = Literal["morning", "afternoon", "evening"]

_CLOCK = re.compile(
    r"(?<![\d.,:a-z])(?P<hour>\d{1,2})"
    r"(?:\s?[:.h]\s?(?P<minute>\d{2})(?::\d{2})?|u(?P<minute_u>\d{2}))?"
    r"(?![\d]|[:.]\d)(?:\s?(?P<unit>uur|uhr|u|h|hrs?|o'clock)\b\.?)?"
    r"(?:\s?(?P<half>am|pm|a\.\s?m\.?|p\.\s?m\.?)(?![a-z]))?(?![a-z%€]|\s?[x*]\b)"
)
_COMPACT = re.compile(r"(?<!\d)([01]\d|2[0-4])([0-5]\d)(?!\d)")
_SHEET_FRACTION = re.compile(r"0[.,]\d{3,}")
_RANGE = re.compile(r"[\s.]*(?:-|–|—|/|tot|t/m|to|bis|until|till)\s*(?:ca\.?|circa)?\s*")
_BETWEEN = re.compile(r"(?:tussen|between|zwischen)\b")
_AND = re.compile(r"\s*(?:en|and|und)\s*")
_ODD_WORDS = re.compile(r"\b(?:half|halb|kwart|viertel|quarter|past)\b")
_LETTERS = re.compile(r"[^\W\d_]+")
_KNOWN_WORDS = frozenset(
    {
        "van",
        "vanaf",
        "om",
        "from",
        "at",
        "von",
        "ab",
        "um",
        "between",
        "tussen",
        "zwischen",
        "tot",
        "t",
        "m",
        "to",
    }
    | {
        "bis",
        "until",
        "till",
        "start",
        "begin",
        "beginn",
        "in",
        "de",
        "the",
        "am",
        "en",
        "and",
        "und",
        "ca",
        "circa",
    }
    | {"s", "uur", "uhr", "avond", "avonds", "evening", "evenings", "abend", "abends", "middag", "middags"}
    | {
        "namiddag",
        "voormiddag",
        "afternoon",
        "afternoons",
        "nachmittag",
        "nachmittags",
        "vormittag",
        "vormittags",
    }
    | {"ochtend", "ochtends", "morning", "mornings", "morgen", "morgens"}
)
_LEAD = re.compile(r"(?:\b(?:van|vanaf|om|from|at|von|ab|um|between|tussen|zwischen)\s*)$")
_PARTS: Sequence[tuple[PartOfDay, re.Pattern[str]]] = (
    ("afternoon", re.compile(r"(?<!voor)middag|afternoon|nachmittag")),
    ("evening", re.compile(r"avond|evening|abend")),
    ("morning", re.compile(r"ochtend|morning|vormittag|voormiddag|[dt]agmorgen|\bmorgens\b")),
)
_RANGES: dict[PartOfDay, tuple[time, time]] = {
    "morning": (time(6), time(12, 59)),
    "afternoon": (time(12), time(18, 29)),
    "evening": (time(17), time(23, 59)),
}
EARLY = time(8)
_PART_NOTES: dict[PartOfDay, Finding] = {
    "morning": note("time.morning"),
    "afternoon": note("time.afternoon"),
    "evening": note("time.evening"),
}


@dataclass(frozen=True)
class Times:
    """When a meeting starts and ends, as far as it says."""

    start: time | None = None
    end: time | None = None
    part: PartOfDay | None = None
    findings: tuple[Finding, ...] = ()

    @property
    def understood(self) -> str:
        """19:30-21:30, 19:30 or nothing."""
        return "-".join(f"{moment:%H:%M}" for moment in (self.start, self.end) if moment)


@dataclass(frozen=True)
class _Clock:
    """One time as it stands in the text."""

    hour: int
    minute: int
    half: str
    single: bool
    marked: bool
    begin: int
    end: int


def read_times(text: str, hint: PartOfDay | None = None) -> Times:
    """The times of a cell that holds nothing else. "'s avonds" is a part of the day, "25:90" a remark.

    With the hint "evening" (the column beside it says "dinsdagavond") 7.30 is half past seven in the evening.
    """
    if not text or says_nothing(text):
        return Times()
    words = _COMPACT.sub(r"\1:\2", plain(text)) if _COMPACT.search(text) else plain(text)
    if _SHEET_FRACTION.fullmatch(words.strip()):
        return _fraction(words)
    clocks = [] if _ODD_WORDS.search(words) else _clocks(words)
    part = part_of_day(words) or (hint if clocks else None)
    words_left = not _KNOWN_WORDS.issuperset(_LETTERS.findall(_CLOCK.sub(" ", words)))
    if words_left:
        clocks = _marked(words, clocks)
    if not clocks:
        return Times(part=part, findings=(_PART_NOTES[part] if part else unsure("time.unreadable"),))
    times = _times(words, clocks, part)
    if words_left or not (len(clocks) > 1 or clocks[0].marked):
        return replace(times, findings=(*times.findings, unsure("time.words", times.understood)))
    return times


def take_times(text: str) -> tuple[Times, str]:
    """The times inside a sentence, and the sentence (folded) without them.

    A bare number is no time here ("elke 3 weken"); it needs minutes, a unit or a range with one.
    """
    words = plain(text)
    clocks = [] if _ODD_WORDS.search(words) else _marked(words, _clocks(words))
    part = part_of_day(words)
    if not clocks:
        return Times(part=part), words
    rest = words
    for clock in reversed(clocks):
        rest = _LEAD.sub("", rest[: clock.begin]) + " " + rest[clock.end :]
    rest = re.sub(r"^\s*(?:-|–|tot|bis|to)\s|\s(?:-|–|tot|bis|to|until)\s*(?=$|[,;.])", " ", rest)
    return _times(words, clocks, part), rest


def part_of_day(words: str) -> PartOfDay | None:
    """Morning, afternoon or evening, when the words name exactly one."""
    found = [part for part, pattern in _PARTS if pattern.search(words)]
    return found[0] if len(found) == 1 else None


def contradiction(times: Times, part: PartOfDay | None) -> Finding | None:
    """The words say evening and the clock says ten in the morning."""
    if part and times.start and not _RANGES[part][0] <= times.start <= _RANGES[part][1]:
        return unsure(f"time.not_{part}", times.understood)
    return None


def _clocks(words: str) -> list[_Clock]:
    return [
        _Clock(
            int(found["hour"]),
            int(found["minute"] or found["minute_u"] or 0),
            (found["half"] or "")[:1],
            len(found["hour"]) == 1,
            bool(found["minute"] or found["minute_u"] or found["unit"] or found["half"]),
            *found.span(),
        )
        for found in _CLOCK.finditer(words)
    ]


def _marked(words: str, clocks: list[_Clock]) -> list[_Clock]:
    """Times that cannot be plain numbers, and the bare halves of ranges with one: 19-21 uur."""
    kept = [clock.marked for clock in clocks]
    for index, (left, right) in enumerate(pairwise(clocks)):
        if _is_range(words, left, right) and (left.marked or right.marked):
            kept[index] = kept[index + 1] = True
    return [clock for clock, keep in zip(clocks, kept, strict=True) if keep]


def _times(words: str, clocks: list[_Clock], part: PartOfDay | None) -> Times:
    if any(clock.hour > 24 or clock.minute > 59 or (clock.hour == 24 and clock.minute) for clock in clocks):
        return Times(part=part, findings=(unsure("time.impossible"),))
    first, second = clocks[0], clocks[1] if len(clocks) > 1 else None
    joined = second is not None and _is_range(words, first, second)
    if second and joined and second.half and not first.half:
        first = _same_half(first, second)
    start = _moment(first, part)
    end = _moment(second, part) if second and joined else None
    times = Times(start, end, part)
    findings = [_order(times), contradiction(times, part), _early(first, start)]
    if len(clocks) > (2 if joined else 1):
        findings.append(unsure("time.several", times.understood))
    if end and start and end <= start:
        times = replace(times, end=None)
    return replace(times, findings=tuple(finding for finding in findings if finding))


def _is_range(words: str, first: _Clock, second: _Clock) -> bool:
    gap = words[first.end : second.begin]
    return bool(_RANGE.fullmatch(gap) or (_AND.fullmatch(gap) and _BETWEEN.search(words)))


def _same_half(first: _Clock, second: _Clock) -> _Clock:
    """In "7-9 pm" both are evening, in "11-1 pm" the first is morning."""
    if second.half == "p" and first.hour % 12 > second.hour % 12:
        return replace(first, half="a")
    return replace(first, half=second.half)


def _moment(clock: _Clock, part: PartOfDay | None) -> time:
    hour = clock.hour
    if clock.half:
        hour = hour % 12 + (12 if clock.half == "p" else 0)
    elif clock.single and ((part == "evening" and hour >= 5) or (part == "afternoon" and hour <= 6)):
        hour += 12
    return time(23, 59) if hour >= 24 else time(hour, clock.minute)


def _early(clock: _Clock, start: time) -> Finding | None:
    if not clock.half and start < EARLY:
        return unsure("time.early", f"{start:%H:%M}")
    return None


def _order(times: Times) -> Finding | None:
    if times.start and times.end and times.end <= times.start:
        return unsure("time.backwards", f"{times.start:%H:%M}")
    return None


def _fraction(words: str) -> Times:
    """A spreadsheet that lost its time format: a fraction of a day."""
    minutes = round(float(words.strip().replace(",", ".")) * 24 * 60)
    start = time(minutes // 60 % 24, minutes % 60)
    return Times(start, findings=(unsure("time.fraction", f"{start:%H:%M}"),))
