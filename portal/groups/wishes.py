"""What a visitor asks of the list, as it stands in the address."""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass, field
from datetime import time
from urllib.parse import urlencode

from flask_babel import gettext as _

from portal.clock import today
from portal.geo.places import Place
from portal.groups.almanac import Almanac
from portal.groups.models import AUDIENCES
from portal.groups.positions import RADII, USUAL_RADIUS
from portal.groups.queries import MODES, Shape
from portal.groups.search import LONGEST_QUERY, Term, all_of, any_of, terms
from portal.groups.spelling import known_words
from portal.groups.whereabouts import Locate, understand
from portal.paging import page_in

DAYS = ("mo", "tu", "we", "th", "fr", "sa", "su")
LONGEST_PLACE = 100


def day_pattern(day: str) -> str:
    """What the RRULE of a meeting on this day ("tu") holds: BYDAY=TU, also 2TU or -1TU, or every day."""
    return f"BYDAY=[^;]*{day.upper()}|FREQ=DAILY"


PARTS_OF_DAY = {
    "morning": (time(0), time(11, 59, 59)),
    "afternoon": (time(12), time(17, 59, 59)),
    "evening": (time(18), time(23, 59, 59)),
}
"""Between which moments a meeting begins."""


@dataclass(frozen=True)
class Wish:
    """One question to the list. `remarks` say what was left out of it, and why."""

    q: str = ""
    theme: str = ""
    place: str = ""
    within: int = USUAL_RADIUS
    day: str = ""
    part: str = ""
    mode: str = ""
    audience: str = ""
    access: bool = False
    """Without steps."""
    open: bool = False
    """New people can come now."""
    page: int = 1
    exact: bool = False
    map: bool = False
    """Show the map although no place was asked."""
    terms: tuple[Term, ...] = ()
    origin: Place | None = None
    """Where the place is, when we know it."""
    towns: tuple[str, ...] = ()
    """Else the towns of groups that are called so."""
    remarks: list[str] = field(default_factory=list)

    @property
    def blank(self) -> bool:
        """Nothing was asked: all groups, a page at a time."""
        return not (self.q or self.filtered or self.exact or self.map or self.remarks)

    @property
    def filtered(self) -> bool:
        """Something besides words was chosen."""
        return bool(self.place or self.refined)

    @property
    def refined(self) -> bool:
        """Something besides words and place was chosen."""
        return (
            bool(self.theme or self.day or self.part or self.mode or self.audience)
            or self.access
            or self.open
        )

    def shape(self) -> Shape:
        """Which statement answers it."""
        place = ("near" if self.origin else "town") if self.place else ""
        day, part, audience = bool(self.day), bool(self.part), bool(self.audience)
        by_words, theme = bool(self.terms), bool(self.theme)
        return Shape(by_words, theme, place, day, part, self.mode, audience, self.access, self.open)

    def binds(self, book: Almanac, config: str) -> dict[str, object]:
        """The parameters of that statement."""
        values: dict[str, object] = {}
        if self.terms:
            known = known_words(book)
            values = {
                "config": config,
                "words": all_of(self.terms, known),
                "name_all": all_of(self.terms, known, "A"),
                "name_any": any_of(self.terms, known, "A"),
                "theme_any": any_of(self.terms, known, "B"),
            }
        if self.theme:
            values["themes"] = book.family(self.theme)
        if self.towns:
            values["places"] = list(self.towns)
        if self.day:
            values["day"] = day_pattern(self.day)
        if self.part:
            values["since"], values["until"] = PARTS_OF_DAY[self.part]
        slot = "-".join(chosen for chosen in (self.day, self.part) if chosen)
        return values | {"slot": slot, "audience": self.audience, "today": today()} | self._distances(book)

    def _distances(self, book: Almanac) -> dict[str, object]:
        """The groups within reach and how far they are; those whose place nobody knows may be."""
        if self.origin is None:
            return {}
        known = book.distances(self.origin)
        near = {group: km for group, km in known.items() if km is None or km <= self.within}
        here = {"lat": self.origin.lat, "lon": self.origin.lon, "within": self.within}
        return {**here, "near": list(near), "far": list(near), "km": list(near.values())}

    def without_each_word(self, book: Almanac) -> list[str]:
        """Text search queries that leave out one word each."""
        if len(self.terms) < 2:
            return []
        known = known_words(book)
        return [all_of([other for other in self.terms if other is not term], known) for term in self.terms]

    @property
    def where(self) -> str:
        """The place that was understood, as one text."""
        if self.origin:
            return f"{self.origin.postcode} {self.origin.name}".strip()
        return ", ".join(dict.fromkeys(self.towns))

    def query(self, **changes: object) -> str:
        """The part of an address behind the question mark, with some of it changed."""
        values = {
            "q": self.q,
            "theme": self.theme,
            "place": self.place,
            "within": self.within if self.origin else "",
            "day": self.day,
            "part": self.part,
            "mode": self.mode,
            "audience": self.audience,
            "access": "1" if self.access else "",
            "open": "1" if self.open else "",
            "exact": "1" if self.exact else "",
            "map": "1" if self.map else "",
            **changes,
        }
        return urlencode({name: value for name, value in values.items() if value})


def read(args: Mapping[str, str], book: Almanac, locate: Locate) -> Wish:
    """Understand an address forgivingly: what we do not know is left out, and said."""
    args = dict(args.items())  # werkzeug's own raises and catches an error for every name that is missing
    remarks: list[str] = []
    q = " ".join(args.get("q", "")[:LONGEST_QUERY].split())
    place = " ".join(args.get("place", "")[:LONGEST_PLACE].split())
    origin, towns = understand(place, book, locate) if place else (None, ())
    if place and not (origin or towns):
        say = _("We do not know a place or postcode “%(place)s”, so we looked everywhere.", place=place)
        remarks.append(say)
    return Wish(
        q=q,
        theme=_known("theme", args, book.themes, remarks),
        place=place if origin or towns else "",
        within=_radius(args, remarks) if place else USUAL_RADIUS,
        day=_known("day", args, DAYS, remarks),
        part=_known("part", args, PARTS_OF_DAY, remarks),
        mode=_known("mode", args, MODES, remarks),
        audience=_known("audience", args, AUDIENCES, remarks),
        access=args.get("access") == "1",
        open=args.get("open") == "1",
        page=page_in(args),
        exact=args.get("exact") == "1",
        map=args.get("map") == "1",
        terms=tuple(terms(q)),
        origin=origin,
        towns=towns,
        remarks=remarks,
    )


def _radius(args: Mapping[str, str], remarks: list[str]) -> int:
    return int(_known("within", args, [str(km) for km in RADII], remarks) or USUAL_RADIUS)


def _known(name: str, args: Mapping[str, str], known: Container[str], remarks: list[str]) -> str:
    value = args.get(name, "").strip()[:LONGEST_PLACE]
    if not value or value in known:
        return value
    remarks.append(_("We do not know the choice “%(value)s”, so we left it out.", value=value))
    return ""
