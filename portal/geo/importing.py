"""Puts a postal file in the place of what we knew of its countries, as the owner, all of it or nothing."""

from __future__ import annotations

from collections.abc import Iterable

import psycopg

from portal.geo.postal_files import PostalRow

_INCOMING = (
    "CREATE TEMPORARY TABLE incoming"
    " (number int, country text, code text, lat float8, lon float8, place text) ON COMMIT DROP"
)
_FORGET = "DELETE FROM shared.postcode WHERE country IN (SELECT DISTINCT country FROM incoming)"
_STORE = (
    "INSERT INTO shared.postcode (country, code, lat, lon, place)"
    " SELECT country, code, avg(lat), avg(lon), (array_agg(place ORDER BY number))[1]"
    " FROM incoming GROUP BY country, code"
)
"""Several lines of one postcode, a village each, become their middle under the first name."""


def replace_postcodes(owner: psycopg.Connection, rows: Iterable[PostalRow]) -> int:
    """How many postcodes are known now of these countries. Readers see the old ones until the end.

    A second import waits for the first. Whatever `rows` raises leaves everything as it was.
    """
    with owner.transaction():
        owner.execute("LOCK TABLE shared.postcode IN SHARE ROW EXCLUSIVE MODE")
        owner.execute(_INCOMING)
        with owner.cursor() as cursor, cursor.copy("COPY incoming FROM STDIN") as copy:
            for number, row in enumerate(rows):
                copy.write_row((number, *row))
        owner.execute(_FORGET)
        count = owner.execute(_STORE).rowcount
    owner.execute("ANALYZE shared.postcode")
    return count
