"""Tells groups from headings, totals, repeated headers and empty rows."""

from __future__ import annotations

import re
from collections.abc import Callable
from enum import StrEnum

from portal.imports.reading.fields import Field
from portal.imports.reading.mapping import Mapping
from portal.imports.reading.sheet import SheetRow
from portal.imports.reading.text import fold
from portal.imports.reading.themes import ThemeMatch

_TOTAL = re.compile(
    r"(?:sub|eind)?tota(?:al|l|len)\b|summe\b|gesamt|zwischensumme\b|grand total\b"
    r"|(?:aantal|anzahl|number of) (?:zelfhulp)?(?:groepen|gruppen|groups)\b"
)
_REACHING = (Field.PHONE, Field.EMAIL, Field.WEBSITE)


class RowKind(StrEnum):
    """What a row below the header is."""

    GROUP = "group"
    SECTION = "section"
    TOTAL = "total"
    HEADER = "header"
    EMPTY = "empty"


class RowKinds:
    """Decides with the mapping and the catalogue at hand."""

    def __init__(self, mapping: Mapping, match: Callable[[str], ThemeMatch]) -> None:
        self._headers = {header.casefold() for header in mapping.headers if header}
        self._match = match
        self._reach = [index for field in _REACHING for index in mapping.of(field)]

    def of(self, row: SheetRow) -> RowKind:
        """The kind of a row."""
        filled = row.filled
        if not filled:
            return RowKind.EMPTY
        if len(filled) <= 3 and self._is_total(row):
            return RowKind.TOTAL
        if len(filled) == 1 and len(row.cells) > 1 and self._is_heading(filled[0]):
            return RowKind.SECTION
        if len(filled) > 2 and self._repeats_header(filled):
            return RowKind.HEADER
        return RowKind.GROUP

    def _is_total(self, row: SheetRow) -> bool:
        reachable = any(index < len(row.cells) and row.cells[index] for index in self._reach)
        return not reachable and any(_TOTAL.match(fold(cell)) for cell in row.filled)

    def _is_heading(self, text: str) -> bool:
        """Capitals, a colon, or exactly a theme."""
        letters = sum(character.isalpha() for character in text)
        loud = text.isupper() and letters >= 3 and letters > len(text) / 2
        return loud or text.endswith(":") or bool(self._match(text).codes)

    def _repeats_header(self, filled: tuple[str, ...]) -> bool:
        return sum(cell.casefold() in self._headers for cell in filled) > len(filled) * 0.7
