"""What a visitor of the national page wishes, and what was found."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from portal.directory.queries import PER_PAGE, matching
from portal.groups.catalogue import listed_themes
from portal.i18n import language
from portal.pages import network_url

LONGEST_QUERY = 200
MOST_WORDS = 8


@dataclass(frozen=True)
class Wish:
    """The search as it stands in the address."""

    q: str = ""
    place: str = ""
    theme: str = ""
    page: int = 1

    @classmethod
    def from_query(cls, args: Mapping[str, str]) -> Wish:
        """Read an address forgivingly: what cannot be used is left out."""
        number = args.get("page", "1")
        theme = args.get("theme", "")
        return cls(
            q=args.get("q", "").strip()[:LONGEST_QUERY],
            place=args.get("place", "").strip()[:LONGEST_QUERY],
            theme=theme if theme in listed_themes() else "",
            page=int(number) if number.isdecimal() and 0 < len(number) < 6 else 1,
        )

    @property
    def empty(self) -> bool:
        """Nothing was asked."""
        return not (self.q or self.place or self.theme)


@dataclass(frozen=True)
class Found:
    """One published group as a line on the page."""

    name: str
    url: str
    place: str
    themes: str
    meeting: str
    formats: list[str]
    network: str
    verified_on: Any


@dataclass(frozen=True)
class Result:
    """One page of what was found."""

    groups: list[Found]
    total: int
    page: int
    pages: int


def fold(text: str) -> str:
    """Lower case, without accents: how words are compared."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


def _words(wish: Wish) -> list[str]:
    letters = "".join(c if c.isalnum() else " " for c in fold(wish.q))
    return [word for word in letters.split() if len(word) > 1][:MOST_WORDS]


def search(control: Session, wish: Wish) -> Result:
    """Find published groups; a page beyond the last one shows the last."""
    themes = listed_themes()
    codes = [code for code, theme in themes.items() if wish.theme and wish.theme in (code, theme.parent)]
    query = matching(_words(wish), wish.place, codes)
    rows = control.execute(query.limit(PER_PAGE).offset((wish.page - 1) * PER_PAGE)).all()
    page = wish.page
    if not rows and page > 1:
        total = len(control.execute(query.with_only_columns(query.selected_columns.slug)).all())
        page = max(1, -(-total // PER_PAGE))
        rows = control.execute(query.limit(PER_PAGE).offset((page - 1) * PER_PAGE)).all()
    total = rows[0].total if rows else 0
    locale = language()
    groups = [
        Found(
            name=row.name,
            url=network_url(row.network_slug, f"/groups/{row.slug}"),
            place=row.place,
            themes=", ".join(themes[code].name(locale) for code in row.themes if code in themes),
            meeting=row.meeting,
            formats=row.formats,
            network=row.network_name,
            verified_on=row.verified_on,
        )
        for row in rows
    ]
    return Result(groups, total, page, max(1, -(-total // PER_PAGE)))
