"""A row of the file as a line of the report: what will happen, what was understood, what is in doubt."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any

from sqlalchemy import Row
from sqlalchemy.orm import Session

from portal.imports.facts import PARTS, facts_of
from portal.imports.models import ImportRow
from portal.imports.queries import theme_name
from portal.imports.reading.values import GroupValues
from portal.imports.wording import Notice, ThemeName, as_json, in_words, notices, venue_of


@dataclass(frozen=True)
class Line:
    """One row as a person reads it."""

    number: int
    name: str
    outcome: str
    understood: list[str]
    notices: list[Notice]
    slug: str = ""
    imported: bool = False

    @property
    def kind(self) -> str:
        """The outcome as it is named: a group that decides itself is asked."""
        asked = any(notice.kind == "asked" for notice in self.notices)
        return "asked" if asked and self.outcome == "update" else self.outcome

    @property
    def unsure(self) -> bool:
        """Something about it comes on the stewards' list."""
        return self.outcome != "refused" and any(notice.kind == "unsure" for notice in self.notices)


def lines(db: Session, found: Iterable[Row[Any]]) -> list[Line]:
    """The report of some rows, as `queries.rows` gives them."""
    names = partial(theme_name, db)
    return [line(row.ImportRow, names, slug=row.slug or "") for row in found]


def line(row: ImportRow, names: ThemeName, *, slug: str = "") -> Line:
    """The report of one row."""
    values = GroupValues.from_json(row.values)
    return Line(
        row.line, values.name, row.outcome, understood(values, names), notices(row, names), slug, row.imported
    )


def understood(values: GroupValues, names: ThemeName) -> list[str]:
    """Theme, place, meetings and contact, each in one line; what the file does not say is left out."""
    facts = facts_of(values)
    said = {part.code: in_words(part.code, as_json(part, facts, venue_of(values)), names) for part in PARTS}
    contact = ", ".join(said[code] for code in ("contact_name", "phone", "email", "website") if said[code])
    return [text for text in (said["themes"], said["where"], said["when"], contact) if text]
