"""What a column holds, judged by its values alone."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from portal.imports.reading.fields import Field
from portal.imports.reading.rhythms import read_rhythm
from portal.imports.reading.text import fold
from portal.imports.reading.themes import Catalogue

_EMAIL = re.compile(r"[^\s@]+@+[^\s@]+")
_WEBSITE = re.compile(
    r"(?:https?://|www\.)\S+|[\w-]+(?:\.[\w-]+)*\.(?:nl|de|be|org|com|net|eu|info|example)(?:/\S*)?", re.I
)
_POSTCODE = re.compile(r"[1-9]\d{3}\s?[A-Za-z]{2}|(?:D-?)?\d{5}|B-?\d{4}")
_PHONE = re.compile(r"(?:[^@]{0,40}:\s*)?(?=(?:\D*\d){8,15}\D*$)[+(]?[\d\s().+/–-]*\d")
_TIME = re.compile(
    r"\d{1,2}[:.h]\d{2}(?:\s?(?:u|uur|uhr|h|am|pm))?(?:\s?(?:-|–|tot|bis"
    r"|to)\s?\d{1,2}[:.h]?\d{0,2})?(?:\s?(?:u|uur|uhr|h|am|pm))?"
    r"|\d{1,2}\s?(?:u|uur|uhr|h|am|pm)",
    re.I,
)
_DATE = re.compile(
    r"\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}|\d{4}-\d{2}(?:-\d{2})?|\d{1,2}/\d{4}|[a-z]{3,9}\.?\s'?\d{2,4}|20\d{2}",
    re.I,
)
_STREET = re.compile(r"[^\W\d][\w .'-]{2,}\s\d{1,5}\s?[a-z]?", re.I)
_COSTS = re.compile(r".*(?:€|euro\b|gratis|kostenlos).*", re.I)
_GROUP_WORDS = re.compile(
    r"groep|group|gruppe|inloop|lotgenoten|zelfhulp|selbsthilfe|self help|anoniem|anonym|cafe|treff"
)
SAMPLE = 200
STRONG = 0.6


def shares(values: Sequence[str], catalogue: Catalogue) -> Mapping[Field, float]:
    """For each field the share (0 to 1) of filled values that look like it."""
    filled = [value[:200] for value in values if value][:SAMPLE]
    if not filled:
        return {}
    return {field: sum(map(test, filled)) / len(filled) for field, test in _tests(catalogue).items()}


def strongest(found: Mapping[Field, float]) -> Field | None:
    """The field most values look like; the patterns are tried from distinctive to vague."""
    return next((field for field, share in found.items() if share >= STRONG), None)


def _tests(catalogue: Catalogue) -> dict[Field, Callable[[str], bool]]:
    return {
        Field.EMAIL: lambda value: bool(_EMAIL.fullmatch(value)),
        Field.WEBSITE: lambda value: bool(_WEBSITE.fullmatch(value)),
        Field.POSTCODE: lambda value: bool(_POSTCODE.fullmatch(value)),
        Field.CHECKED_ON: lambda value: bool(_DATE.fullmatch(value)) and not _TIME.fullmatch(value),
        Field.TIME: lambda value: bool(_TIME.fullmatch(value)),
        Field.PHONE: lambda value: bool(_PHONE.fullmatch(value)),
        Field.THEME: lambda value: bool(catalogue.exact(value)[0]),
        Field.WHEN: _is_rhythm,
        Field.STREET: lambda value: bool(_STREET.fullmatch(value)),
        Field.COSTS: lambda value: bool(_COSTS.fullmatch(value)),
        Field.NAME: lambda value: bool(_GROUP_WORDS.search(fold(value))),
    }


def _is_rhythm(value: str) -> bool:
    rhythm = read_rhythm(value)
    return bool(rhythm.rrule or rhythm.by_arrangement or rhythm.weekdays)
