"""Whether a group meets now: paused until a day, ended, and meeting again by itself."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from uuid import UUID

from flask import g
from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from portal.accounts.models import Person
from portal.accounts.writing import language_of, write_to
from portal.clock import ZONE, today
from portal.errors import Refused
from portal.groups import actions
from portal.groups.answering import who_answers
from portal.groups.models import Group
from portal.groups.rules import speaks_for
from portal.ledger import enqueue, handler
from portal.pages import network_url
from portal.recurrence import words

BEFORE = timedelta(days=7)
"""How long before a pause ends its group hears of it; of a shorter pause it needs no reminder."""
EARLY = time(8)


def set_state(
    db: Session,
    group: Group,
    *,
    by: Person,
    state: str,
    paused_until: date | None = None,
    elsewhere: str = "",
) -> list[str]:
    """The group meets, is paused (until a day, or until somebody says so), or has ended. Names what changed.

    Others who speak for the group hear of it. Raises Refused for a day that is not to come.
    """
    until = paused_until if state == "paused" else None
    if until is not None and until <= today():
        raise Refused(_("Choose a day that is still to come, or leave it empty."))
    values = {"state": state, "paused_until": until, "elsewhere": "" if state == "active" else elsewhere}
    changed = actions.change(db, group, by=by, values=values)
    if {"state", "paused_until"} & set(changed) and speaks_for(by, group):
        _tell(db, group, besides=by)
    if until is not None and (day := until - BEFORE) > today():
        due = datetime.combine(day, EARLY, tzinfo=ZONE)
        key = f"groups.pause_ends:{group.id}:{until}"
        enqueue(db, "groups.pause_ends", key=key, due=due, group_id=str(group.id), until=until.isoformat())
    return changed


@handler("groups.pause_ends")
def remind(db: Session, *, group_id: str, until: str) -> None:
    """A week before a pause ends, who answers for the group hears of it; not when the day is another."""
    back = date.fromisoformat(until)
    group = db.get(Group, UUID(group_id))
    if group is None or group.state != "paused" or group.paused_until != back or back <= today():
        return
    for person in who_answers(db, group.id, today()):
        with force_locale(language_of(person)):
            day = words.day_month_year(back)
        write_to(db, person, "pause_ending", day=day, link=network_url(g.network.slug, "/me"))


@handler("groups.meet_again", every=timedelta(days=1))
def meet_again(db: Session) -> None:
    """Groups whose pause is over meet again, and those who speak for them hear of it."""
    over = select(Group).where(Group.state == "paused", Group.paused_until <= today())
    shown = (joinedload(Group.location), selectinload(Group.themes), selectinload(Group.contacts))
    for group in db.scalars(over.options(*shown).with_for_update(of=Group)).all():
        actions.change(db, group, by=None, values={"state": "active", "elsewhere": ""})
        _tell(db, group, besides=None)


def _tell(db: Session, group: Group, *, besides: Person | None) -> None:
    """Neither subject nor link says which group it is."""
    for person in who_answers(db, group.id, today()):
        if besides is not None and person.id == besides.id:
            continue
        with force_locale(language_of(person)):
            until = words.day_month_year(group.paused_until) if group.paused_until else ""
            name = (besides.name or _("Another contact person")) if besides else ""
        write_to(
            db,
            person,
            "group_state",
            state=group.state,
            until=until,
            by=name,
            link=network_url(g.network.slug, "/me"),
        )
