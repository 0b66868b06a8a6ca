"""Finds the header of a sheet and guesses what each column holds, from its name and from its values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import pairwise

from portal.imports.reading import evidence
from portal.imports.reading.fields import JOINED, Field
from portal.imports.reading.headers import WEAK, known_field, likely_field, mistyped_field
from portal.imports.reading.mapping import Mapping
from portal.imports.reading.sheet import Sheet, SheetRow
from portal.imports.reading.text import fold
from portal.imports.reading.themes import Catalogue

_LOOK = 40
"""How many filled rows from the top may be title lines."""
_TELLING = (
    Field.EMAIL, Field.WEBSITE, Field.POSTCODE, Field.CHECKED_ON, Field.TIME, Field.PHONE, Field.WHEN,
)  # fmt: skip
"""Fields whose values look like nothing else, so that they outweigh a header."""
_SETTLED = frozenset(
    {Field.IGNORE, Field.EXTERNAL_ID, Field.NOTE, Field.INTRO, Field.THEME, Field.COSTS, Field.FORMAT}
    | {Field.END_TIME}
)
"""Fields that may hold anything, and an end time, which looks like any time."""


class Certainty(StrEnum):
    """SURE: the header says so. LIKELY: it seems so, please look. NONE: nothing was guessed."""

    SURE = "sure"
    LIKELY = "likely"
    NONE = "none"


@dataclass(frozen=True)
class Column:
    """One column as the steward sees it. `index` counts from 0."""

    index: int
    header: str
    samples: tuple[str, ...]
    filled: int
    field: Field | None
    certainty: Certainty


@dataclass(frozen=True)
class Layout:
    """Title lines, header and columns. `header_line` is 0 when the first row is data."""

    header_line: int
    titles: tuple[str, ...]
    columns: tuple[Column, ...]

    @property
    def mapping(self) -> Mapping:
        """The guess, to be corrected with `Mapping.chosen`."""
        headers = tuple(column.header for column in self.columns)
        return Mapping(self.header_line, headers, tuple(column.field for column in self.columns))


def read_columns(sheet: Sheet, catalogue: Catalogue, header_line: int | None = None) -> Layout:
    """The layout of a sheet. A person may name the header line; 0 means that there is none."""
    header = _named(sheet, header_line) if header_line is not None else _find_header(sheet, catalogue)
    line = header.line if header else 0
    data = [row for row in sheet.rows if row.line > line and row.filled]
    titles = tuple(" ".join(row.filled) for row in sheet.rows if row.line < line and row.filled)
    headers = header.cells if header else ("",) * sheet.width
    columns = [_column(index, name, data, catalogue) for index, name in enumerate(headers)]
    return Layout(line, titles, tuple(_settle(columns)))


def _named(sheet: Sheet, line: int) -> SheetRow | None:
    return next((row for row in sheet.rows if row.line == line), None)


def _find_header(sheet: Sheet, catalogue: Catalogue) -> SheetRow | None:
    top = [row for row in sheet.rows if row.filled][:_LOOK]
    best = max(top, key=_header_score, default=None)
    if best is None:
        return None
    score = _header_score(best)
    if score >= 2 or (score >= 1 and len(best.filled) == 1 and best is top[0]):
        return best
    return _unknown_language(top, catalogue)


def _header_score(row: SheetRow) -> float:
    """Distinct fields named in the row; a cell that only seems to name one counts half."""
    short = [cell for cell in row.filled if len(cell) <= 40]
    known = {field for cell in short if (field := known_field(cell))}
    likely = {field for cell in short if not known_field(cell) and (field := likely_field(cell))}
    return len(known) + len(likely - known) / 2


def _unknown_language(top: Sequence[SheetRow], catalogue: Catalogue) -> SheetRow | None:
    """A header in words we do not know: cells without digits above columns of addresses and numbers."""
    for position, row in enumerate(top[:-1]):
        below = top[position + 1 :]
        named = [index for index, cell in enumerate(row.cells) if cell and not _has_data(cell)]
        if len(named) < 3 or len(named) < len(row.filled):
            continue
        found = (evidence.strongest(_shares(below, index, catalogue)) for index in named)
        if sum(field in _TELLING for field in found) >= 2:
            return row
    return None


def _has_data(cell: str) -> bool:
    return "@" in cell or "://" in cell or any(character.isdigit() for character in cell)


def _shares(rows: Sequence[SheetRow], index: int, catalogue: Catalogue) -> dict[Field, float]:
    return dict(evidence.shares([row.cells[index] for row in rows[: evidence.SAMPLE * 3]], catalogue))


def _column(index: int, header: str, data: Sequence[SheetRow], catalogue: Catalogue) -> Column:
    values = [row.cells[index] for row in data if row.cells[index]]
    field, certainty = _by_header(header)
    found = _shares(data, index, catalogue)
    strong = evidence.strongest(found)
    if field == Field.EXTERNAL_ID and len(set(values)) < len(values) * 0.95:
        field, certainty = None, Certainty.NONE
    elif (field is None and strong) or _contradicted(field, strong, found):
        field, certainty = strong, Certainty.LIKELY
    samples = tuple(dict.fromkeys(value[:60] for value in values[:50]))[:4]
    return Column(index, header, samples, len(values), field, certainty)


def _by_header(header: str) -> tuple[Field | None, Certainty]:
    if field := known_field(header):
        return field, Certainty.SURE
    if field := likely_field(header) or mistyped_field(header):
        return field, Certainty.LIKELY
    return None, Certainty.NONE


def _contradicted(field: Field | None, strong: Field | None, found: dict[Field, float]) -> bool:
    """The header says telephone and the cells hold mail addresses."""
    return (
        field is not None
        and field != strong
        and field not in _SETTLED
        and strong in _TELLING
        and found[strong] >= 0.8
        and found.get(field, 0.0) < 0.2
    )


def _settle(columns: list[Column]) -> list[Column]:
    """One column a field, except for fields that may be spread; a second "name" is a person's."""
    strong_name = any(
        column.field == Field.NAME and column.header and fold(column.header) not in WEAK for column in columns
    )
    if strong_name:
        columns = [_as_person(column) for column in columns]
    taken: dict[Field, Column] = {}
    for column in sorted(columns, key=_rank):
        if column.field and column.field != Field.IGNORE:
            taken.setdefault(column.field, column)
    return _town_beside_postcode([_unless_taken(column, taken) for column in columns])


def _as_person(column: Column) -> Column:
    if column.field == Field.NAME and fold(column.header) in WEAK:
        return replace(column, field=Field.CONTACT_NAME, certainty=Certainty.LIKELY)
    return column


def _rank(column: Column) -> tuple[bool, bool, int]:
    return (column.certainty != Certainty.SURE, column.filled == 0, column.index)


def _unless_taken(column: Column, taken: dict[Field, Column]) -> Column:
    """A guess from values alone never adds a second column to a field."""
    first = taken.get(column.field) if column.field else None
    if first is None or first is column:
        return column
    if column.field in JOINED and column.certainty == Certainty.SURE:
        return column
    return replace(column, field=None, certainty=Certainty.NONE)


def _town_beside_postcode(columns: list[Column]) -> list[Column]:
    """Without a column for the town, words to the right of the postcodes are towns."""
    if any(column.field == Field.CITY for column in columns):
        return columns
    for left, right in pairwise(columns):
        words = all(not any(character.isdigit() for character in sample) for sample in right.samples)
        if left.field == Field.POSTCODE and right.field is None and right.filled and words:
            town = replace(right, field=Field.CITY, certainty=Certainty.LIKELY)
            return [town if column is right else column for column in columns]
    return columns
