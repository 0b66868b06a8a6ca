"""Interprets the rows of a sheet one by one, as an iterator that can show its progress."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from portal.imports.reading.draft import Context, Draft
from portal.imports.reading.fields import JOINED, Field
from portal.imports.reading.kinds import RowKind, RowKinds
from portal.imports.reading.mapping import Mapping
from portal.imports.reading.naming import check_row, read_name, read_theme
from portal.imports.reading.remarks import Remark, Severity, unsure
from portal.imports.reading.rhythms import read_rhythm
from portal.imports.reading.sheet import Sheet, SheetRow
from portal.imports.reading.steps import read_contact, read_meeting, read_rest, read_where
from portal.imports.reading.themes import Catalogue
from portal.imports.reading.twins import Twins, identity, likeness
from portal.imports.reading.values import GroupValues

LONGEST = 500
"""Characters of a cell that is read as something; notes and introductions may be longer."""
_PROSE = frozenset({Field.NOTE, Field.INTRO, Field.NAME, Field.IGNORE})
_STEPS = (read_contact, read_where, read_meeting, read_rest, read_theme, read_name, check_row)


@dataclass(frozen=True)
class ReadRow:
    """One group of the file. `same_as` and `resembles` are lines of earlier rows, 0 for none."""

    line: int
    cells: tuple[str, ...]
    values: GroupValues
    remarks: tuple[Remark, ...]
    identity: str
    likeness: str
    section: str = ""
    same_as: int = 0
    resembles: int = 0

    @property
    def severity(self) -> Severity | None:
        """The gravest remark, nothing when there is none."""
        found = {remark.severity for remark in self.remarks}
        return next((level for level in reversed(Severity) if level in found), None)

    @property
    def refused(self) -> bool:
        """The row cannot be imported; a remark says why."""
        return self.severity == Severity.REFUSED

    @property
    def todo(self) -> tuple[Remark, ...]:
        """What a person has to decide."""
        return tuple(remark for remark in self.remarks if remark.severity == Severity.UNSURE)


class Interpretation:
    """The groups of a sheet. `counts` says how many rows of each kind were passed so far."""

    def __init__(
        self, sheet: Sheet, mapping: Mapping, catalogue: Catalogue, *, locale: str, today: date,
        country: str = "",
    ) -> None:  # fmt: skip
        self._rows = [row for row in sheet.rows if row.line > mapping.header_line]
        self._mapping = mapping
        self._columns = [(field, mapping.of(field)) for field in Field if field in mapping.fields]
        self._headers = {
            field: " / ".join(mapping.label(index) for index in columns) for field, columns in self._columns
        }
        self._context = Context(
            catalogue,
            locale,
            today,
            lru_cache(2048)(read_rhythm),
            lru_cache(2048)(catalogue.match),
            country,
        )
        self.total = len(self._rows)
        self.counts: Counter[RowKind] = Counter()

    def __iter__(self) -> Iterator[ReadRow]:
        kinds, twins = RowKinds(self._mapping, self._context.match), Twins()
        section, above = "", tuple[str, ...]()
        self.counts.clear()
        for row in self._rows:
            kind = kinds.of(row)
            self.counts[kind] += 1
            if kind == RowKind.SECTION:
                section, above = row.filled[0], ()
            elif kind == RowKind.GROUP:
                read = self._read(row, Draft({}, self._headers, section, above), twins)
                above = read.values.themes if read.values.theme_text else above
                yield read

    def _read(self, row: SheetRow, draft: Draft, twins: Twins) -> ReadRow:
        self._fill(draft, row)
        for step in _STEPS:
            step(draft, self._context)
        values = replace(draft.values, kept=tuple(draft.kept))
        key, same, resembles = identity(values), 0, 0
        if not draft.refused:
            same, resembles, findings = twins.compare(row.line, row.cells, key, values)
            draft.remarks = [] if same else draft.remarks
            draft.remark_row(*findings)
            draft.remark(Field.PHONE, *([] if same else twins.shared_phone(row.line, values)))
        alike, remarks = likeness(values.name, values.city), tuple(draft.remarks)
        return ReadRow(row.line, row.cells, values, remarks, key, alike, draft.section, same, resembles)

    def _fill(self, draft: Draft, row: SheetRow) -> None:
        for field, columns in self._columns:
            parts = [row.cells[index] for index in columns if index < len(row.cells) and row.cells[index]]
            text = JOINED.get(field, " ").join(parts)
            draft.texts[field] = text
            if len(text) > LONGEST and field not in _PROSE:
                draft.keep(field, (unsure("text.long"),))
                draft.texts[field] = text[:LONGEST]


def interpret(
    sheet: Sheet, mapping: Mapping, catalogue: Catalogue, *, locale: str, today: date, country: str = ""
) -> Interpretation:
    """Reads every row after the header. `locale` and `country` are the network's, `today` bounds dates."""
    return Interpretation(sheet, mapping, catalogue, locale=locale, today=today, country=country)
