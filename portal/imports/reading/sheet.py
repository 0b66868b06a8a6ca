"""A file becomes a sheet: rows of clean text with the line numbers of the file."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel.speaklater import LazyString

from portal.imports.reading.remarks import sentence

MAX_BYTES = 10 * 1024 * 1024
MAX_ROWS = 20_000
MAX_COLUMNS = 150
"""A list of groups has ten to forty columns; a file of two hundred is something else."""


class UnreadableSheet(Exception):
    """The file cannot be read as a list. `sentence` says why and what to do; `reason` is for programs."""

    def __init__(self, reason: str, **values: object) -> None:
        super().__init__(reason)
        self.reason = reason
        self.sentence: LazyString = sentence(
            f"file.{reason}", {name: str(value) for name, value in values.items()}
        )


@dataclass(frozen=True)
class SheetRow:
    """One row; `line` is the number a person sees in the file (the first line is 1)."""

    line: int
    cells: tuple[str, ...]

    @property
    def filled(self) -> tuple[str, ...]:
        """The cells that hold something."""
        return tuple(cell for cell in self.cells if cell)


@dataclass(frozen=True)
class Sheet:
    """All rows of one sheet, empty ones included, each as wide as the sheet."""

    filename: str
    rows: tuple[SheetRow, ...]
    width: int
    encoding: str = ""
    delimiter: str = ""
    tab: str = ""
    other_tabs: tuple[str, ...] = ()
    notices: tuple[LazyString, ...] = ()
