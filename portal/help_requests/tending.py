"""What stewards do: take a request on, hand it over or back, its steps, invitations."""

from __future__ import annotations

from datetime import date
from uuid import UUID, uuid5

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from portal.accounts.models import Person
from portal.audit import record
from portal.clock import now
from portal.errors import Refused
from portal.help_requests import circles
from portal.help_requests.asking import PAUSE, after, lock
from portal.help_requests.helping import let_go_when_alone, note_answer, refuse_when_over
from portal.help_requests.models import HelpInvitation, HelpRequest, HelpStep, HelpWilling
from portal.help_requests.states import Deed, move
from portal.help_requests.telling import tell


def take_on(db: Session, request: HelpRequest, *, by: Person, due_on: date | None) -> None:
    """A steward does it, or part of it. Raises Refused when a colleague has it: then it is handed over."""
    lock(db, request)
    if request.steward_id not in (None, by.id):
        raise Refused(_("A colleague has taken this on. Ask them to hand it over."))
    fresh = request.steward_id is None
    move(request, Deed.HELP)
    request.steward_id = by.id
    _due(request, due_on)
    note_answer(db, request)
    record(db, "help_request.taken_on", on=request.id, by=by.id, fields=["steward", "due"])
    if fresh:
        tell(db, "taken_on", request, by=by.id)
    db.flush()


def hand_over(db: Session, request: HelpRequest, *, by: Person, to: Person | None) -> None:
    """To a colleague, or (`to` None) back to everybody. Only what is taken on can be handed over."""
    lock(db, request)
    refuse_when_over(request)
    if request.steward_id is None:
        raise Refused(_("Nobody of the network has taken this on."))
    if to is not None and (not to.is_steward or to.ended_at is not None):
        raise Refused(_("Only a steward can take a question on."))
    if to is not None and to.id == request.steward_id:
        return
    before, request.steward_id = request.steward_id, to.id if to else None
    request.changed_at = now()
    db.flush()
    record(db, "help_request.handed_over", on=request.id, by=by.id, fields=["steward"])
    if to is not None:
        tell(db, "handed_over", request, by=by.id, these=[to])
    else:
        request.steward_due_on = None
        let_go_when_alone(db, request)
        tell(db, "given_back", request, by=by.id, without=[before])
    db.flush()


def add_step(
    db: Session, request: HelpRequest, *, key: UUID, by: Person, text: str, due_on: date | None
) -> None:
    """Write down what is going to be done. The same form sent twice is one step."""
    values = {
        "id": uuid5(key, f"{request.id}\n{text}"), "request_id": request.id, "text": text, "due_on": due_on,
        "created_at": now(),
    }  # fmt: skip
    wish = insert(HelpStep).values(**values).on_conflict_do_nothing(index_elements=[HelpStep.id])
    if db.scalar(wish.returning(HelpStep.id)) is not None:
        record(db, "help_step.added", on=request.id, by=by.id)
        db.flush()


def tick(db: Session, request: HelpRequest, step_id: UUID, *, by: Person) -> None:
    """A step is done; ticked once more, it is not."""
    query = select(HelpStep).where(HelpStep.id == step_id, HelpStep.request_id == request.id)
    step = db.scalars(query.with_for_update()).first()
    if step is None:
        raise Refused(_("This step is not there any more."))
    done = step.done_at is None
    step.done_at, step.done_by_id = (now(), by.id) if done else (None, None)
    record(db, "help_step.done" if done else "help_step.undone", on=request.id, by=by.id)
    db.flush()


def set_due(db: Session, request: HelpRequest, *, by: Person, due_on: date | None) -> None:
    """By when the network does it; after that day the asker is asked whether it worked."""
    lock(db, request)
    refuse_when_over(request)
    _due(request, due_on)
    record(db, "help_request.due_changed", on=request.id, by=by.id, fields=["due"])
    db.flush()


def _due(request: HelpRequest, due_on: date | None) -> None:
    request.steward_due_on = due_on
    request.ask_at, request.asked_at = after(due_on, now() + PAUSE), None
    request.changed_at = now()


def invite(db: Session, request: HelpRequest, *, by: Person, groups: list[UUID]) -> int:
    """Ask groups to look at it: only those that said they may be asked. Returns how many are asked now."""
    lock(db, request)
    refuse_when_over(request)
    willing = select(HelpWilling.group_id).where(
        HelpWilling.category == request.category, HelpWilling.group_id.in_(groups)
    )
    fresh = []
    for group_id in db.scalars(willing.order_by(HelpWilling.group_id)).all():
        if group_id == request.group_id:
            continue
        wish = insert(HelpInvitation).values(request_id=request.id, group_id=group_id, by_id=by.id)
        known = [HelpInvitation.request_id, HelpInvitation.group_id]
        made = wish.on_conflict_do_nothing(index_elements=known).returning(HelpInvitation.id)
        if db.scalar(made) is not None:
            fresh.append(group_id)
    if fresh:
        record(db, "help_request.invited", on=request.id, by=by.id)
        tell(db, "invited", request, by=by.id, these=circles.of_groups(db, fresh))
    db.flush()
    return len(fresh)


def decline_invitation(db: Session, request: HelpRequest, *, by: Person, groups: frozenset[UUID]) -> None:
    """An invited group would rather not. No reason is asked, and nobody is told."""
    query = select(HelpInvitation).where(
        HelpInvitation.request_id == request.id,
        HelpInvitation.group_id.in_(groups),
        HelpInvitation.state == "asked",
    )
    for invitation in db.scalars(query.with_for_update()):
        invitation.state = "declined"
        record(db, "help_invitation.declined", on=request.id, by=by.id)
    db.flush()
