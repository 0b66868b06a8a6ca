"""Mails about a place. They say when it is; no training, theme or group is named.

A mail is written by a job after the deed, and only if what it says is still so.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import g
from flask_babel import force_locale
from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from portal.accounts.models import Person
from portal.clock import today
from portal.ledger import handler
from portal.links import signed
from portal.mail import post
from portal.pages import network_url
from portal.rooms.when import moment, said
from portal.signups.dates import calendar
from portal.signups.models import GOING_ON, TAKING, SignUp, SignUpMail
from portal.trainings.models import Training, TrainingSession

LINK = "sign_up"
SENTENCES: dict[str, Any] = {
    "asked": _l("You asked for a place for %(when)s. The network looks at it and you get a mail."),
    "asked_group": _l(
        "You asked for a place for %(when)s. A contact person of your group looks at it and you get a mail."
    ),
    "confirmed": _l("You have a place for %(when)s. The dates are in the file with this mail."),
    "waiting": _l(
        "All places for %(when)s are taken. You are on the waiting list. You get a mail as soon as there is a"
        " place for you."
    ),
    "held": _l("A place for %(when)s is kept for you until it is paid. Open the page to pay."),
    "offered": _l("There is a place for you for %(when)s. It is kept for you until %(until)s."),
    "refused": _l("The network cannot give you a place for %(when)s. Call them if you want to know why."),
    "group_refused": _l("Your group does not agree to a place for %(when)s. Talk about it with them."),
    "cancelled": _l("You have cancelled for %(when)s. Your place goes to somebody else."),
    "removed": _l("The network has taken you off the list for %(when)s. Call them if you want to know why."),
    "expired": _l("The time to take your place for %(when)s is over. It goes to somebody else."),
    "called_off": _l("What you signed up for, %(when)s, does not take place. The page says more."),
    "moved": _l("Something changed in what you signed up for. It is now %(when)s. The page says more."),
    "goes_on": _l("It is certain now: what you signed up for, %(when)s, takes place."),
}
"""What each mail says."""
TRUE_FOR: dict[str, tuple[str, ...]] = {
    "removed": ("cancelled",),
    "asked_group": ("asked",),
    "group_refused": ("refused",),
    "called_off": ("cancelled",),
    "moved": GOING_ON,
    "goes_on": TAKING,
}
"""States in which a mail is still right, where that is not the state it is named after."""
OFF = ("cancelled", "removed", "called_off")
"""These take the dates out of the reader's calendar."""


@handler("signups.tell")
def write(db: Session, *, sign_up_id: str, kind: str) -> None:
    """One mail to one person."""
    one = db.get(SignUp, UUID(sign_up_id))
    if one is None or one.state not in TRUE_FOR.get(kind, (kind,)):
        return
    person = db.get(Person, one.person_id) if one.person_id else None
    to, locale = reader(db, one, person)
    training = db.get_one(Training, one.training_id, options=[selectinload(Training.sessions)])
    sessions = [each for each in training.sessions if one.session_id in (None, each.id)]
    if not to or not sessions:
        return
    link = address(one)
    with force_locale(locale):
        when = told(sessions)
        until = moment(one.kept_until, today()) if one.kept_until else ""
        attached = _attached(training, sessions, one, kind, link)
    template = "sign_up_offer" if kind == "offered" else "sign_up_news"
    mail = post(
        db, template=template, to=to, locale=locale, person_id=person.id if person else None,
        calendar=attached, kind=kind, when=when, until=until, link=link,
        sentence=SENTENCES[kind],
    )  # fmt: skip
    db.add(SignUpMail(sign_up_id=one.id, mail_id=mail.id, kind=kind))


def address(one: SignUp) -> str:
    """The page of one's own sign-up, for a mail."""
    return network_url(g.network.slug, f"/sign-ups/{signed(LINK, one.id)}")


def told(sessions: list[TrainingSession]) -> str:
    """When it is, or when it begins. In the language in force."""
    return said(sessions[0].starts_at, sessions[0].ends_at, today())


def reader(db: Session, one: SignUp, person: Person | None) -> tuple[str, str]:
    """Where the mail goes, and in which language; to who brought them for those without an address."""
    if person is not None:
        return ("" if person.ended_at else person.email), person.locale or g.network.locale
    if one.email:
        return one.email, one.locale or g.network.locale
    brought = db.scalars(select(SignUp).where(SignUp.id == one.brought_by_id)).first()
    if brought is None or brought.id == one.id:
        return "", g.network.locale
    return reader(db, brought, db.get(Person, brought.person_id) if brought.person_id else None)


def _attached(training: Training, sessions: list[TrainingSession], one: SignUp, kind: str, link: str) -> str:
    has_place = one.state == "confirmed"
    if kind in OFF:
        return calendar(training, sessions, method="CANCEL")
    return calendar(training, sessions, link=link) if has_place else ""
