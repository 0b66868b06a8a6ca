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

from sqlalchemy import Select, func, select
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
    found = db.execute(select(*(_packed(name, question) for name, question in asked.items()))).one()
    return {
        name: _unpacked(question, rows or ())
        for (name, question), rows in zip(asked.items(), found, strict=True)
    }


def _packed(name: str, question: Select[Any]) -> Any:
    rows = question.subquery(f"of_{name}")
    return select(func.json_agg(func.json_build_array(*rows.c))).scalar_subquery().label(name)


def _unpacked(question: Select[Any], rows: Any) -> list[Any]:
    columns = list(question.subquery().c)
    kind = _row(tuple(column.key for column in columns))
    readers = [_READ.get(_type(column), _as_it_is) for column in columns]
    return [
        kind._make(
            None if value is None else read(value) for read, value in zip(readers, row, strict=True)
        )
        for row in rows
    ]


def _type(column: Any) -> type:
    try:
        found: type = column.type.python_type
    except NotImplementedError:
        return object
    return found


def _as_it_is(value: Any) -> Any:
    return value


@cache
def _row(names: tuple[str, ...]) -> Any:
    return namedtuple("Row", names)
