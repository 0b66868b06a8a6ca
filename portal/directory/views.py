"""The national pages: search everywhere, and the list of networks."""

from __future__ import annotations

from flask import Blueprint, Response, g, request
from sqlalchemy.orm import Session

from portal.access import Permission, access
from portal.directory import queries
from portal.directory.search import Wish, search
from portal.groups.catalogue import listed_themes
from portal.i18n import language
from portal.pages import network_url, page
from tenants.registry import NetworkState, all_networks

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
    wish = Wish.from_query(request.args)
    result = search(g.db, wish)
    return page("directory/groups.html", wish=wish, result=result, themes=_roots())


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
