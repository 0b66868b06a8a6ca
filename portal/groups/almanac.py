"""What a network's public pages keep asking: its themes, its towns, its words.

Kept per process, by network, public revision and day; a change that visitors can see makes it new.
"""

from __future__ import annotations

import sys
from collections import Counter, OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from threading import Lock
from typing import Any
from uuid import UUID

from flask import current_app, g
from markupsafe import Markup
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.clock import today
from portal.geo.places import Point, distance_km
from portal.groups.models import GroupTheme, Location, Theme
from portal.groups.positions import Position, Spot, by_postcode, spot
from portal.groups.rules import GROUP, in_public_lists
from portal.groups.search import Vocabulary
from portal.groups.texts import words
from portal.i18n import SUPPORTED, language
from portal.profile import profile

MOST_NETWORKS = 50
"""Kept at once in a process; with its pieces of pages each takes some hundreds of kilobytes."""
MOST_GROUPS = 5_000
"""Whose names are known to the search for typing mistakes."""


@dataclass(frozen=True, slots=True)
class KnownTheme:
    """A theme of the network with its names by language."""

    code: str
    parent: str
    names: dict[str, str]

    @property
    def name(self) -> str:
        """The name in the reader's language."""
        return self.names[language()]


@dataclass(frozen=True, slots=True)
class Almanac:
    """One network's themes (parents before children), towns, and words of names."""

    themes: dict[str, KnownTheme]
    counts: Counter[str] = field(default_factory=Counter)
    """Public groups by theme; a parent counts each group of its family once, and "" stands for all groups."""
    towns: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """As people wrote them, by key: one town may be written in several ways."""
    postcodes: dict[str, frozenset[str]] = field(default_factory=dict)
    """Keys of towns by the four or five digits of a postcode."""
    written: tuple[str, ...] = ()
    """Words in names and towns of the groups that visitors can find, folded."""
    spots: dict[UUID, Spot] = field(default_factory=dict)
    """Where groups meet that meet in person."""
    country: str = "NL"
    """Of the network."""
    known: list[Vocabulary] = field(default_factory=list)
    """These and the words of all themes, once somebody searched."""
    pieces: dict[tuple[object, ...], Markup] = field(default_factory=dict)
    """Parts of pages that change only with this almanac: they may say what a day is like."""
    found: dict[UUID, Position | None] = field(default_factory=dict)
    """The same as `spots`, looked up when it was asked for the first time."""

    def piece(self, write: Callable[[], Markup], *key: object) -> Markup:
        """A part of a page, written when it is asked for the first time; the language belongs to the key."""
        found = self.pieces.get(key)
        if found is None or current_app.jinja_env.auto_reload:
            found = self.pieces[key] = write()
        return found

    def family(self, code: str) -> list[str]:
        """The theme and its children."""
        return [code, *(theme.code for theme in self.themes.values() if theme.parent == code)]

    def tree(self, codes: Iterable[str] | None = None) -> list[tuple[KnownTheme, list[KnownTheme]]]:
        """Parents with their children, all of them or those among `codes` (and the parents they need)."""
        wanted = set(self.themes if codes is None else codes)
        branches = []
        for theme in self.themes.values():
            if theme.parent:
                continue
            children = [self.themes[code] for code in self.family(theme.code)[1:] if code in wanted]
            if children or theme.code in wanted:
                branches.append((theme, children))
        return branches

    def positions(self) -> dict[UUID, Position | None]:
        """Where each group is that meets in person; None when we do not know its town."""
        if len(self.found) < len(self.spots):
            self.found.update((group, spot.position(self.country)) for group, spot in self.spots.items())
        return self.found

    def distances(self, origin: Point) -> dict[UUID, float | None]:
        """Kilometres to each group that meets in person, nearest first; those of no known town come last."""
        far = {
            group: None if position is None else distance_km(origin, position)
            for group, position in self.positions().items()
        }
        return dict(sorted(far.items(), key=lambda pair: (pair[1] is None, pair[1] or 0.0)))

    def town_names(self) -> list[str]:
        """Every town once, sorted."""
        return [spellings[0] for _, spellings in sorted(self.towns.items())]


_kept: OrderedDict[str, tuple[tuple[int, date], Almanac]] = OrderedDict()
_lock = Lock()


def almanac(db: Session) -> Almanac:
    """The almanac of the network in whose context we are; three statements when it is new."""
    role, version = g.network.role, (g.network.public_revision, today())
    with _lock:
        found = _kept.get(role)
        if found and found[0] == version:
            _kept.move_to_end(role)
            return found[1]
    made = _read(db)
    with _lock:
        _kept[role] = (version, made)
        if len(_kept) > MOST_NETWORKS:
            _kept.popitem(last=False)
    return made


_LOCATION: Any = Location.__table__
_THEME: Any = Theme.__table__
_GROUP_THEME: Any = GroupTheme.__table__
_THEMES = select(_THEME.c.code, _THEME.c.parent, *(_THEME.c[code] for code in SUPPORTED)).order_by(
    _THEME.c.position, _THEME.c.code
)
_CODES = select(func.array_agg(_GROUP_THEME.c.theme_code)).where(_GROUP_THEME.c.group_id == GROUP.id)
_DIGITS = func.substring(_LOCATION.c.postcode, "^ *([0-9]{4,5})")
_GROUPS = (
    select(
        *(GROUP.id, GROUP.name, GROUP.place, _DIGITS, _CODES.scalar_subquery(), GROUP.in_person),
        *(_LOCATION.c.lat, _LOCATION.c.lon, by_postcode(), GROUP.shown_to),
    )
    .outerjoin(_LOCATION, _LOCATION.c.id == GROUP.location_id)
    .where(in_public_lists())
    .order_by(GROUP.sort_key)
    .limit(MOST_GROUPS)
)


def town_key(place: str) -> str:
    """By what a town is recognised."""
    return " ".join(words(place))


def _read(db: Session) -> Almanac:
    themes = {
        code: KnownTheme(code, parent or "", dict(zip(SUPPORTED, map(sys.intern, names), strict=True)))
        for code, parent, *names in db.execute(_THEMES)
    }
    counts: Counter[str] = Counter()
    towns: dict[str, tuple[str, ...]] = {}
    postcodes: dict[str, frozenset[str]] = {}
    written: dict[str, None] = {}
    spots: dict[UUID, Spot] = {}
    country = profile(db).country
    for id, name, place, digits, codes, in_person, *where in db.execute(_GROUPS, {"country": country}):
        own = [themes[code] for code in codes or () if code in themes]
        counts.update({"", *(theme.code for theme in own), *(theme.parent or theme.code for theme in own)})
        written.update(dict.fromkeys(map(sys.intern, words(f"{name} {place}"))))
        if in_person:
            spots[id] = spot(place, *where)
        if key := town_key(place):
            towns[key] = tuple(dict.fromkeys((*towns.get(key, ()), place)))
            if digits:
                postcodes[digits] = postcodes.get(digits, frozenset()) | {key}
    return Almanac(themes, counts, towns, postcodes, tuple(written), spots, country)
