"""The national agenda: what networks publish of the next weeks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from flask import Blueprint, Response, g, make_response, request
from sqlalchemy import ARRAY, Boolean, Row, Text, and_, cast, func, or_, select
from sqlalchemy.orm import Session

from portal.access import Permission, access
from portal.calendar.models import PublishedDate
from portal.calendar.publishing import PUBLISHED
from portal.calendar.showing import KINDS, said
from portal.clock import today
from portal.groups.catalogue import listed_themes
from portal.happenings import Date
from portal.i18n import language
from portal.pages import network_url, page, wants_part, written
from portal.paging import page_in, pages_of
from tenants.registry import Network, NetworkState

PER_PAGE = 40
_DATE: Any = PublishedDate.__table__.c
_NETWORK: Any = Network.__table__.c
_OPEN = and_(_NETWORK.role == _DATE.role, _NETWORK.state == NetworkState.ACTIVE)
national = Blueprint("agenda", __name__)


class Wanted(NamedTuple):
    """What is looked for. Without a kind everything but the meetings of groups, which are thousands."""

    kind: str
    theme: str
    place: str
    online: bool
    page: int


@national.get("/calendar", plane="national")
@access(Permission.PUBLIC)
def index() -> Response:
    """The dates of all networks, nearest first."""
    wanted = _wanted()
    rows, total = found(g.db, wanted, today())
    themes = [(one.code, one.name(language())) for one in listed_themes().values() if not one.parent]
    lines = [(row, _said(row), network_url(row.slug, row.path)) for row in rows]
    values: dict[str, Any] = {"rows": lines, "wanted": wanted}
    values |= {"pages": pages_of(total, PER_PAGE), "kinds": {kind: KINDS[kind] for kind in PUBLISHED}}
    results = written("calendar/_national.html", **values)
    if wants_part():
        return make_response(results)
    return page("calendar/national.html", results=results, themes=themes, **values)


def _wanted() -> Wanted:
    args = request.args
    kind = args.get("kind", "")
    return Wanted(
        kind if kind in PUBLISHED else "", args.get("theme", "")[:60], args.get("place", "").strip()[:100],
        args.get("online") == "1", page_in(args),
    )  # fmt: skip


def found(db: Session, wanted: Wanted, since: date) -> tuple[Sequence[Row[*tuple[Any, ...]]], int]:
    """One page, and how many there are in all; one statement."""
    query = select(*_LINE, func.count().over().label("total")).join_from(
        PublishedDate.__table__, Network.__table__, _OPEN
    )
    query = query.where(_DATE.last_on >= since)
    query = query.where(_DATE.kind == wanted.kind if wanted.kind else _DATE.kind != "meeting")
    if wanted.theme:
        family = [code for code, one in listed_themes().items() if wanted.theme in (code, one.parent)]
        wished = cast(family or [wanted.theme], ARRAY(Text))
        query = query.where(_DATE.themes.op("&&", return_type=Boolean())(wished))
    if wanted.place:
        where = func.lower(wanted.place)
        query = query.where(
            or_(func.lower(_DATE.town) == where, func.strpos(func.lower(_DATE.place), where) > 0)
        )
    if wanted.online:
        query = query.where(_DATE.online)
    query = query.order_by(_DATE.on_date, _DATE.starts_at.nulls_first(), _DATE.title, _DATE.thing_id)
    rows = db.execute(query.limit(PER_PAGE).offset((wanted.page - 1) * PER_PAGE)).all()
    return rows, rows[0].total if rows else 0


_LINE: tuple[Any, ...] = (
    *(_DATE.kind, _DATE.key_on, _DATE.on_date, _DATE.last_on, _DATE.starts_at, _DATE.ends_at, _DATE.title),
    *(_DATE.place, _DATE.town, _DATE.online, _DATE.path, _DATE.cancelled),
    *(_NETWORK.slug, _NETWORK.name.label("network")),
)


def _said(row: Row[*tuple[Any, ...]]) -> str:
    what: Any = None
    one = Date(what, row.on_date, row.last_on, row.starts_at, row.ends_at, row.cancelled, "", row.key_on)
    return said(one, today())
