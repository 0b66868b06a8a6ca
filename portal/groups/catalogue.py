"""The themes every network starts with, read from the project's own list."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FILE = Path(__file__).parent / "data" / "themes.csv"


@dataclass(frozen=True)
class ListedTheme:
    """One line of the list: its code, its names, and the everyday words for it in three languages."""

    code: str
    parent: str
    names: dict[str, str]
    synonyms: tuple[str, ...]

    def name(self, locale: str) -> str:
        """The name in the reader's language."""
        return self.names.get(locale) or self.names["nl"]


@cache
def listed_themes() -> dict[str, ListedTheme]:
    """All themes by code, in the order of the list (parents before their children)."""
    with FILE.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    return {
        row["code"]: ListedTheme(
            code=row["code"],
            parent=row["parent"],
            names={locale: row[locale] for locale in ("nl", "en", "de")},
            synonyms=tuple(
                word.strip()
                for locale in ("nl", "en", "de")
                for word in row[f"synonyms_{locale}"].split("|")
                if word.strip()
            ),
        )
        for row in rows
    }
