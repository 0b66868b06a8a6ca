"""The articles every network starts with: the project's own texts, in Dutch."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from uuid import UUID, uuid5

FOLDER = Path(__file__).parent / "data" / "starters"
WRITTEN_ON = date(2026, 11, 22)
"""The day on which the texts say that they were written."""
_SPACE = UUID("7d1c0a52-6c1e-4f5e-9d0b-2f8f3f6d4a10")


@dataclass(frozen=True)
class Starter:
    """One text. `key`: its file, by which a network's copy is known."""

    key: str
    category: str
    title: str
    text: str
    sources: tuple[str, ...]

    @property
    def id(self) -> UUID:
        """The same in every network: planting again finds it there."""
        return uuid5(_SPACE, self.key)


@cache
def starters() -> tuple[Starter, ...]:
    """All texts, by name."""
    return tuple(_read(path) for path in sorted(FOLDER.glob("*.md")))


def _read(path: Path) -> Starter:
    """Lines "name: value" to the first blank line, then the text; "source" may stand there more than once."""
    head, _, text = path.read_text(encoding="utf-8").partition("\n\n")
    facts = [line.partition(": ")[::2] for line in head.splitlines()]
    one = dict(facts)
    sources = tuple(value for name, value in facts if name == "source")
    return Starter(path.stem, one["category"], one["title"], text.strip(), sources)
