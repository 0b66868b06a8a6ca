"""What others do: answer, offer to help, say that they have the question too, or that an answer helped."""

from __future__ import annotations

from datetime import date
from uuid import UUID, uuid5

from flask_babel import gettext as _
from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from portal.accounts.models import Person
from portal.audit import record
from portal.clock import now
from portal.errors import Refused
from portal.help_requests import circles
from portal.help_requests.asking import PAUSE, after, is_helped, lock, said, start_clock, task_key
from portal.help_requests.finding import note_helped
from portal.help_requests.models import HelpAnswer, HelpEcho, HelpInvitation, HelpOffer, HelpRequest
from portal.help_requests.states import Deed, move
from portal.help_requests.telling import tell
from portal.tasks.actions import close_tasks


def answer(
    db: Session,
    request: HelpRequest,
    *,
    by: Person,
    group_id: UUID | None,
    text: str,
    signed: str = "",
    audience: str = "all",
    asks_back: bool = False,
) -> HelpAnswer | None:
    """Answer for a group, or (without one) for the network. None when it was said a moment ago.

    `asks_back`: something must be known first; the request waits for who asked. A note for stewards
    (`audience` "stewards") is their log: it answers nobody and tells nobody.
    """
    lock(db, request)
    role = "steward" if group_id is None else "group"
    if audience != "stewards":
        refuse_when_over(request)
    made = said(db, request, by=by, text=text, role=role, group_id=group_id, signed=signed, audience=audience)
    if made is None:
        return None
    if audience == "stewards":
        record(db, "help_request.noted", on=request.id, by=by.id)
        db.flush()
        return made
    note_answer(db, request)
    settle_invitation(db, request, group_id, "answered")
    if asks_back:
        move(request, Deed.ASK_BACK)
    record(db, "help_request.answered", on=request.id, by=by.id)
    tell(db, "asked_back" if asks_back else "answered", request, by=by.id)
    db.flush()
    return made


def point(db: Session, request: HelpRequest, *, by: Person, group_id: UUID | None, article_id: UUID) -> None:
    """Point who asked to an article. The same one is pointed at once."""
    lock(db, request)
    refuse_when_over(request)
    there = select(HelpAnswer.id).where(
        HelpAnswer.request_id == request.id, HelpAnswer.article_id == article_id
    )
    if db.scalar(there.limit(1)) is not None:
        return
    role = "steward" if group_id is None else "group"
    db.add(
        HelpAnswer(request_id=request.id, by_id=by.id, group_id=group_id, role=role, article_id=article_id)
    )
    note_answer(db, request)
    settle_invitation(db, request, group_id, "answered")
    record(db, "help_request.pointed", on=request.id, by=by.id)
    tell(db, "pointed", request, by=by.id)
    db.flush()


def offer(
    db: Session,
    request: HelpRequest,
    *,
    key: UUID,
    by: Person,
    group_id: UUID,
    text: str,
    signed: str = "",
    ready_on: date | None = None,
) -> HelpOffer | None:
    """A group offers to help; the asking side decides. None when this form was sent before."""
    lock(db, request)
    refuse_when_over(request)
    if group_id == request.group_id:
        raise Refused(_("This is a question of your own group."))
    values = {
        "id": uuid5(key, f"{request.id}{by.id}\n{text}"), "request_id": request.id, "group_id": group_id,
        "by_id": by.id, "signed": signed, "text": text, "ready_on": ready_on, "state": "made",
        "created_at": now(),
    }  # fmt: skip
    wish = insert(HelpOffer).values(**values).on_conflict_do_nothing(index_elements=[HelpOffer.id])
    made = db.scalar(wish.returning(HelpOffer.id))
    if made is None:
        return None
    note_answer(db, request)
    settle_invitation(db, request, group_id, "answered")
    record(db, "help_request.offered", on=request.id, by=by.id)
    tell(db, "offered", request, by=by.id)
    db.flush()
    return db.get_one(HelpOffer, made)


def accept(db: Session, found: HelpOffer, *, by: Person) -> None:
    """The asking side takes an offer. Several can be taken: each does a part."""
    request = _request_of(db, found)
    if found.state == "accepted":
        return
    if found.state != "made":
        raise Refused(_("This offer is not open any more."))
    move(request, Deed.HELP)
    found.state, found.decided_at = "accepted", now()
    request.ask_at, request.asked_at = after(found.ready_on, now() + PAUSE), None
    record(db, "help_offer.accepted", on=request.id, by=by.id)
    tell(db, "offer_accepted", request, by=by.id, these=circles.of_offer(db, found))
    db.flush()


def decline(db: Session, found: HelpOffer, *, by: Person) -> None:
    """Not needed, with thanks."""
    request = _request_of(db, found)
    if found.state != "made":
        return
    found.state, found.decided_at = "declined", now()
    record(db, "help_offer.declined", on=request.id, by=by.id)
    tell(db, "offer_declined", request, by=by.id, these=circles.of_offer(db, found))
    db.flush()


def take_back(db: Session, found: HelpOffer, *, by: Person) -> None:
    """The group cannot do it after all. The asker hears of it when they counted on it."""
    request = _request_of(db, found)
    if found.state not in ("made", "accepted"):
        return
    counted_on, found.state, found.decided_at = found.state == "accepted", "withdrawn", now()
    record(db, "help_offer.withdrawn", on=request.id, by=by.id)
    db.flush()
    if counted_on:
        tell(db, "offer_withdrawn", request, by=by.id)
        let_go_when_alone(db, request)
    db.flush()


def let_go_when_alone(db: Session, request: HelpRequest) -> None:
    """Nobody helps any more: it waits for everybody, with a new promise."""
    if request.state == "being_helped" and not is_helped(db, request):
        move(request, Deed.LET_GO)
        start_clock(db, request)


def echo(db: Session, request: HelpRequest, *, kind: str, by: Person, group_id: UUID) -> bool:
    """ "We have this too", or "this helped us": once for a group. False when it said so before."""
    if group_id == request.group_id:
        raise Refused(_("This is a question of your own group."))
    values = {"request_id": request.id, "group_id": group_id, "kind": kind, "by_id": by.id}
    wish = insert(HelpEcho).values(**values)
    known = [HelpEcho.request_id, HelpEcho.kind, HelpEcho.group_id]
    if db.scalar(wish.on_conflict_do_nothing(index_elements=known).returning(HelpEcho.id)) is None:
        return False
    record(db, f"help_request.{kind}", on=request.id, by=by.id)
    if kind == "helped":
        of_it = (HelpEcho.request_id == request.id, HelpEcho.kind == "helped")
        note_helped(db, request, db.scalar(select(func.count()).where(*of_it)) or 0)
    db.flush()
    return True


def settle_invitation(db: Session, request: HelpRequest, group_id: UUID | None, state: str) -> None:
    """The invited group did something: it is not asked any more."""
    of_it = (HelpInvitation.request_id == request.id, HelpInvitation.group_id == group_id)
    changed = update(HelpInvitation).where(*of_it, HelpInvitation.state == "asked").values(state=state)
    db.execute(changed.execution_options(synchronize_session="fetch"))


def note_answer(db: Session, request: HelpRequest) -> None:
    """Others answered: the clock stops, and the first time it is kept whether that was in time."""
    moment = now()
    if request.answered_at is None:
        request.answered_at = moment
        request.in_time = request.due_at is None or moment <= request.due_at
        request.ask_at = after(request.needed_by, moment + PAUSE)
    request.due_at, request.step, request.changed_at = None, 0, moment
    close_tasks(db, task_key(request))


def refuse_when_over(request: HelpRequest) -> None:
    """Raises Refused for what is closed."""
    if not request.ongoing:
        raise Refused(_("This question is closed. Nothing was sent."))


def _request_of(db: Session, found: HelpOffer) -> HelpRequest:
    """The request of an offer, both locked: the request first, as in every deed."""
    request = db.get_one(HelpRequest, found.request_id)
    lock(db, request)
    db.refresh(found, with_for_update={"of": HelpOffer})
    if found.request_id != request.id:
        raise Refused(_("This question was merged with another one meanwhile. Look at it there."))
    return request
