"""What happens by itself: the promise is kept in mind, "did it work?" is asked, what is over ends."""

from __future__ import annotations

from datetime import timedelta

from flask import g
from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from portal.audit import record
from portal.clock import now
from portal.help_requests.asking import promise, settle_offers, task_key
from portal.help_requests.finding import forget
from portal.help_requests.links import outcome_link
from portal.help_requests.models import ONGOING, HelpRequest
from portal.help_requests.states import Deed, move
from portal.help_requests.telling import tell
from portal.tasks.actions import close_tasks, open_task

REMINDED, WITH_STAND_IN, WITH_STEWARDS = 1, 2, 3
"""Values of `HelpRequest.step`."""
PATIENCE = timedelta(days=14)
"""After "did it work?" nobody answered so long: the request ends."""
AT_ONCE = 200
"""Requests that one run of a job works on; the next run takes the rest."""


def hand_on_all(db: Session) -> None:
    """Everything that waits so long that somebody else hears of it, once for each step."""
    half, moment = promise(db) / 2, now()
    due = [
        and_(HelpRequest.step == step, HelpRequest.due_at <= moment - (step - REMINDED) * half)
        for step in (0, REMINDED, WITH_STAND_IN)
    ]
    query = select(HelpRequest).where(HelpRequest.due_at.is_not(None), or_(*due))
    query = query.order_by(HelpRequest.due_at).limit(AT_ONCE)
    for request in db.scalars(query.with_for_update(skip_locked=True)).all():
        hand_on(db, request)


def hand_on(db: Session, request: HelpRequest) -> None:
    """The steps that are due: remind those it went to first, ask who stands in, then all stewards."""
    if request.due_at is None:
        return
    half, late = promise(db) / 2, now() - request.due_at
    wanted = WITH_STEWARDS if late >= half else WITH_STAND_IN if late >= timedelta(0) else REMINDED
    if request.step < REMINDED <= wanted:
        request.step = REMINDED if tell(db, "reminder", request, by=None) else WITH_STEWARDS
    if request.step < WITH_STAND_IN <= wanted:
        request.step = WITH_STAND_IN if tell(db, "stand_in", request, by=None) else WITH_STEWARDS
    if WITH_STEWARDS in (wanted, request.step):
        request.step = WITH_STEWARDS
        _to_the_stewards(db, request)
    record(db, "help_request.handed_on", on=request.id, by=None)
    db.flush()


def _to_the_stewards(db: Session, request: HelpRequest) -> None:
    tell(db, "late", request, by=None)
    with force_locale(g.network.locale):
        sentence = _("A question waits longer than we promised. Look at it under “Practical help”.")
    listed = request.group_id if request.visibility == "network" else None
    open_task(db, "help_request.late", key=task_key(request), sentence=sentence, group_id=listed)


def ask_all(db: Session) -> None:
    """After the promised time: ask who asked whether it worked, by a link that needs no signing in."""
    query = select(HelpRequest).where(HelpRequest.ask_at <= now(), HelpRequest.asked_at.is_(None))
    query = query.order_by(HelpRequest.ask_at).limit(AT_ONCE)
    for request in db.scalars(query.with_for_update(skip_locked=True)).all():
        request.ask_at, request.asked_at = None, now()
        answered = request.answered_at is not None
        tell(db, "did_it_work", request, by=None, link=outcome_link(request), answered=answered)
        record(db, "help_request.asked_outcome", on=request.id, by=None)
        db.flush()


def expire_all(db: Session) -> None:
    """Nobody answered "did it work?" for two weeks. It is told, and can be opened again."""
    query = select(HelpRequest).where(
        HelpRequest.state.in_(ONGOING),
        HelpRequest.asked_at <= now() - PATIENCE,
        or_(HelpRequest.outcome_at.is_(None), HelpRequest.outcome_at < HelpRequest.asked_at),
    )
    for request in db.scalars(query.limit(AT_ONCE).with_for_update(skip_locked=True)).all():
        expire(db, request)


def expire(db: Session, request: HelpRequest) -> None:
    """End one."""
    tell(db, "expired", request, by=None)
    move(request, Deed.EXPIRE)
    settle_offers(db, request, accepted="done", made="declined")
    close_tasks(db, task_key(request))
    if request.answered_at is None:
        forget(db, request)
    record(db, "help_request.expired", on=request.id, by=None)
    db.flush()
