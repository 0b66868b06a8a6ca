"""Finds out in which encoding a text was written."""

from __future__ import annotations

import re
from collections.abc import Iterator

_BOMS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
_SEQUENCE = re.compile(rb"[\xc3-\xf4][\x80-\xbf]+")
_HIGH = re.compile(rb"[\x80-\xff]+")
_USUAL = frozenset("éèëêïíìîóòöôúùüûáàäâçñßÉÈËÖÜÄÁÇ€’‘“”„–…°·½²´«»\xa0")
_OLD = ("cp1252", "cp850", "mac_roman")
"""What Excel writes as "CSV", "CSV (MS-DOS)" and "CSV (Macintosh)"."""


def decode(data: bytes) -> tuple[str, str]:
    """The text and the name of its encoding; never fails, unknown bytes are dropped."""
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, errors="ignore"), encoding
    if wide := _wide(data[:4000]):
        return data.decode(wide, errors="ignore"), wide
    try:
        return data.decode("utf-8", errors="surrogatepass"), "utf-8"
    except UnicodeDecodeError:
        return _broken_or_old(data)


def _wide(start: bytes) -> str:
    """UTF-16 without its mark: nearly every second byte of Western text is then zero."""
    half = len(start) // 2
    if half < 8:
        return ""
    for encoding, zeros in (("utf-16-le", start[1::2]), ("utf-16-be", start[0::2])):
        if zeros.count(0) > half * 0.7 and start.count(0) < half * 1.2:
            return encoding
    return ""


def _broken_or_old(data: bytes) -> tuple[str, str]:
    whole = sum(len(found) for found in _SEQUENCE.findall(data))
    high = sum(len(found) for found in _HIGH.findall(data))
    if whole > high * 0.6:
        return "".join(_line_by_line(data)), "utf-8, cp1252"
    encoding = max(_OLD, key=lambda name: _plausible(data, name))
    return data.decode(encoding, errors="ignore"), encoding


def _line_by_line(data: bytes) -> Iterator[str]:
    """Two lists pasted together: most lines are UTF-8, the others are cp1252."""
    for line in data.splitlines(keepends=True):
        try:
            yield line.decode("utf-8")
        except UnicodeDecodeError:
            yield line.decode("cp1252", errors="ignore")


def _plausible(data: bytes, encoding: str) -> int:
    """How many letters beyond ASCII are usual ones; `max` keeps the first of equals, cp1252."""
    letters = b"".join(_HIGH.findall(data[:200_000])).decode(encoding, errors="ignore")
    return sum(letter in _USUAL for letter in letters)
