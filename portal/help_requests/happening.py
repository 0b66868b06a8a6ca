"""Until when groups need an answer, for the calendar of those who may read the question."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import Select, select

from portal.happenings import Asked, Happening, Source
from portal.help_requests.models import ONGOING, HelpRequest
from portal.help_requests.rules import readable
from portal.ics.writing import sequence

_COLUMNS: tuple[Any, ...] = (
    *(HelpRequest.id, HelpRequest.title, HelpRequest.needed_by),
    *(HelpRequest.created_at, HelpRequest.changed_at),
)


def needed(asked: Asked) -> Select[Any] | None:
    """Questions that are not over."""
    if asked.person is None:
        return None
    query = select(*_COLUMNS).where(readable(asked.person), HelpRequest.state.in_(ONGOING))
    return query.where(HelpRequest.needed_by >= asked.since, HelpRequest.needed_by < asked.until)


def read(rows: Sequence[Any], _asked: Asked) -> Iterator[Happening]:
    """A whole day, named after the question."""
    for row in rows:
        yield Happening(
            kind="deadline", id=row.id, audience="network",
            title=_("Answer needed: %(title)s", title=row.title), neutral=_("Answer needed"),
            url=f"/help-requests/{row.id}", made=row.created_at, stamp=row.changed_at,
            sequence=sequence(row.created_at, row.changed_at), starts=row.needed_by,
        )  # fmt: skip


NEEDED = Source(("deadline",), needed, read)
