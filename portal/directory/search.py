"""The search over all networks: as that of one network, over what they published."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from sqlalchemy.orm import Session

from portal.directory import queries
from portal.directory.book import national_almanac
from portal.geo.queries import origin
from portal.groups.almanac import Almanac
from portal.groups.finding import Answer, Source, find
from portal.groups.positions import home_country
from portal.groups.wishes import read
from portal.i18n import language

NATION = Source(queries.lines, queries.instead)


def search(control: Session, args: Mapping[str, str]) -> tuple[Answer, Almanac]:
    """Answer what stands in an address; two statements beside those of the first search after a change."""
    book = national_almanac(control)
    wish = read(args, book, partial(origin, control, country=home_country(language())))
    return find(control, wish, book, NATION), book
