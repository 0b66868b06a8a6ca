"""What reminders and mails are called, in words."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l

from portal.clock import ZONE, today
from portal.due import Due
from portal.groups.meetings.dates import day_in_words
from portal.groups.sentences import hours
from portal.i18n import language
from portal.reminders.kinds import KINDS
from portal.rooms.when import said

REASONS: dict[str, Any] = {
    "too_late": _l("It could not be sent in time."),
    "known_later": _l("You heard of it after that moment."),
    "not_true": _l("It was cancelled or moved, or it was no longer about you."),
    "off": _l("You did not want it."),
    "empty": _l("There was nothing to tell."),
    "merged": _l("It was told in the overview of the week after."),
    "nobody": _l("The account was ended."),
}
"""Why a reminder was not sent."""

_MAILS: dict[str, Any] = {
    "reminder": _l("A reminder"),
    "digest": KINDS["digest"].name,
    "briefing": KINDS["briefing"].name,
    "sign_in": _l("A code to sign in, which you asked for"),
    "claim_code": _l("A code, which you asked for"),
    "no_account": _l("Somebody tried to sign in with this address"),
    "invitation": _l("An invitation"),
    "role_changed": _l("What you may do here changed"),
    "certificate": _l("A certificate of a training"),
    "entry": _l("A date in the calendar"),
    "sign_up": _l("A training you signed up for"),
    "training": _l("A training you look after"),
    "fee": _l("What something costs, and paying"),
    "help": _l("Practical help: what you asked, or can answer"),
    "offer": _l("What your group offers"),
    "room": _l("A room or a thing that you book or look after"),
    "still_correct": _l("The page of your group: is it still correct?"),
    "pause_ending": _l("The page of your group"),
    "place_closed": _l("A place where your group meets"),
    "proposal": _l("A proposal about the page of your group"),
    "group": _l("A change of your group"),
    "message": _l("A message that somebody wrote to your group"),
    "article": _l("An article that you look after"),
    "formation": _l("A group that begins"),
    "interest": _l("A group that begins"),
}
"""By the beginning of a mail's template: why somebody got it."""


def about(template: str, kind: str | None = None) -> str:
    """Why a mail was sent; of a reminder, what it was about."""
    if kind in KINDS:
        return str(KINDS[kind].name)
    found = [begin for begin in _MAILS if template == begin or template.startswith(f"{begin}_")]
    return str(_MAILS[max(found, key=len)]) if found else ""


def when(due: Due) -> str:
    """Tuesday 8 December, 19:30 to 21:30. In the language in force."""
    return told(due.at, due.ends_at, hour_known=due.hour_known)


def told(at: datetime, ends_at: datetime | None, *, hour_known: bool) -> str:
    """The same of what a thing says of itself: its end or its hour may be unknown."""
    if hour_known and ends_at is not None:
        return said(at, ends_at, today())
    local = at.astimezone(ZONE)
    day = day_in_words(local.date(), today())
    return f"{day}, {hours(local.time(), None, language())}" if hour_known else day
