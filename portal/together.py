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

from sqlalchemy import Select, column, func, select
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
    columns = {name: list(question.selected_columns) for name, question in asked.items()}
    packed = [_packed(name, question, columns[name]) for name, question in asked.items()]
    found = db.execute(select(*packed)).one()
    return {name: _unpacked(columns[name], rows or ()) for name, rows in zip(asked, found, strict=True)}


def _packed(name: str, question: Select[Any], columns: list[Any]) -> Any:
    """By the names of its columns: a subquery's own list of them (`.c`) costs more than all the rest."""
    row = func.json_build_array(*(column(one.key) for one in columns))
    rows = select(func.json_agg(row)).select_from(question.subquery(f"of_{name}"))
    return rows.scalar_subquery().label(name)


def _unpacked(columns: list[Any], rows: Any) -> list[Any]:
    kind = _row(tuple(one.key for one in columns))
    readers = [(at, read) for at, one in enumerate(columns) if (read := _READ.get(_type(one)))]
    for row in rows:
        for at, read in readers:
            if row[at] is not None:
                row[at] = read(row[at])
    return [kind._make(row) for row in rows]


def _type(of: Any) -> type:
    try:
        found: type = of.type.python_type
    except NotImplementedError:
        return object
    return found


@cache
def _row(names: tuple[str, ...]) -> Any:
    return namedtuple("Row", names)
