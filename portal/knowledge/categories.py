"""The categories of practical help: the project's own list, in three languages."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from portal.i18n import language

FILE = Path(__file__).parent / "data" / "help_categories.csv"


@dataclass(frozen=True)
class Category:
    """One line of the list: its code, which tables keep, and its names."""

    code: str
    names: dict[str, str]

    @property
    def name(self) -> str:
        """The name in the language in force."""
        return self.names[language()]

    def __str__(self) -> str:
        return self.name


@cache
def categories() -> dict[str, Category]:
    """All categories by code, in the order of the list."""
    with FILE.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    return {row["code"]: Category(row["code"], {at: row[at] for at in ("nl", "en", "de")}) for row in rows}


CODES = tuple(categories())


def name_of(code: str) -> str:
    """What a category is called in the language in force; a code that left the list, by itself."""
    found = categories().get(code)
    return found.name if found else code


def choices() -> list[tuple[str, str]]:
    """Codes and names for a select field, in the language in force."""
    return [(one.code, one.name) for one in categories().values()]
