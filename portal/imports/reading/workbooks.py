"""Workbooks (xlsx, xls, ods) through a child process that may die in our place."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from portal.imports.reading.sheet import MAX_COLUMNS, MAX_ROWS, UnreadableSheet

CHILD = Path(__file__).with_name("workbook_child.py")
PATIENCE = 60
"""Seconds on the wall clock; the child limits its own processor time to half of it."""


@dataclass(frozen=True)
class Table:
    """The first sheet that looks like a table."""

    tab: str
    other_tabs: tuple[str, ...]
    rows: list[tuple[int, list[str]]]


def read_workbook(data: bytes) -> Table:
    """The filled rows of the first visible sheet with a table. Raises `UnreadableSheet`."""
    command = [sys.executable, "-I", str(CHILD), str(MAX_ROWS), str(MAX_COLUMNS)]
    try:
        child = subprocess.run(  # noqa: S603
            command, input=data, capture_output=True, timeout=PATIENCE, check=True, env={}
        )
        answer = json.loads(child.stdout)
    except (subprocess.SubprocessError, ValueError) as error:
        raise UnreadableSheet("big_inside") from error
    if reason := answer.get("reason"):
        raise UnreadableSheet(reason, limit=MAX_ROWS if reason == "many_rows" else MAX_COLUMNS)
    rows = [(int(line), [str(cell) for cell in cells]) for line, cells in answer["rows"]]
    return Table(answer["tab"], tuple(answer["others"]), rows)
