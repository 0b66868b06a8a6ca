"""Answers to "is this still correct?", and what people say is wrong."""

from __future__ import annotations

from datetime import timedelta
from hashlib import sha256
from uuid import UUID

from flask import g
from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from portal.accounts.models import Person
from portal.audit import record
from portal.clock import today
from portal.errors import Refused
from portal.freshness.cycle import AT_REST
from portal.freshness.links import Ask
from portal.freshness.models import GroupCheck
from portal.freshness.queries import behind
from portal.groups import actions as groups
from portal.groups.checking import check_of, cycle_of, state_of
from portal.groups.models import Group
from portal.tasks.actions import open_task

MISTAKE, WISH = "mistake", "page-wish"
KINDS = (MISTAKE, WISH)
"""Tasks that hold what somebody without an account wrote."""
CALL_AGAIN = timedelta(days=7)


def note_check(db: Session, group: Group, how: str, by_id: UUID | None) -> None:
    """Called before a check changes the group: the proof, with whether it came in time."""
    in_time = state_of(check_of(group), cycle_of(db)) in ("fresh", "due")
    db.add(GroupCheck(group_id=group.id, on_date=today(), how=how, in_time=in_time, by_id=by_id))


def answer(db: Session, ask: Ask, group_id: UUID | None) -> bool:
    """Somebody with a link says that a page is still correct. False when nothing is asked there any more."""
    if group_id not in ask.rounds:
        return False
    found = behind(db, ask, only=group_id, lock=True)
    if not found.open:
        return False
    groups.confirm(db, found.open[0], by=found.person, how="self")
    return True


def pause(db: Session, group: Group, *, by: Person) -> None:
    """The group does not meet now, hears a steward; visitors read so, and the group is told.

    Raises Refused when the group is not asked any more: it may have ended since the list was opened.
    """
    if group.state not in ("active", "paused"):
        raise Refused(_("There was nothing to answer any more. Nothing was changed."))
    stale = group.stale_since is not None
    for name, value in AT_REST.items():
        setattr(group, name, value)
    changed = groups.change(db, group, by=by, values={"state": "paused"})
    db.flush()
    if stale and not changed:
        groups.tell_all(db, group)


def not_reached(db: Session, group: Group, *, by: Person) -> None:
    """A steward called and nobody answered: back on the list next week."""
    group.call_on = today() + CALL_AGAIN
    record(db, "group.not_reached", on=group.id, by=by.id)
    db.flush()


def report_mistake(db: Session, group: Group, *, text: str, reply_to: str) -> None:
    """A visitor says that something on a page is wrong: for a steward to look at."""
    with force_locale(g.network.locale):
        sentence = _("A visitor says that something on this page is not right.")
        reply = _("Answer to: %(address)s", address=reply_to) if reply_to else ""
    _put_on_list(db, MISTAKE, group, sentence, "\n".join(part for part in (text, reply) if part))


def wish_change(db: Session, group: Group, *, text: str) -> None:
    """Who reads the listed mail address says what should change on the page."""
    with force_locale(g.network.locale):
        sentence = _("The group asks you to change its page. It wrote through the mail address on the page.")
    _put_on_list(db, WISH, group, sentence, text)


def _put_on_list(db: Session, kind: str, group: Group, sentence: str, text: str) -> None:
    key = f"{kind}:{group.id}:{sha256(text.encode()).hexdigest()[:16]}"
    open_task(db, kind, key=key, sentence=sentence, original=text, group_id=group.id)
