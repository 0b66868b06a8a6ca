"""Who asks for a place where somebody says yes first: a contact person of their group, or the stewards.

The group has some days; after that, or where nobody of it can decide, it is with the stewards.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from flask import g
from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from portal.accounts.models import Person
from portal.clock import now, today
from portal.groups.answering import who_answers
from portal.ledger import enqueue, handler
from portal.mail import post
from portal.pages import network_url
from portal.rooms.when import moment
from portal.signups.models import SignUp
from portal.signups.seats import Places, tell
from portal.tasks.actions import close_tasks, open_task

LONGEST = timedelta(days=3)
"""How long the group has; near the beginning half of the time that is left."""


def ask(db: Session, places: Places, party: Sequence[SignUp]) -> None:
    """They ask for a place (state "asked"); whoever decides hears of it."""
    one = party[0]
    by_group = places.training.approval == "group"
    if by_group and deciders(db, one):
        starts_at = places.of.starts_at or now()
        until = now() + min(LONGEST, max((starts_at - now()) / 2, timedelta(0)))
        for each in party:
            each.group_until = until
        enqueue(db, "signups.ask_group", sign_up_id=str(one.id))
        key = f"signups.group_silent:{one.id}"
        enqueue(db, "signups.group_silent", key=key, due=until, sign_up_id=str(one.id))
    elif by_group:
        _hand_over(db, one)
    db.flush()
    tell(db, party, "asked_group" if one.group_until else "asked")


def deciders(db: Session, one: SignUp) -> list[Person]:
    """Who answers for the group that was named; nobody decides about themselves."""
    if one.group_id is None:
        return []
    found = who_answers(db, one.group_id, today())
    return [person for person in found if person.id != one.person_id and person.email != one.email]


def with_group(one: SignUp) -> bool:
    """The group decides now."""
    return one.state == "asked" and one.group_until is not None and now() < one.group_until


def settled(db: Session, one: SignUp) -> None:
    """Nobody has to decide about them any more."""
    close_tasks(db, _task(one))


def _hand_over(db: Session, one: SignUp) -> None:
    with force_locale("en"):
        original = _("Somebody asks for a place in a training. Decide on the list of who comes.")
    sentence = str(_("Somebody asks for a place in a training. Decide on the list of who comes."))
    open_task(db, "sign_up", key=_task(one), sentence=sentence, original=str(original))


def _task(one: SignUp) -> str:
    return f"sign_up:{one.party_id}"


@handler("signups.ask_group")
def write(db: Session, *, sign_up_id: str) -> None:
    """One mail to each who can decide for the group, if it is still to be decided."""
    one = db.get(SignUp, UUID(sign_up_id))
    if one is None or not with_group(one):
        return
    link = network_url(g.network.slug, f"/trainings/sign-ups/{one.id}/group")
    for person in deciders(db, one):
        locale = person.locale or g.network.locale
        with force_locale(locale):
            until = moment(one.group_until, today()) if one.group_until else ""
        post(
            db, template="sign_up_group", to=person.email, person_id=person.id, locale=locale, link=link,
            until=until,
        )  # fmt: skip


@handler("signups.group_silent")
def group_silent(db: Session, *, sign_up_id: str) -> None:
    """The group did not decide in time: the stewards do."""
    one = db.get(SignUp, UUID(sign_up_id))
    if one is not None and one.state == "asked" and not with_group(one):
        with force_locale(g.network.locale):
            _hand_over(db, one)
