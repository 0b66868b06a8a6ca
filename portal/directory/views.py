"""The national pages: search everywhere, and the list of networks."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, g, make_response, request
from markupsafe import Markup
from sqlalchemy import Row
from sqlalchemy.orm import Session

from portal.access import Permission, access
from portal.clock import today
from portal.directory import queries
from portal.directory.lines import line
from portal.directory.search import search
from portal.groups.almanac import Almanac
from portal.groups.catalogue import listed_themes
from portal.groups.checking import back
from portal.groups.positions import Position
from portal.groups.results import Rows, choices, chosen, values_of
from portal.groups.wishes import Wish
from portal.i18n import language
from portal.pages import network_url, page, wants_part, written
from tenants.registry import NetworkState, all_networks

CHECK_MONTHS = 6
"""What networks usually keep to, for a warning beside an old date."""

bp = Blueprint("directory", __name__)


@bp.get("/", plane="national")
@access(Permission.PUBLIC)
def home() -> Response:
    """The first page of the whole site: search, and which networks there are."""
    return page("directory/home.html", networks=_networks(g.db), themes=_roots(), wish=Wish())


@bp.get("/groups", plane="national")
@access(Permission.PUBLIC)
def index() -> Response:
    """Published groups of every network."""
    answer, book = search(g.db, request.args)
    values = values_of(answer, book, _lines, _position)
    results = written("groups/_results.html", profile=None, **values)
    if wants_part():
        return make_response(results)
    wish = answer.wish
    return page("directory/groups.html", wish=wish, results=results, search=_search(wish, book))


def _lines(rows: Rows, *, far: bool = True) -> list[Markup]:
    since, locale = back(today(), CHECK_MONTHS), language()
    made = (line(row, far=far, since=since, locale=locale) for row in rows)
    return [written("directory/_line.html", line=one) for one in made]


def _position(row: Row[Any]) -> Position | None:
    return None if row.lat is None else Position(row.lat, row.lon)


def _search(wish: Wish, book: Almanac) -> Markup:
    """The form above the list."""
    refine = written("groups/_refine.html", book=book, chosen=chosen(wish, book), **choices(wish))
    return written("groups/_search.html", wish=wish, towns="", refine=refine)


@bp.get("/networks", plane="national")
@access(Permission.PUBLIC)
def networks() -> Response:
    """Every open network with its host."""
    return page("directory/networks.html", networks=_networks(g.db))


def _networks(db: Session) -> list[dict[str, object]]:
    published = queries.counts(db)
    return [
        {
            "name": network.name,
            "region": network.region,
            "url": network_url(network.slug),
            "groups": published.get(network.slug, 0),
        }
        for network in all_networks(db)
        if network.state is NetworkState.ACTIVE
    ]


def _roots() -> list[tuple[str, str]]:
    return [(theme.code, theme.name(language())) for theme in listed_themes().values() if not theme.parent]
