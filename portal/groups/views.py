"""What everybody sees: the first page, the list, a group's page."""

from __future__ import annotations

from functools import partial
from typing import Any

from flask import Blueprint, Response, g, make_response, request
from markupsafe import Markup, escape
from sqlalchemy import Row

from portal.access import Permission, access, may
from portal.geo.queries import origin
from portal.groups import hooks
from portal.groups.almanac import Almanac, almanac
from portal.groups.checking import cycle_of
from portal.groups.facts import facts_of
from portal.groups.finding import Answer, find
from portal.groups.lines import line, overdue
from portal.groups.models import Group
from portal.groups.results import Rows, choices, chosen, values_of
from portal.groups.sentences import FIELDS, how_far
from portal.groups.visibility import Shown, kept_from, shown_contact
from portal.groups.wishes import Wish, read
from portal.i18n import language
from portal.pages import impersonal, page, wants_part, written
from portal.profile import profile
from portal.security import nonce

NONCE, RESULTS, FAR = "\x02nonce\x03", Markup("\x02results\x03"), Markup("\x02far\x03")
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
    locate = partial(origin, g.db, country=book.country)
    answer, locale = find(g.db, read(request.args, book, locate), book), language()
    results = _results(answer, book, locale)
    if wants_part():
        return make_response(results)
    if not (answer.wish.q or answer.wish.filtered):
        results += book.piece(partial(_beneath, answer), locale, "beneath", *_slugs(answer))
    if answer.wish.blank and answer.rows and impersonal():
        return make_response(_all_groups(book, locale).replace(NONCE, nonce()).replace(RESULTS, results))
    return page("groups/index.html", results=results, **_question(answer, book))


@bp.get("/groups/<slug>")
@access(Permission.PUBLIC, on=Group, cached=True)
def show(group: Group) -> Response:
    """One group. Its note for the network is for those who look after it."""
    insider, keeper = (may(g.person, door, group) for door in (Permission.GROUP_EDIT, Permission.HOUSE_SEE))
    reader = "group" if insider or keeper else "network" if g.person is not None else "public"
    seen = Shown(group, kept_from(reader, group.shown_to), first_names=reader != "group")
    facts = facts_of(seen, language())
    sections, cards = (
        [found for add in added if (found := add(g.db, group, g.person))]
        for added in (hooks.page_sections, hooks.page_cards)
    )
    offered = [offer(group, g.person) for offer in hooks.insider_links if insider]
    links = [hooks.Link(*link) for link in offered if link]
    values: dict[str, Any] = {"facts": facts, "sections": sections, "cards": cards, "links": links}
    values |= {"insider": insider, "keeper": keeper, "kept": kept_names(group) if insider else ""}
    values["late"] = overdue(group, cycle_of(g.db).overdue_since)
    values["called"] = called_by(group) if insider else ""
    return page("groups/show.html", group=seen, profile=profile(g.db), **values)


def kept_names(group: Group) -> str:
    """What visitors do not see of the page, for those who look after it."""
    kept = kept_from("public", group.shown_to)
    return ", ".join(str(name) for field, name in FIELDS.items() if field in kept and _says(group, field))


def called_by(group: Group) -> str:
    """How visitors read who answers, when that is less than what those who look after the page read."""
    called = "" if "contact_name" in kept_from("public", group.shown_to) else shown_contact(group)
    return called if called != group.contact_name else ""


def _says(group: Group, field: str) -> bool:
    place = {"venue": "name", "street": "street", "postcode": "postcode", "directions": "directions"}
    thing = group.location if field in place else group
    return bool(getattr(thing, place.get(field, field), ""))


def _results(answer: Answer, book: Almanac, locale: str) -> Markup:
    """What was found; kept as long as nothing was asked."""
    if not answer.wish.blank:
        return _write_results(answer, book)
    shown = answer.page, answer.total, answer.online, *_slugs(answer)
    return book.piece(lambda: _write_results(answer, book), locale, "results", *shown)


def _slugs(answer: Answer) -> list[str]:
    return [row.slug for row in answer.rows]


def _beneath(answer: Answer) -> Markup:
    return Markup("").join(add(answer.rows) for add in hooks.beneath_list)


def _write_results(answer: Answer, book: Almanac) -> Markup:
    def written_lines(rows: Rows, *, far: bool = True) -> list[Markup]:
        return _lines(rows, book, far=far)

    values = values_of(answer, book, written_lines, lambda row: book.positions().get(row.id))
    return written("groups/_results.html", profile=profile(g.db), **values)


def _all_groups(book: Almanac, locale: str) -> Markup:
    """The page around the list when nothing was asked, with room for the results and the nonce."""

    def write() -> Markup:
        values = _question(Answer(Wish(), rows=()), book) | {"some": True}
        return written("groups/index.html", results=RESULTS, csp_nonce=NONCE, **values)

    return book.piece(write, locale, "all groups")


def _question(answer: Answer, book: Almanac) -> dict[str, Any]:
    """What the page says besides the results."""
    talk = _piece("groups/_network.html", book, profile=profile(g.db))
    search = _search(book, answer.wish)
    return {"wish": answer.wish, "search": search, "talk": talk, "some": bool(answer.rows)}


def _piece(name: str, book: Almanac, **values: Any) -> Markup:
    """Part of a page that is the same for everybody as long as the almanac is."""
    return book.piece(lambda: written(name, book=book, **values), language(), name)


def _lines(rows: Rows, book: Almanac, *, far: bool = True) -> list[Markup]:
    """The rows as they stand in the page: a group looks the same in every list of this revision.

    But for how far it is (`far`: say so when the rows know it), for which a kept line has room.
    """
    locale, found = language(), []
    for row in rows:
        km = how_far(getattr(row, "km", None)) if far else ""
        write = partial(_line, row, locale, FAR if km else "")
        text = book.piece(write, locale, "line", row.slug, bool(km))
        found.append(text.replace(FAR, escape(km)) if km else text)
    return found


def _line(row: Row[Any], locale: str, far: str) -> Markup:
    late = overdue(row, cycle_of(g.db).overdue_since)
    return written("groups/_line.html", line=line(row, late=late, locale=locale), far=far)


def _search(book: Almanac, wish: Wish) -> Markup:
    """The form above the list; as long as nothing was asked it is the same for everybody."""
    towns = _piece("groups/_towns.html", book)
    values = {"wish": wish, "towns": towns, "refine": _refine(book, wish)}
    if not wish.blank:
        return written("groups/_search.html", **values)
    return _piece("groups/_search.html", book, **values)


def _refine(book: Almanac, wish: Wish) -> Markup:
    """The filters; with a choice made they are written anew."""
    if wish.refined:
        return written("groups/_refine.html", book=book, chosen=chosen(wish, book), **choices(wish))
    return _piece("groups/_refine.html", book, **choices(wish))
