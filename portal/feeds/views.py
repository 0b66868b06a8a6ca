"""The doors of the directory: files for programs, a piece of a page for other sites, and how to use them."""

from __future__ import annotations

from functools import cache, partial
from urllib.parse import urlencode

from flask import Blueprint, Response, g, request, url_for

from portal.access import Permission, access
from portal.clock import today
from portal.feeds.answers import as_json, data
from portal.feeds.atom import atom
from portal.feeds.embedding import Snippet, shown, snippet
from portal.feeds.meeting_guide import meeting_guide
from portal.feeds.queries import changes, listing, some
from portal.feeds.table import table
from portal.geo.queries import origin
from portal.groups.almanac import almanac
from portal.groups.finding import find
from portal.groups.wishes import read
from portal.pages import STATIC, network_url, page
from portal.profile import profile

ATOM = "application/atom+xml; charset=utf-8"
CSV = "text/csv; charset=utf-8"
SCRIPT = "text/javascript; charset=utf-8"
bp = Blueprint("feeds", __name__)


@bp.get("/groups.csv")
@access(Permission.PUBLIC, cached=True, shares="data")
def csv_file() -> Response:
    """A table for a spreadsheet."""
    return data(table(listing(g.db).groups), CSV, filename=f"{g.network.slug}.csv")


@bp.get("/groups.json")
@access(Permission.PUBLIC, cached=True, shares="data")
def json_file() -> Response:
    """Meeting Guide JSON."""
    known = listing(g.db)
    return as_json(meeting_guide(known.groups, known.network, today=today()))


@bp.get("/groups.atom")
@access(Permission.PUBLIC, cached=True, shares="data")
def atom_feed() -> Response:
    """What changed."""
    network, told = changes(g.db)
    return data(atom(told, network, self_url=network_url(g.network.slug, "/groups.atom")), ATOM)


@bp.get("/open-data")
@access(Permission.PUBLIC, cached=True)
def open_data() -> Response:
    """All the doors, and the lines that show the list on another site."""
    book = almanac(g.db)
    wish = read(request.args, book, partial(origin, g.db, country=book.country))
    made: Snippet = snippet(wish, book, network_url(g.network.slug), g.network.name)
    return page("feeds/open_data.html", book=book, wish=wish, snippet=made, profile=profile(g.db))


@bp.get("/embed/groups")
@access(Permission.PUBLIC, cached=True, shares="frame")
def embed() -> Response:
    """The list as a piece of another site's page: no script, no cookie, links open the real page."""
    book = almanac(g.db)
    wish = read(request.args, book, partial(origin, g.db, country=book.country))
    answer = find(g.db, wish, book)
    known = some(g.db, [row.slug for row in answer.rows])
    return page(
        "feeds/embed.html",
        answer=answer,
        groups=[shown(known[row.slug]) for row in answer.rows if row.slug in known],
        profile=profile(g.db),
        country=profile(g.db).country,
        more=f"{url_for('groups.index')}?{answer.wish.query()}".rstrip("?"),
        page_address=lambda number: f"{request.path}?{_next(number)}",
    )


def _next(number: int) -> str:
    """The same question for another page, the reader's language included."""
    return urlencode({**request.args, "page": number})


@bp.get("/embed/groups.js")
@access(Permission.PUBLIC, cached=True, shares="data")
def embed_script() -> Response:
    """Puts the frame into a page; the same for all networks."""
    return data(_script(), SCRIPT)


@cache
def _script() -> bytes:
    return (STATIC / "js" / "embed.js").read_bytes()
