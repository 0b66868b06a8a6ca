"""Which groups stand on a referral sheet: those near the place, then those one meets from anywhere."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from portal.geo import places
from portal.geo.places import Place, distance_km
from portal.geo.queries import origin
from portal.groups.almanac import almanac
from portal.groups.catalogue import ListedTheme, listed_themes
from portal.groups.public import PublicGroup, PublicPlace

REACH_KM = 25
"""What people travel for a group, about."""
NEXT_BEST = 3
"""Groups further away that are named when none is in reach."""
LONGEST_PLACE = 100
_DIGITS = re.compile(r"[0-9]{4,5}")
Near = list[tuple[PublicGroup, float | None]]


@dataclass(frozen=True, slots=True)
class Choice:
    """What was chosen; `mistakes` are sentences about what could not be understood, by field."""

    theme: ListedTheme | None
    place: Place | None
    written: str
    mistakes: Mapping[str, str]

    @property
    def town(self) -> str:
        """The place as it is called."""
        return f"{self.place.postcode} {self.place.name}".strip() if self.place else ""

    def search(self) -> str:
        """The same question to the list, as the part of an address behind the question mark."""
        asked = {"theme": self.theme.code if self.theme else "", "place": self.town}
        within = {"within": str(REACH_KM)} if self.place else {}
        return urlencode({name: value for name, value in (asked | within).items() if value})


def read(args: Mapping[str, str], db: Session, country: str) -> Choice:
    """Understand what was chosen; theme and place may each stay open."""
    code = args.get("theme", "").strip()
    written = " ".join(args.get("place", "")[:LONGEST_PLACE].split())
    theme = listed_themes().get(code)
    place = (origin(db, written, country) or _by_groups(db, written, country)) if written else None
    mistakes = {}
    if code and theme is None:
        mistakes["theme"] = _("Choose a theme from the list.")
    if written and place is None:
        mistakes["place"] = _("We do not know “%(place)s”. Try the name of a town near it.", place=written)
    return Choice(theme, place, written, mistakes)


def _by_groups(db: Session, written: str, country: str) -> Place | None:
    """A postcode nobody imported: the town of a group that has it."""
    book, digits = almanac(db), _DIGITS.match(written)
    towns = sorted(book.postcodes.get(digits[0], ())) if digits else []
    return places.find(book.towns[towns[0]][0], country) if towns else None


def chosen(groups: Sequence[PublicGroup], start: Place | None, country: str) -> Near:
    """The groups for the sheet with their distance from `start`, in the order of the sheet.

    Who takes nobody now is only named when there is nobody else.
    """
    about = [group for group in groups if group.state == "active" and group.joining != "closed"] or groups
    if start is None:
        return [(group, None) for group in about]
    far = {group.id: _distance(start, group, country) for group in about if group.in_person}
    ranked = sorted(
        ((km, group.name, group) for group in about if (km := far.get(group.id)) is not None),
        key=lambda one: one[:2],
    )
    near: Near = [(group, km) for km, _name, group in ranked if km <= REACH_KM]
    near = near or [(group, km) for km, _name, group in ranked[:NEXT_BEST]]
    named = {group.id for group, _km in near}
    anywhere = [group for group in about if (group.online or group.by_phone) and group.id not in named]
    return near + [(group, None) for group in anywhere]


def _distance(start: Place, group: PublicGroup, country: str) -> float | None:
    """To the nearest of its places; to its town where no place says where it lies."""
    met = [meeting.place for meeting in group.meetings if meeting.in_person and meeting.place]
    known = [km for place in met if (km := _to(start, place)) is not None]
    if known:
        return min(known)
    towns = dict.fromkeys(town for town in (*(place.city for place in met), group.place) if town)
    spots = [spot for town in towns if (spot := places.find(town, country))]
    return min((distance_km(start, spot) for spot in spots), default=None)


def _to(start: Place, place: PublicPlace) -> float | None:
    if place.lat is None or place.lon is None:
        return None
    return distance_km(start, Place("", "", place.lat, place.lon))
