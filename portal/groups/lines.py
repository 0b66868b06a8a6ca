"""Rows of a query as lines on a page: all is said here, so that the template only writes it down."""

from __future__ import annotations

from typing import Any, NamedTuple

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy import Row

from portal.clock import today
from portal.groups.sentences import verified_month, when
from portal.groups.visibility import kept_from
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


def old_before(check_months: int) -> int:
    """The month, counted from the year 0, before which a check is worth a warning."""
    day = today()
    return day.year * 12 + day.month - OLD_AFTER * check_months


def line(row: Row[Any], *, old: int, locale: str) -> Line:
    """One row of `queries.lines`, ready to be shown; `old` comes from `old_before`."""
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
        kind = "due" if day.year * 12 + day.month < old else ""
    venue = row.venue if row.in_person and "venue" not in kept else ""
    where = ", ".join(part for part in (venue, row.place) if part)
    also = ", ".join(word for word, on in ((_("online"), row.online), (_("by phone"), row.by_phone)) if on)
    said = "" if "meeting_text" in kept else when(row.meeting_text, row.starts_at, row.ends_at, locale)
    address = url_for("groups.show", slug=row.slug)
    return Line(row.name, address, ring_dots(row.slug), said, where, also, badge, kind)
