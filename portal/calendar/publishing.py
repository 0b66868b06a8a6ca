"""The next weeks, as visitors may know them, for the national agenda. Runs in the network's own login."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import g
from flask_babel import force_locale
from sqlalchemy import delete, tuple_
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from portal.calendar.gathering import gather, in_order
from portal.calendar.models import PublishedDate
from portal.clock import today
from portal.happenings import KINDS, Date

AHEAD = timedelta(days=90)
PUBLISHED = tuple(kind for kind in KINDS if kind not in ("deadline", "booking"))
MOST = 20_000
"""Dates of one network: with more, only the nearest are known to the country."""
_TABLE: Any = PublishedDate.__table__
_KEY = ("thing_id", "key_on")
_FACTS = (
    *("kind", "on_date", "last_on", "starts_at", "ends_at", "title", "place", "town", "online", "themes"),
    *("path", "cancelled"),
)


def publish(db: Session) -> None:
    """Bring the national copy up to date. Only what is new or otherwise is written, the rest is left alone.

    Row security lets a network touch its own rows only.
    """
    since, until = today(), today() + AHEAD
    with force_locale(g.network.locale):
        found = in_order(gather(db, None, since, until, kinds=PUBLISHED), since, until)
        rows = {(one.what.id, one.key): _row(one) for one in found[:MOST]}
    columns = [_TABLE.c[name] for name in (*_KEY, *_FACTS)]
    known = {
        (row.thing_id, row.key_on): row._mapping
        for row in db.execute(_TABLE.select().with_only_columns(*columns))
    }
    gone = [key for key in known if key not in rows]
    if gone:
        db.execute(delete(_TABLE).where(tuple_(*(_TABLE.c[name] for name in _KEY)).in_(gone)))
    fresh = [row for key, row in rows.items() if key not in known or dict(known[key]) != row]
    for start in range(0, len(fresh), 1_000):
        write = insert(_TABLE).values(fresh[start : start + 1_000])
        changed = {name: write.excluded[name] for name in _FACTS}
        db.execute(write.on_conflict_do_update(index_elements=["role", *_KEY], set_=changed))


def _row(one: Date) -> dict[str, Any]:
    what = one.what
    return {
        "thing_id": what.id, "key_on": one.key, "kind": what.kind, "on_date": one.on, "last_on": one.last,
        "starts_at": one.starts, "ends_at": one.ends, "title": what.title, "place": what.place,
        "town": what.town, "online": what.online, "themes": list(what.themes), "path": what.url,
        "cancelled": one.cancelled,
    }  # fmt: skip
