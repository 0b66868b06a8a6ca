"""What can be printed, and the page where it is chosen."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from flask import Blueprint, Response, g, request
from werkzeug.exceptions import NotFound

from portal.access import Permission, access
from portal.clock import today
from portal.groups.almanac import almanac
from portal.groups.models import Group
from portal.groups.publishing import public_group, public_groups, public_network
from portal.i18n import language
from portal.pages import network_url, page
from portal.printing import choosing
from portal.printing.booklet import booklet
from portal.printing.entries import home
from portal.printing.keeping import printed
from portal.printing.poster import poster, tear_off
from portal.printing.referral import referral
from portal.printing.sheets import sheets
from portal.profile import profile

bp = Blueprint("printing", __name__)


@bp.get("/print")
@access(Permission.PUBLIC, cached=True)
def index() -> Response:
    """Choose what to print."""
    book = almanac(g.db)
    return page("printing/index.html", book=book, choice=None, groups=book.counts[""])


@bp.get("/print/booklet.pdf")
@access(Permission.PUBLIC)
def booklet_file() -> Response:
    """All groups; `stitched` to fold, `sheets` the same laid out on A4."""
    folded, laid_out = (request.args.get(name) == "1" for name in ("stitched", "sheets"))
    write = partial(_booklet, folded=folded or laid_out, laid_out=laid_out)
    return printed("booklet", write, folded or laid_out, laid_out)


def _booklet(*, folded: bool, laid_out: bool) -> bytes:
    locale, day = language(), today()
    network, groups = public_groups(g.db, locale=locale)
    made = booklet(network, groups, locale=locale, today=day, stitched=folded, country=home(network))
    return sheets(made, network, locale=locale, today=day) if laid_out else made


@bp.get("/print/groups/<slug>/poster.pdf")
@access(Permission.PUBLIC, on=Group)
def poster_file(group: Group) -> Response:
    """One group on A4, to hang up."""
    return _of_one("poster", poster, group)


@bp.get("/print/groups/<slug>/tear-off.pdf")
@access(Permission.PUBLIC, on=Group)
def tear_off_file(group: Group) -> Response:
    """The same with slips to take along."""
    return _of_one("tear-off", tear_off, group)


def _of_one(name: str, draw: Callable[..., bytes], group: Group) -> Response:
    """Only what visitors find is printed, whoever asks."""
    locale = language()
    shown = public_group(g.db, group, locale=locale)
    if shown is None:
        raise NotFound()
    network = public_network(g.db, [shown])
    write = partial(draw, network, shown, locale=locale, today=today(), country=home(network))
    return printed(name, write, group.slug)


@bp.get("/print/referral.pdf")
@access(Permission.PUBLIC)
def referral_file() -> Response:
    """A sheet for somebody who is told of groups. Without a theme or place we understand: choose again."""
    choice = choosing.read(request.args, g.db, profile(g.db).country)
    if choice.mistakes:
        book = almanac(g.db)
        groups = book.counts[""]
        return page("printing/index.html", status=422, book=book, choice=choice, groups=groups)
    theme = choice.theme.code if choice.theme else ""
    return printed("referral", partial(_referral, choice), theme, choice.town)


def _referral(choice: choosing.Choice) -> bytes:
    locale = language()
    theme = choice.theme.code if choice.theme else None
    network, groups = public_groups(g.db, locale=locale, theme=theme)
    country, query = home(network), choice.search()
    found = choosing.chosen(groups, choice.place, country)
    return referral(
        network,
        choice.theme.name(locale) if choice.theme else "",
        choice.town,
        found,
        more=0,
        search_url=network_url(network.slug, f"/groups?{query}" if query else "/groups"),
        locale=locale,
        today=today(),
        country=country,
    )
