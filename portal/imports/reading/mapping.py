"""Which column is read as which field: guessed first, corrected by a person."""

from __future__ import annotations

from collections.abc import Mapping as Choices
from dataclasses import dataclass, replace

from flask_babel.speaklater import LazyString

from portal.imports.reading.fields import JOINED, LABELS, REACH, Field
from portal.imports.reading.remarks import sentence
from portal.imports.reading.text import fold


class UnreadableMapping(Exception):
    """A choice names a column or a field that does not exist; `sentence` says which."""

    def __init__(self, reason: str, **values: str) -> None:
        super().__init__(reason)
        self.reason = reason
        self.sentence: LazyString = sentence(f"mapping.{reason}", values)


@dataclass(frozen=True)
class Mapping:
    """A field, or nothing yet, for each column. `header_line` is 0 when the sheet has no header."""

    header_line: int
    headers: tuple[str, ...]
    fields: tuple[Field | None, ...]

    def of(self, field: Field) -> tuple[int, ...]:
        """The columns read as this field, from left to right."""
        return tuple(index for index, chosen in enumerate(self.fields) if chosen == field)

    def label(self, index: int) -> str:
        """The header of a column, or its letter as in a spreadsheet (A, B ... Z, AA)."""
        if self.headers[index]:
            return self.headers[index]
        high, low = divmod(index, 26)
        return (chr(64 + high) if high else "") + chr(65 + low)

    def with_field(self, index: int, field: Field | None) -> Mapping:
        """The same mapping with another field for one column (counted from 0)."""
        if not 0 <= index < len(self.fields):
            raise UnreadableMapping("no_column", column=str(index + 1))
        fields = (*self.fields[:index], field, *self.fields[index + 1 :])
        return replace(self, fields=fields)

    def chosen(self, choices: Choices[str, str]) -> Mapping:
        """Corrected by choices: a column's number (from 1) or header, and a field's name or nothing."""
        mapping = self
        for column, name in choices.items():
            mapping = mapping.with_field(self._column(str(column)), _field(name))
        return mapping

    def choices(self) -> dict[str, str]:
        """What `chosen` takes, for storing."""
        return {str(index + 1): field.value if field else "" for index, field in enumerate(self.fields)}

    def problems(self) -> list[LazyString]:
        """Why no row can be read with this mapping, in sentences. Empty: it can."""
        used = [field for field in self.fields if field and field != Field.IGNORE]
        found: list[LazyString] = []
        if not used:
            return [sentence("mapping.nothing")]
        if Field.NAME not in used and Field.THEME not in used:
            found.append(sentence("mapping.no_name_no_theme"))
        for field in dict.fromkeys(used):
            if used.count(field) > 1 and field not in JOINED:
                found.append(LazyString(_twice, field))
        return found

    def cautions(self) -> list[LazyString]:
        """What will be missing, though rows can be read."""
        codes = [
            ("mapping.no_name", Field.NAME not in self.fields),
            ("mapping.no_theme", Field.THEME not in self.fields),
            ("mapping.no_reach", not any(field in self.fields for field in REACH)),
        ]
        return [sentence(code) for code, missing in codes if missing]

    def _column(self, key: str) -> int:
        if key.isascii() and key.isdigit():
            return int(key[:6]) - 1
        wanted = fold(key)
        for index, header in enumerate(self.headers):
            if wanted and fold(header) == wanted:
                return index
        raise UnreadableMapping("no_column", column=key[:80])


def _field(name: str) -> Field | None:
    if not name:
        return None
    try:
        return Field(name)
    except ValueError as error:
        raise UnreadableMapping("no_field", field=str(name)[:80]) from error


def _twice(field: Field) -> str:
    return str(sentence("mapping.twice", {"field": str(LABELS[field])}))
