"""Everything that happens, from all features at once, for one reader."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from itertools import chain
from typing import Any

from sqlalchemy.orm import Session

from portal.calendar.rules import shown
from portal.happenings import Asked, Date, Happening, dates, sources
from portal.together import together

MOST_DATES = 5_000
"""Of one page; what has more is not read by anybody, and the page says so."""


def gather(
    db: Session, person: Any, since: date, until: date, *, kinds: Collection[str] = ()
) -> list[Happening]:
    """What this reader sees that may have a date from `since` until before `until`; one statement.

    `kinds`: only these; none is all of them.
    """
    asked = Asked(since, until, person)
    wanted = [source for source in sources if not kinds or set(source.kinds) & set(kinds)]
    questions = {
        str(number): question
        for number, source in enumerate(wanted)
        if (question := source.question(asked)) is not None
    }
    rows = together(db, questions)
    found = chain.from_iterable(wanted[int(name)].read(rows[name], asked) for name in questions)
    return [what for what in found if shown(what, person) and (not kinds or what.kind in kinds)]


def in_order(found: Iterable[Happening], since: date, until: date) -> list[Date]:
    """Their dates in these days, as a calendar has them: whole days first, then by the hour."""
    every = [one for what in found for one in dates(what, since, until)]
    return sorted(every, key=_order)


def _order(one: Date) -> tuple[date, bool, float, str, str]:
    at = one.starts.timestamp() if one.starts else 0.0
    return one.on, one.starts is not None, at, one.what.title, one.what.id.hex
