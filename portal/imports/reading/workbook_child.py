"""Reads a workbook in a process of its own: bytes on standard input, JSON on standard output.

calamine lays a sheet out as a full grid. One stray cell in the last row and column of a small file asks
for 500 GB, and Rust then aborts the whole process. Here only this child dies, within a limit of memory
and time. It imports nothing of the portal, so it starts in a few hundredths of a second.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import io
import json
import resource
import sys
import zipfile
from typing import Any

import python_calamine as calamine

MEMORY = 512 * 1024 * 1024
SECONDS = 30
UNPACKED = 300 * 1024 * 1024


class Unusable(Exception):
    """The reason is the first argument, one of the `file.` sentences."""


def main(max_rows: int, max_columns: int) -> None:
    """Reads, writes one JSON object with `rows` or with `reason`."""
    _limit()
    try:
        answer = _workbook(sys.stdin.buffer.read(), max_rows, max_columns)
    except Unusable as error:
        answer = {"reason": str(error)}
    except calamine.PasswordError:
        answer = {"reason": "password"}
    except Exception:
        answer = {"reason": "damaged"}
    sys.stdout.write(json.dumps(answer))


def _limit() -> None:
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _workbook(data: bytes, max_rows: int, max_columns: int) -> dict[str, Any]:
    _check(data)
    book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
    tables = [_table(book, tab, max_rows) for tab in _visible(book)]
    filled = [table for table in tables if table["rows"]]
    if not filled:
        raise Unusable("empty")
    chosen = next((table for table in filled if _is_table(table)), filled[0])
    if len(chosen["rows"]) > max_rows:
        raise Unusable("many_rows")
    if max(len(cells) for _, cells in chosen["rows"]) > max_columns:
        raise Unusable("many_columns")
    others = [table["tab"] for table in filled if table is not chosen]
    return {**chosen, "others": others}


def _check(data: bytes) -> None:
    if not data.startswith(b"PK"):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise Unusable("password")
        if "WordDocument".encode("utf-16-le") in data:
            raise Unusable("word")
        return
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = set(archive.namelist())
        if sum(member.file_size for member in archive.infolist()) > UNPACKED:
            raise Unusable("big_inside")
    if any(name.startswith("word/") for name in names):
        raise Unusable("word")
    if not any(name.startswith("xl/workbook.") for name in names) and "content.xml" not in names:
        raise Unusable("archive")


def _visible(book: calamine.CalamineWorkbook) -> list[str]:
    return [
        sheet.name
        for sheet in book.sheets_metadata
        if sheet.visible == calamine.SheetVisibleEnum.Visible
        and sheet.typ == calamine.SheetTypeEnum.WorkSheet
    ]


def _table(book: calamine.CalamineWorkbook, tab: str, max_rows: int) -> dict[str, Any]:
    """Filled rows only; one more than allowed is enough to know that there are too many."""
    sheet = book.get_sheet_by_name(tab)
    left = sheet.start[1] if sheet.start else 0
    rows: dict[int, list[str]] = {}
    for index, values in enumerate(sheet.iter_rows()):
        cells = [_text(value) for value in values]
        if any(cell.strip() for cell in cells):
            rows[index] = [""] * left + cells
        if len(rows) > max_rows:
            break
    _fill_merged(sheet, rows)
    return {"tab": tab, "rows": [(index + 1, _trimmed(cells)) for index, cells in rows.items()]}


def _fill_merged(sheet: calamine.CalamineSheet, rows: dict[int, list[str]]) -> None:
    """A cell merged over several rows counts for each; merged sideways it stays one title."""
    for (top, left), (bottom, _right) in sheet.merged_cell_ranges or []:
        above = rows.get(top, [])
        if bottom - top > len(rows) or left >= len(above):
            continue
        for index in range(top + 1, bottom + 1):
            if index in rows and left < len(rows[index]) and not rows[index][left]:
                rows[index][left] = above[left]


def _is_table(table: dict[str, Any]) -> bool:
    return sum(sum(bool(cell) for cell in cells) > 1 for _, cells in table["rows"]) > 1


def _trimmed(cells: list[str]) -> list[str]:
    while cells and not cells[-1].strip():
        cells.pop()
    return cells


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else format(value, ".10g")
    if isinstance(value, dt.datetime):
        return _moment(value)
    if isinstance(value, dt.timedelta):
        minutes = round(value.total_seconds() / 60)
        return f"{minutes // 60}:{minutes % 60:02}"
    return value.strftime("%H:%M") if isinstance(value, dt.time) else str(value)


def _moment(value: dt.datetime) -> str:
    """A spreadsheet stores a bare clock time as a moment around 1900."""
    if value.year < 1905:
        return value.strftime("%H:%M")
    if value.time() == dt.time():
        return value.date().isoformat()
    return value.strftime("%Y-%m-%d %H:%M")


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
