"""What a visitor asks of the list, as it stands in the address."""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode

from flask_babel import gettext as _
from rapidfuzz import process
from rapidfuzz.distance import OSA

from portal.groups.almanac import Almanac, town_key
from portal.groups.models import AUDIENCES
from portal.groups.queries import MODES, Shape
from portal.groups.search import LONGEST_QUERY, Term, all_of, any_of, terms
from portal.groups.spelling import known_words

DAYS = ("mo", "tu", "we", "th", "fr", "sa", "su")
LONGEST_PLACE = 100


def day_pattern(day: str) -> str:
    """What the RRULE of a meeting on this day ("tu") holds: BYDAY=TU, also 2TU or -1TU, or every day."""
    return f"BYDAY=[^;]*{day.upper()}|FREQ=DAILY"


@dataclass(frozen=True)
class Wish:
    """One question to the list. `remarks` say what was left out of it, and why."""

    q: str = ""
    theme: str = ""
    place: str = ""
    day: str = ""
    mode: str = ""
    audience: str = ""
    page: int = 1
    exact: bool = False
    terms: tuple[Term, ...] = ()
    towns: tuple[str, ...] = ()
    remarks: list[str] = field(default_factory=list)

    @property
    def blank(self) -> bool:
        """Nothing was asked: all groups, a page at a time."""
        return not (self.q or self.filtered or self.exact or self.remarks)

    @property
    def filtered(self) -> bool:
        """Something besides words was chosen."""
        return bool(self.place or self.refined)

    def shape(self) -> Shape:
        """Which statement answers it."""
        theme, place, day = bool(self.theme), bool(self.place), bool(self.day)
        return Shape(bool(self.terms), theme, place, day, self.mode, bool(self.audience))

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
        if self.place:
            values["places"] = list(self.towns)
        if self.day:
            values["day"] = day_pattern(self.day)
        if self.audience:
            values["audience"] = self.audience
        return values

    def without_each_word(self, book: Almanac) -> list[str]:
        """Text search queries that leave out one word each."""
        if len(self.terms) < 2:
            return []
        known = known_words(book)
        return [all_of([other for other in self.terms if other is not term], known) for term in self.terms]

    @property
    def refined(self) -> bool:
        """Something besides words and town was chosen."""
        return bool(self.theme or self.day or self.mode or self.audience)

    @property
    def town(self) -> str:
        """The towns that were understood, as one text."""
        return ", ".join(dict.fromkeys(self.towns))

    def query(self, **changes: object) -> str:
        """The part of an address behind the question mark, with some of it changed."""
        values = {
            "q": self.q,
            "theme": self.theme,
            "place": self.place,
            "day": self.day,
            "mode": self.mode,
            "audience": self.audience,
            "exact": "1" if self.exact else "",
            **changes,
        }
        return urlencode({name: value for name, value in values.items() if value})


def read(args: Mapping[str, str], book: Almanac) -> Wish:
    """Understand an address forgivingly: what we do not know is left out, and said."""
    remarks: list[str] = []
    q = " ".join(args.get("q", "")[:LONGEST_QUERY].split())
    place = " ".join(args.get("place", "")[:LONGEST_PLACE].split())
    towns = _towns(place, book) if place else ()
    if place and not towns:
        remarks.append(_("We know no groups in “%(place)s”, so we looked everywhere.", place=place))
    number = args.get("page", "1")
    return Wish(
        q=q,
        theme=_known("theme", args, book.themes, remarks),
        place=place if towns else "",
        day=_known("day", args, DAYS, remarks),
        mode=_known("mode", args, MODES, remarks),
        audience=_known("audience", args, AUDIENCES, remarks),
        page=max(1, int(number)) if number.isdecimal() and number.isascii() and len(number) < 6 else 1,
        exact=args.get("exact") == "1",
        terms=tuple(terms(q)),
        towns=towns,
        remarks=remarks,
    )


def _known(name: str, args: Mapping[str, str], known: Container[str], remarks: list[str]) -> str:
    value = args.get(name, "").strip()[:LONGEST_PLACE]
    if not value or value in known:
        return value
    remarks.append(_("We do not know the choice “%(value)s”, so we left it out.", value=value))
    return ""


def _towns(place: str, book: Almanac) -> tuple[str, ...]:
    """Towns as they are stored: by name, the beginning of one, a postcode, or with a typing mistake."""
    wanted = town_key(place)
    digits = "".join(character for character in wanted if character.isdecimal())
    if by_postcode := book.postcodes.get(digits[:5]) or book.postcodes.get(digits[:4]):
        keys = sorted(by_postcode)
    elif wanted in book.towns:
        keys = [wanted]
    else:
        starting = [key for key in book.towns if len(wanted) > 2 and key.startswith(wanted)]
        keys = starting or _like(wanted, book)
    return tuple(spelling for key in keys for spelling in book.towns[key])


def _like(wanted: str, book: Almanac) -> list[str]:
    if len(wanted) < 4:
        return []
    mistakes = 1 if len(wanted) < 8 else 2
    best = process.extractOne(wanted, list(book.towns), scorer=OSA.distance, score_cutoff=mistakes)
    return [best[0]] if best else []
