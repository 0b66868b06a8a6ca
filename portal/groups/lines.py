"""Rows of a query as lines on a page: all is said here, so that the template only writes it down."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy import Row

from portal.clock import today
from portal.groups.sentences import verified_month, when
from portal.rings import Ring, ring_dots

OLD_AFTER = 2
"""How many of the network's checking periods make a date worth a warning."""


class Line(NamedTuple):
    """One group in a list. `kind` is that of the badge."""

    name: str
    url: str
    ring: Ring
    when: str
    where: str
    also: str
    badge: str
    kind: str


def lines(rows: Sequence[Row[Any]], *, check_months: int, locale: str) -> list[Line]:
    """The rows of `queries.lines`, ready to be shown."""
    base = url_for("groups.show", slug="-")[:-1]
    paused, unknown = _("paused for a while"), _("not checked yet")
    online, by_phone = _("online"), _("by phone")
    now = today()
    old = now.year * 12 + now.month - OLD_AFTER * check_months
    made = []
    for row in rows:
        day = row.verified_on
        if row.state == "paused":
            badge, kind = paused, "stop"
        elif day is None:
            badge, kind = unknown, "quiet"
        else:
            badge = verified_month(day, row.verified_precision, locale)
            kind = "due" if day.year * 12 + day.month < old else ""
        venue = row.venue if row.in_person else None
        where = f"{venue}, {row.place}" if venue and row.place else venue or row.place
        also = ", ".join(word for word, on in ((online, row.online), (by_phone, row.by_phone)) if on)
        said = when(row.meeting_text, row.starts_at, row.ends_at, locale)
        made.append(Line(row.name, base + row.slug, ring_dots(row.slug), said, where, also, badge, kind))
    return made
