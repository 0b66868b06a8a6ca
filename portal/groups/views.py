"""What everybody sees: the first page, the list, a group's page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, g, render_template, request, url_for
from markupsafe import Markup

from portal.access import Permission, access, may
from portal.groups.almanac import Almanac, almanac
from portal.groups.facts import facts_of
from portal.groups.finding import Answer, find, theme_named
from portal.groups.lines import lines
from portal.groups.models import Group
from portal.groups.sentences import AUDIENCES, DAYS, MODES, how_many
from portal.groups.wishes import Wish, read
from portal.i18n import language
from portal.pages import page, part, wants_part
from portal.profile import profile

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
    wish, base = answer.wish, url_for("groups.index")
    values: dict[str, Any] = {
        "answer": answer,
        "wish": wish,
        "profile": profile(g.db),
        "heading": heading(answer, book),
        "lines": lines(answer.rows, check_months=profile(g.db).check_months, locale=language()),
        "address": lambda **changes: f"{base}?{wish.query(**changes)}",
    }
    if wants_part():
        return part("groups/_results.html", **values)
    values["refine"], values["towns"] = _refine(book, wish), _piece("groups/_towns.html", book)
    return page("groups/index.html", **values)


@bp.get("/groups/<slug>")
@access(Permission.PUBLIC, on=Group, cached=True)
def show(group: Group) -> Response:
    """One group. Its note for the network is for those who look after it."""
    insider = may(g.person, Permission.GROUP_EDIT, group)
    facts = facts_of(group, language())
    return page("groups/show.html", group=group, insider=insider, facts=facts, profile=profile(g.db))


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


def _piece(template: str, book: Almanac, **values: Any) -> Markup:
    """Part of a page that is the same for everybody as long as the almanac is."""
    key = (template, language())
    if key not in book.pieces:
        book.pieces[key] = Markup(render_template(template, book=book, **values))  # noqa: S704  a template's output
    return book.pieces[key]


def _refine(book: Almanac, wish: Wish) -> Markup:
    """The filters; with a choice made they are written anew."""
    values: dict[str, Any] = {"wish": wish, "days": DAYS, "modes": MODES, "audiences": AUDIENCES}
    if wish.refined:
        theme = book.themes.get(wish.theme)
        labels = _label(DAYS, wish.day), _label(MODES, wish.mode), _label(AUDIENCES, wish.audience)
        values["chosen"] = [label for label in (theme.name if theme else "", *labels) if label]
        return Markup(render_template("groups/_refine.html", book=book, **values))  # noqa: S704  a template's output
    return _piece("groups/_refine.html", book, **values)
