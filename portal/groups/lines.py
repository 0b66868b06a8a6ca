"""Rows of a query as lines on a page: all is said here, so that the template only writes it down."""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy import Row

from portal.groups.checking import first_day
from portal.groups.sentences import verified_month, when
from portal.groups.visibility import kept_from
from portal.rings import Ring, ring_dots


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


def overdue(row: Any, since: date) -> bool:
    """A check of the day `since` or before is overdue."""
    return row.verified_on is not None and first_day(row.verified_on, row.verified_precision) <= since


def line(row: Row[Any], *, late: bool, locale: str) -> Line:
    """One row of `queries.lines`, ready to be shown; `late`: its check is overdue."""
    day, kind = row.verified_on, ""
    kept = kept_from("public", row.shown_to) if row.shown_to else ()
    if row.state == "paused":
        badge, kind = _("paused for a while"), "stop"
    elif row.state == "forming":
        badge, kind = _("in formation"), "due"
    elif day is None:
        badge, kind = _("not checked yet"), "quiet"
    else:
        badge = verified_month(day, row.verified_precision, locale)
        kind = "due" if late else ""
    kept = kept_from("public", row.shown_to) if row.shown_to else ()
    venue = row.venue if row.in_person and "venue" not in kept else ""
    where = ", ".join(part for part in (venue, row.place) if part)
    also = ", ".join(word for word, on in ((_("online"), row.online), (_("by phone"), row.by_phone)) if on)
    times = (row.meeting_text, row.starts_at, row.ends_at)
    said = "" if "meeting_text" in kept else when(*times, locale)
    address = url_for("groups.show", slug=row.slug)
    return Line(row.name, address, ring_dots(row.slug), said, where, also, badge, kind)
