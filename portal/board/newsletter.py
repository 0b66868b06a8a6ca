"""Open requests as a text to paste into a newsletter: no names, no senders, one address to answer at."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import groupby

from flask import g
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from portal.board.queries import for_newsletter
from portal.knowledge.categories import name_of
from portal.knowledge.known_names import known_here, stripped
from portal.pages import network_url
from portal.recurrence.words import day_month


@dataclass(frozen=True)
class Newsletter:
    """The text; how many requests it holds; and the titles out of which something was taken, as they were."""

    text: str
    number: int
    shortened: tuple[str, ...]


def newsletter(db: Session) -> Newsletter:
    """Write it. What looks like a name, an address or a number in a title is left out, and told."""
    rows, here = for_newsletter(db), known_here(db)
    said = {row.id: " ".join(stripped(row.title, here).split()) for row in rows}
    lines = [_("Groups in our network ask:"), ""]
    for category, of_it in groupby(rows, key=lambda row: row.category):
        lines += [name_of(category), *(_line(said[row.id], row.needed_by) for row in of_it), ""]
    lines += [_("Can you help, or do you know somebody? Sign in and answer:"), _address()]
    changed = tuple(row.title for row in rows if said[row.id] != " ".join(row.title.split()))
    return Newsletter("\n".join(lines) if rows else "", len(rows), changed)


def _line(title: str, needed_by: date | None) -> str:
    if needed_by is None:
        return f"- {title}"
    return "- " + str(_("%(title)s (needed by %(day)s)", title=title, day=day_month(needed_by)))


def _address() -> str:
    return network_url(g.network.slug, "/help-requests")
