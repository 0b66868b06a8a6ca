"""What the importer has to say about a cell or a row.

A remark is a code with values, so that it can be stored with the import and be read later by somebody
with another language; its sentence is made when it is shown.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from flask_babel.speaklater import LazyString

from portal.imports.reading.sentences import SENTENCES


class Severity(StrEnum):
    """NOTE: good to know. UNSURE: a person has to look. REFUSED: this row is not imported."""

    NOTE = "note"
    UNSURE = "unsure"
    REFUSED = "refused"


@dataclass(frozen=True)
class Finding:
    """What a parser noticed, before it is known in which column.

    `understood` is what the parser made of it (an ISO date, a clock time, an RRULE, a theme code).
    `suggests` is a field and a value that a person may accept; the importer never sets it by itself.
    """

    code: str
    severity: Severity
    understood: str = ""
    suggests: tuple[str, str] | None = None
    values: tuple[tuple[str, str], ...] = ()


def note(
    code: str, understood: str = "", suggests: tuple[str, str] | None = None, **values: object
) -> Finding:
    """Good to know, nothing to do."""
    return Finding(code, Severity.NOTE, understood, suggests, _texts(values))


def unsure(
    code: str, understood: str = "", suggests: tuple[str, str] | None = None, **values: object
) -> Finding:
    """Something a person has to decide."""
    return Finding(code, Severity.UNSURE, understood, suggests, _texts(values))


def refused(code: str, **values: object) -> Finding:
    """The reason why a row is not imported."""
    return Finding(code, Severity.REFUSED, values=_texts(values))


def _texts(values: Mapping[str, object]) -> tuple[tuple[str, str], ...]:
    return tuple((name, str(value)) for name, value in values.items())


def sentence(code: str, values: Mapping[str, str] | None = None) -> LazyString:
    """The sentence of a code, in the language of whoever reads it."""
    return LazyString(lambda: str(SENTENCES[code]) % dict(values or {}))


@dataclass(frozen=True)
class Remark:
    """A finding and where it was found. An empty column means the whole row."""

    field: str
    column: str
    original: str
    finding: Finding

    @property
    def code(self) -> str:
        """The kind of remark, for counting and grouping."""
        return self.finding.code

    @property
    def severity(self) -> Severity:
        """How much attention it needs."""
        return self.finding.severity

    @property
    def understood(self) -> str:
        """What was understood instead, empty when nothing was."""
        return self.finding.understood

    @property
    def sentence(self) -> LazyString:
        """The remark in the reader's language."""
        return sentence(self.code, dict(self.finding.values))

    def as_json(self) -> dict[str, Any]:
        """A form that can be stored with the import."""
        found = self.finding
        return {
            "field": self.field,
            "column": self.column,
            "original": self.original,
            "code": found.code,
            "severity": found.severity.value,
            "understood": found.understood,
            "suggests": list(found.suggests) if found.suggests else None,
            "values": dict(found.values),
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Remark:
        """The remark that `as_json` wrote."""
        suggests = stored["suggests"]
        found = Finding(
            stored["code"],
            Severity(stored["severity"]),
            stored["understood"],
            (suggests[0], suggests[1]) if suggests else None,
            _texts(stored["values"]),
        )
        return cls(stored["field"], stored["column"], stored["original"], found)
