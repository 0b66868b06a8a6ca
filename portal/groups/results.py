"""An answer as a page says it: one for the groups of a network and for those of the whole country."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import groupby
from typing import Any, Protocol

from markupsafe import Markup
from sqlalchemy import Row

from portal.geo.dotmap import DotMap, Point, draw
from portal.geo.places import ATTRIBUTION
from portal.groups.almanac import Almanac
from portal.groups.finding import Answer, theme_named
from portal.groups.positions import RADII, Position
from portal.groups.queries import NEAR
from portal.groups.sentences import (
    ACCESS,
    AUDIENCES,
    DAYS,
    MODES,
    OPEN,
    PARTS_OF_DAY,
    how_many,
    part_of_list,
)
from portal.groups.wishes import Wish

Rows = Sequence[Row[Any]]
LIST = "/groups"
"""Where the list is, in a network and nationally."""


class Written(Protocol):
    """How rows become lines; `far`: say how far they are."""

    def __call__(self, rows: Rows, *, far: bool = True) -> list[Markup]: ...


def values_of(
    answer: Answer, book: Almanac, lines: Written, position: Callable[[Row[Any]], Position | None]
) -> dict[str, Any]:
    """What groups/_results.html wants, but for `profile`."""
    wish, offers = answer.wish, answer.offers
    drawn = _map(answer, position) if wish.origin or wish.map else None
    return {
        "answer": answer,
        "wish": wish,
        "offers": offers,
        "heading": heading(answer, book),
        "sections": _sections(answer, lines),
        "wider": _wider(answer),
        "further": lines(offers.further) if offers else [],
        "forming": lines(offers.forming) if offers else [],
        "map": drawn,
        "attribution": ATTRIBUTION if wish.origin or drawn else "",
        "address": lambda **changes: f"{LIST}?{wish.query(**changes)}",
    }


def _sections(answer: Answer, lines: Written) -> list[tuple[str, list[Markup]]]:
    """The rows with what stands above them: around a place what is near first, then what needs no way."""
    if not answer.wish.origin:
        return [("", lines(answer.rows))] if answer.rows else []
    parts = [(part, list(rows)) for part, rows in groupby(answer.rows, key=lambda row: int(row.part))]
    return [(part_of_list(part, answer.parts[part]), lines(rows, far=part == NEAR)) for part, rows in parts]


def _wider(answer: Answer) -> int | None:
    """The smallest distance to choose within which there is a group."""
    nearest = answer.offers.further[:1] if answer.offers else []
    return next((radius for row in nearest for radius in RADII if row.km <= radius), None)


def _map(answer: Answer, position: Callable[[Row[Any]], Position | None]) -> DotMap | None:
    """The groups of this page of the list that meet in person somewhere we know; None without any."""
    origin = answer.wish.origin
    rows = [*answer.rows, *(answer.offers.further if answer.offers else ())]
    if origin:
        rows = [row for row in rows if row.km is not None]
    points = [Point(*at, row.place) for row in rows if (at := position(row))]
    return draw(points, (origin.lat, origin.lon) if origin else None)


def heading(answer: Answer, book: Almanac) -> str:
    """What was found, in one sentence."""
    wish = answer.wish
    theme, words = book.themes.get(wish.theme), ""
    if wish.terms and theme is None:
        theme = theme_named(wish, book)
    if wish.terms and (theme is None or wish.theme):
        words = " ".join(term.word for term in wish.terms) if answer.meant else wish.q
    total, online, by_phone = answer.parts[:3] if wish.origin else (answer.total, answer.online, 0)
    place = {"near": wish.where, "km": str(wish.within)} if wish.origin else {"place": wish.where}
    about = {"about": theme.name if theme else "", "words": words}
    return how_many(total, online, by_phone, **about, **place, **_chosen(wish))


def _chosen(wish: Wish) -> dict[str, str]:
    return {
        "day": _label(DAYS, wish.day),
        "part": _label(PARTS_OF_DAY, wish.part),
        "mode": _label(MODES, wish.mode),
        "audience": _label(AUDIENCES, wish.audience),
        "access": str(ACCESS) if wish.access else "",
        "open": str(OPEN) if wish.open else "",
    }


def chosen(wish: Wish, book: Almanac) -> list[str]:
    """What was chosen besides words and place, as people say it."""
    theme = book.themes.get(wish.theme)
    return [label for label in (theme.name if theme else "", *_chosen(wish).values()) if label]


def choices(wish: Wish) -> dict[str, Any]:
    """What groups/_refine.html offers, but for `book` and `chosen`."""
    values = {"days": DAYS, "parts": PARTS_OF_DAY, "modes": MODES, "audiences": AUDIENCES}
    return {"wish": wish, **values, "access": ACCESS, "open": OPEN}


def _label(labels: Mapping[str, Any], name: str) -> str:
    return str(labels[name]) if name else ""
