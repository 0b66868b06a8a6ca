"""Where groups meet, as far as visitors may know, and how far that is from somebody."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Text, bindparam, func, select
from sqlalchemy.dialects.postgresql import array

from portal.geo.models import Postcode
from portal.geo.places import distance_km, find
from portal.groups.models import Location
from portal.groups.visibility import kept_from

RADII = (5, 10, 15, 25, 50)
"""Kilometres to choose from."""
USUAL_RADIUS = 15
ASTRAY = 40.0
"""Kilometres from its town beyond which a postcode is of another country, or mistyped."""
ADDRESS = frozenset({"venue", "street", "postcode"})
_LOCATION: Any = Location.__table__.c
_POSTCODE: Any = Postcode.__table__.c


class Position(NamedTuple):
    """Degrees, WGS 84."""

    lat: float
    lon: float


class Spot(NamedTuple):
    """What is known of where a group meets in person; all but the town is empty when the group keeps it."""

    town: str
    exact: Position | None = None
    by_postcode: Position | None = None

    def position(self, country: str) -> Position | None:
        """The place itself, else its postcode, else its town; None when nobody knows."""
        if self.exact:
            return self.exact
        town = town_position(self.town, country) if self.town else None
        if self.by_postcode and (town is None or distance_km(self.by_postcode, town) < ASTRAY):
            return self.by_postcode
        return town


def home_country(locale: str) -> str:
    """The country whose postcodes and towns come first for a reader of whom only the language is known."""
    return "DE" if locale == "de" else "NL"


@lru_cache(maxsize=20_000)
def town_position(town: str, country: str) -> Position | None:
    """The middle of a town, however it is written."""
    found = find(town, country)
    return Position(found.lat, found.lon) if found else None


def by_postcode() -> ColumnElement[Any]:
    """A column with the position of a location's postcode (latitude, longitude); `country` is to be bound."""
    code = func.upper(func.regexp_replace(_LOCATION.postcode, "[^0-9A-Za-z]", "", "g", type_=Text))
    digits = func.substring(_LOCATION.postcode, "[0-9]{4,5}", type_=Text)
    return (
        select(array([_POSTCODE.lat, _POSTCODE.lon]))
        .where(_POSTCODE.country == bindparam("country", type_=Text), _POSTCODE.code.in_([code, digits]))
        .order_by(func.length(_POSTCODE.code).desc())
        .limit(1)
        .scalar_subquery()
    )


def spot(
    town: str, lat: float | None, lon: float | None, coded: list[float] | None, shown_to: Mapping[str, str]
) -> Spot:
    """What a row says of where a group meets; `coded` is what `by_postcode` found."""
    if shown_to and ADDRESS & kept_from("public", shown_to):
        return Spot(town)
    exact = Position(lat, lon) if lat is not None and lon is not None else None
    return Spot(town, exact, Position(*coded) if coded else None)
