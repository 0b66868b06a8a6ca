"""Published groups as lines on a page, each with its network and what that promises."""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import Row

from portal.groups.catalogue import listed_themes
from portal.groups.lines import overdue
from portal.groups.sentences import how_far, verified_month, when
from portal.pages import network_url


class Line(NamedTuple):
    """One group in the national list."""

    name: str
    url: str
    slug: str
    far: str
    when: str
    where: str
    also: str
    themes: str
    network: str
    network_url: str
    promise: str
    badge: str
    kind: str


def line(row: Row[Any], *, far: bool, since: date, locale: str) -> Line:
    """One row of `queries.lines`, ready to be shown; `since` as of `portal.groups.lines.overdue`."""
    themes, day = listed_themes(), row.verified_on
    badge = verified_month(day, row.verified_precision, locale) if day else _("not checked yet")
    kind = "quiet" if day is None else "due" if overdue(row, since) else ""
    formats = (("online", _("online")), ("by_phone", _("by phone")))
    return Line(
        name=row.name,
        url=network_url(row.network_slug, f"/groups/{row.slug}"),
        slug=row.slug,
        far=how_far(getattr(row, "km", None)) if far else "",
        when=when(row.meeting, row.starts_at, row.ends_at, locale),
        where=row.place,
        also=", ".join(word for name, word in formats if name in row.formats),
        themes=", ".join(themes[code].name(locale) for code in row.themes if code in themes),
        network=row.network_name,
        network_url=network_url(row.network_slug),
        promise=promise(row.promise_hours),
        badge=badge,
        kind=kind,
    )


def promise(hours: int) -> str:
    """What a network promises who writes or calls."""
    if hours % 24 == 0 and hours >= 48:
        return str(ngettext("answers within %(num)d day", "answers within %(num)d days", hours // 24))
    return str(ngettext("answers within %(num)d hour", "answers within %(num)d hours", hours))
