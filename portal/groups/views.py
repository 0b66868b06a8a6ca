"""What everybody sees: the first page, the list, a group's page."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from flask import Blueprint, Response, g, make_response, request, url_for
from markupsafe import Markup
from sqlalchemy import Row

from portal.access import Permission, access, may
from portal.groups import hooks
from portal.groups.almanac import Almanac, almanac
from portal.groups.facts import facts_of
from portal.groups.finding import Answer, find, theme_named
from portal.groups.lines import line, old_before
from portal.groups.models import Group
from portal.groups.sentences import AUDIENCES, DAYS, MODES, how_many
from portal.groups.wishes import Wish, read
from portal.i18n import language
from portal.pages import impersonal, page, wants_part, written
from portal.profile import profile
from portal.security import nonce

NONCE, RESULTS = "\x02nonce\x03", Markup("\x02results\x03")
"""Where a kept page has room for what differs; no page holds control characters otherwise."""

bp = Blueprint("groups", __name__)


@bp.get("/")
@access(Permission.PUBLIC, cached=True)
def home() -> Response:
    """The network's first page: search, or choose a theme."""
    book = almanac(g.db)
    number = book.counts[""]
    themes = _piece("groups/_themes.html", book) if number else ""
    towns = _piece("groups/_towns.html", book)
    return page(
        "groups/home.html", groups=number, themes=themes, towns=towns, profile=profile(g.db), wish=Wish()
    )


@bp.get("/groups")
@access(Permission.PUBLIC, cached=True)
def index() -> Response:
    """Groups that fit what is asked in the address."""
    book = almanac(g.db)
    answer = find(g.db, read(request.args, book), book)
    results = _results(answer, book)
    if wants_part():
        return make_response(results)
    if not (answer.wish.q or answer.wish.filtered):
        results += Markup("").join(add(answer.rows) for add in hooks.beneath_list)
    if answer.wish.blank and answer.rows and impersonal():
        return make_response(_all_groups(book).replace(NONCE, nonce()).replace(RESULTS, results))
    return page("groups/index.html", results=results, **_question(answer, book))


@bp.get("/groups/<slug>")
@access(Permission.PUBLIC, on=Group, cached=True)
def show(group: Group) -> Response:
    """One group. Its note for the network is for those who look after it."""
    insider = may(g.person, Permission.GROUP_EDIT, group)
    facts = facts_of(group, language())
    sections, cards = (
        [found for add in added if (found := add(g.db, group, g.person))]
        for added in (hooks.page_sections, hooks.page_cards)
    )
    links = [link for offer in hooks.insider_links if insider and (link := offer(group, g.person))]
    values: dict[str, Any] = {"facts": facts, "sections": sections, "cards": cards, "links": links}
    return page("groups/show.html", group=group, insider=insider, profile=profile(g.db), **values)


def _results(answer: Answer, book: Almanac) -> Markup:
    """What was found; kept as long as nothing was asked."""
    old = old_before(profile(g.db).check_months)
    if not answer.wish.blank:
        return _write_results(answer, book, old)
    shown = answer.page, answer.total, answer.online, old, *(row[0] for row in answer.rows)
    return book.piece(lambda: _write_results(answer, book, old), language(), "results", *shown)


def _write_results(answer: Answer, book: Almanac, old: int) -> Markup:
    wish, base = answer.wish, url_for("groups.index")
    return written(
        "groups/_results.html",
        answer=answer,
        wish=wish,
        profile=profile(g.db),
        heading=heading(answer, book),
        lines=_lines(answer, book, old),
        address=lambda **changes: f"{base}?{wish.query(**changes)}",
    )


def _all_groups(book: Almanac) -> Markup:
    """The page around the list when nothing was asked, with room for the results and the nonce."""

    def write() -> Markup:
        values = _question(Answer(Wish(), rows=()), book) | {"some": True}
        return written("groups/index.html", results=RESULTS, csp_nonce=NONCE, **values)

    return book.piece(write, language(), "all groups")


def _question(answer: Answer, book: Almanac) -> dict[str, Any]:
    """What the page says besides the results."""
    talk = _piece("groups/_network.html", book, profile=profile(g.db))
    search = _search(book, answer.wish)
    return {"wish": answer.wish, "search": search, "talk": talk, "some": bool(answer.rows)}


def heading(answer: Answer, book: Almanac) -> str:
    """What was found, in one sentence."""
    wish = answer.wish
    theme, words = book.themes.get(wish.theme), ""
    if wish.terms and theme is None:
        theme = theme_named(wish, book)
    if wish.terms and (theme is None or wish.theme):
        words = " ".join(term.word for term in wish.terms) if answer.meant else wish.q
    return how_many(
        answer.total,
        answer.online,
        about=theme.name if theme else "",
        words=words,
        place=wish.town,
        day=_label(DAYS, wish.day),
        mode=_label(MODES, wish.mode),
        audience=_label(AUDIENCES, wish.audience),
    )


def _label(labels: Mapping[str, Any], chosen: str) -> str:
    return str(labels[chosen]) if chosen else ""


def _piece(name: str, book: Almanac, **values: Any) -> Markup:
    """Part of a page that is the same for everybody as long as the almanac is."""
    return book.piece(lambda: written(name, book=book, **values), language(), name)


def _lines(answer: Answer, book: Almanac, old: int) -> list[Markup]:
    """The rows as they stand in the page: a group looks the same in every list of this revision."""
    locale = language()
    return [book.piece(partial(_line, row, old, locale), locale, "line", row[0], old) for row in answer.rows]


def _line(row: Row[Any], old: int, locale: str) -> Markup:
    return written("groups/_line.html", line=line(row, old=old, locale=locale))


def _search(book: Almanac, wish: Wish) -> Markup:
    """The form above the list; as long as nothing was asked it is the same for everybody."""
    towns = _piece("groups/_towns.html", book)
    values = {"wish": wish, "towns": towns, "refine": _refine(book, wish)}
    if not wish.blank:
        return written("groups/_search.html", **values)
    return _piece("groups/_search.html", book, **values)


def _refine(book: Almanac, wish: Wish) -> Markup:
    """The filters; with a choice made they are written anew."""
    values: dict[str, Any] = {"wish": wish, "days": DAYS, "modes": MODES, "audiences": AUDIENCES}
    if wish.refined:
        theme = book.themes.get(wish.theme)
        labels = _label(DAYS, wish.day), _label(MODES, wish.mode), _label(AUDIENCES, wish.audience)
        values["chosen"] = [label for label in (theme.name if theme else "", *labels) if label]
        return written("groups/_refine.html", book=book, **values)
    return _piece("groups/_refine.html", book, **values)
