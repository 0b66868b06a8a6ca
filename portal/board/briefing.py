"""What the board says in the stewards' overview of Monday."""

from __future__ import annotations

from datetime import datetime

from flask_babel import ngettext
from sqlalchemy.orm import Session

from portal.board.queries import counts
from portal.reminders.hooks import Line


def lines(db: Session, _since: datetime) -> list[Line]:
    """New, late, waiting, and what hangs on one person; numbers only."""
    now = counts(db)
    told = (
        (now.new, "new", ngettext("%(num)d new question.", "%(num)d new questions.", now.new)),
        (now.late, "late", ngettext("%(num)d question waits longer than we promised.",
                                    "%(num)d questions wait longer than we promised.", now.late)),
        (now.waiting, "waiting", ngettext("%(num)d question waits for who asked it.",
                                          "%(num)d questions wait for who asked them.", now.waiting)),
        (now.one_person, "one_person", ngettext("%(num)d question hangs on one person.",
                                                "%(num)d questions hang on one person.", now.one_person)),
    )  # fmt: skip
    found = [Line(text, f"/stewardship/board?view={view}") for number, view, text in told if number]
    return found + _besides(now.offers_late, now.bookings)


def _besides(offers_late: int, bookings: int) -> list[Line]:
    late = ngettext(
        "%(num)d question about an offer waits too long.",
        "%(num)d questions about offers wait too long.",
        offers_late,
    )
    asked = ngettext("%(num)d booking waits for your yes.", "%(num)d bookings wait for your yes.", bookings)
    found = [Line(late, "/offers")] if offers_late else []
    return found + ([Line(asked, "/rooms")] if bookings else [])
