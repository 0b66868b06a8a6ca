"""Where somebody is: the one question pages ask."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Text, bindparam, func, select
from sqlalchemy.orm import Session

from portal.geo import places, postcodes
from portal.geo.models import Postcode
from portal.geo.places import Place

_TABLE: Any = Postcode.__table__
_EXACT = _TABLE.c.code == bindparam("full", type_=Text())


def _middle(column: Any) -> Any:
    """Of the very code when we know it, else of all codes with these digits."""
    return func.coalesce(func.avg(column).filter(_EXACT), func.avg(column))


_POSITION = (
    select(
        _TABLE.c.country,
        _middle(_TABLE.c.lat),
        _middle(_TABLE.c.lon),
        func.mode().within_group(_TABLE.c.place),
        func.bool_or(_EXACT),
    )
    .where(
        _TABLE.c.country.in_(bindparam("countries", expanding=True)),
        _TABLE.c.code.between(bindparam("digits", type_=Text()), bindparam("last", type_=Text())),
    )
    .group_by(_TABLE.c.country)
)


def origin(db: Session, text: str, country: str | None = None) -> Place | None:
    """Where "5701 AB", "5701 Helmond" or "Helmond" is, or None; at most one statement.

    A postcode nobody imported is passed over: the town behind it counts then. `country` (NL, BE, DE) is the
    network's own: it decides between postcodes and names that several countries have.
    """
    written = postcodes.read(text, country)
    if written is None:
        return places.find(text, country)
    return _position(db, written) or (places.find(written.rest, country) if written.rest else None)


def _position(db: Session, written: postcodes.Written) -> Place | None:
    """The middle of a postcode, by the likeliest country that has it."""
    values = {
        "countries": list(written.countries),
        "full": written.digits + written.letters,
        "digits": written.digits,
        "last": f"{written.digits}ZZ",
    }
    found = {row[0]: tuple(row) for row in db.execute(_POSITION, values)}
    for country in written.countries:
        if country in found:
            _, lat, lon, name, exact = found[country]
            letters = f" {written.letters}" if exact and written.letters else ""
            return Place(name, country, lat, lon, postcode=written.digits + letters)
    return None
