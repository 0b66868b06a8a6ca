"""Several questions in one statement: a page with many short lists costs as much as a page with one.

PostgreSQL packs the rows of each question as JSON; here they become named rows again, with the types their
columns have. For short lists: packing a thousand rows costs more than a statement saves.
"""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import Select, Subquery, func, select
from sqlalchemy.orm import Session

_READ: dict[type, Callable[[Any], Any]] = {
    UUID: UUID,
    datetime: datetime.fromisoformat,
    date: date.fromisoformat,
    time: time.fromisoformat,
}
"""How a value comes back that JSON knows only as text."""


def together(db: Session, asked: Mapping[str, Select[Any]]) -> dict[str, list[Any]]:
    """The rows of each question by its name, in the question's own order.

    Columns are UUIDs, dates, times, texts, numbers, truth values, or JSON; each has a name of its own.
    """
    if not asked:
        return {}
    held = {name: question.subquery(f"of_{name}") for name, question in asked.items()}
    found = db.execute(select(*(_packed(name, rows) for name, rows in held.items()))).one()
    return {
        name: _unpacked(list(of.c), rows or ()) for (name, of), rows in zip(held.items(), found, strict=True)
    }


def _packed(name: str, rows: Subquery) -> Any:
    return select(func.json_agg(func.json_build_array(*rows.c))).scalar_subquery().label(name)


def _unpacked(columns: list[Any], rows: Any) -> list[Any]:
    kind = _row(tuple(column.key for column in columns))
    readers = [(at, read) for at, column in enumerate(columns) if (read := _READ.get(_type(column)))]
    for row in rows:
        for at, read in readers:
            if row[at] is not None:
                row[at] = read(row[at])
    return [kind._make(row) for row in rows]


def _type(column: Any) -> type:
    try:
        found: type = column.type.python_type
    except NotImplementedError:
        return object
    return found


@cache
def _row(names: tuple[str, ...]) -> Any:
    return namedtuple("Row", names)
