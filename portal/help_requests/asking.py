"""What the asking side does: ask, write back, solve, withdraw, open again, say whether it worked."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from uuid import UUID, uuid5

from flask_babel import gettext as _
from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from portal.accounts.models import Person
from portal.audit import record
from portal.clock import ZONE, now
from portal.errors import Refused
from portal.help_requests.finding import forget, keep_findable
from portal.help_requests.models import HelpAnswer, HelpOffer, HelpRequest
from portal.help_requests.states import Deed, may_move, move
from portal.help_requests.telling import tell
from portal.profile import profile
from portal.tasks.actions import close_tasks

PAUSE = timedelta(days=7)
"""After an answer with no promised day, so long until the asker is asked whether it worked."""
QUIET = timedelta(days=30)
"""The same for a request that nobody answered: is it still needed?"""


def ask(
    db: Session,
    *,
    key: UUID,
    by: Person,
    category: str,
    title: str,
    text: str,
    group_id: UUID | None,
    signed: str,
    needed_by: date | None,
    visibility: str,
) -> tuple[HelpRequest, bool]:
    """Post a request and tell who may know an answer. The same form sent again makes no second one.

    `key` is the form's. The second value is False when it was there already.
    """
    moment = now()
    values = {
        "id": uuid5(key, f"{by.id}\n{title}\n{text}"), "category": category, "title": title, "text": text,
        "group_id": group_id, "by_id": by.id, "signed": signed, "needed_by": needed_by,
        "visibility": visibility, "due_at": moment + promise(db), "created_at": moment,
        "changed_at": moment, "ask_at": max(moment + QUIET, after(needed_by, moment)),
    }  # fmt: skip
    wish = insert(HelpRequest).values(**values).on_conflict_do_nothing(index_elements=[HelpRequest.id])
    made = db.scalar(wish.returning(HelpRequest.id))
    request = db.get_one(HelpRequest, values["id"])
    if made is None:
        return request, False
    record(db, "help_request.asked", on=request.id, by=by.id)
    tell(db, "asked", request, by=by.id)
    keep_findable(db, request)
    db.flush()
    return request, True


def promise(db: Session) -> timedelta:
    """How long the network takes to answer."""
    return timedelta(hours=profile(db).promise_hours)


def after(day: date | None, moment: datetime) -> datetime:
    """The morning after a promised day, never in the past; without one, at once."""
    if day is None:
        return moment
    return max(moment, datetime.combine(day + timedelta(days=1), time(9), ZONE))


def write_back(db: Session, request: HelpRequest, *, by: Person, text: str) -> HelpAnswer | None:
    """The asker says more. When others waited for that, the network's promise begins again.

    None when it was said a moment ago. Raises Refused when the request is over.
    """
    lock(db, request)
    if not request.ongoing:
        raise Refused(_("This question is closed. Nothing was sent."))
    made = said(db, request, by=by, text=text, role="asker", group_id=request.group_id, signed=request.signed)
    if made is None:
        return None
    if request.state == "waiting_for_asker":
        move(request, Deed.GO_ON if is_helped(db, request) else Deed.LET_GO)
        start_clock(db, request)
    request.changed_at = now()
    record(db, "help_request.written_back", on=request.id, by=by.id)
    tell(db, "written_back", request, by=by.id)
    db.flush()
    return made


def solve(db: Session, request: HelpRequest, *, by: Person | None, outcome: str = "") -> None:
    """It is solved. `by` None: somebody with the link in the mail. A steward's word is asked about later."""
    lock(db, request)
    move(request, Deed.SOLVE)
    tell(db, "solved", request, by=by.id if by else request.by_id)
    settle_offers(db, request, accepted="done", made="declined")
    if not outcome and by is not None and by.is_steward and by.id != request.by_id:
        request.ask_at, request.asked_at = now() + timedelta(days=1), None
    record(db, "help_request.solved", on=request.id, by=by.id if by else None)
    close_tasks(db, task_key(request))
    keep_findable(db, request)
    db.flush()


def withdraw(db: Session, request: HelpRequest, *, by: Person) -> None:
    """Not needed any more. Whoever was helping or offered hears of it, and is free of it."""
    lock(db, request)
    move(request, Deed.WITHDRAW)
    tell(db, "withdrawn", request, by=by.id)
    settle_offers(db, request, accepted="withdrawn", made="withdrawn")
    record(db, "help_request.withdrawn", on=request.id, by=by.id)
    close_tasks(db, task_key(request))
    forget(db, request)
    db.flush()


def reopen(db: Session, request: HelpRequest, *, by: Person | None) -> None:
    """It is needed after all: it waits for everybody again, with a new promise."""
    lock(db, request)
    move(request, Deed.REOPEN)
    start_clock(db, request)
    request.outcome, request.ask_at, request.asked_at = "", now() + QUIET, None
    request.steward_id = request.steward_due_on = None
    record(db, "help_request.reopened", on=request.id, by=by.id if by else None)
    tell(db, "reopened", request, by=by.id if by else request.by_id)
    keep_findable(db, request)
    db.flush()


def say_outcome(db: Session, request: HelpRequest, *, by: Person | None, outcome: str, text: str) -> None:
    """Did it work? Yes closes the request; partly or no keeps it going, or opens it again."""
    lock(db, request)
    if request.merged_into_id is not None or (request.outcome, request.outcome_text) == (outcome, text):
        return
    if outcome == "yes" and may_move(request, Deed.SOLVE):
        solve(db, request, by=by, outcome=outcome)
    elif outcome != "yes":
        _not_yet(db, request, by)
    request.outcome, request.outcome_text, request.outcome_at = outcome, text, now()
    request.changed_at = now()
    record(db, "help_request.outcome_said", on=request.id, by=by.id if by else None, fields=["outcome"])
    db.flush()


def _not_yet(db: Session, request: HelpRequest, by: Person | None) -> None:
    if not request.ongoing:
        reopen(db, request, by=by)
        return
    if request.state == "waiting_for_asker":
        move(request, Deed.GO_ON if is_helped(db, request) else Deed.LET_GO)
    start_clock(db, request)
    request.ask_at, request.asked_at = now() + QUIET, None
    tell(db, "not_solved", request, by=by.id if by else request.by_id)


def start_clock(db: Session, request: HelpRequest) -> None:
    """Somebody waits for an answer from now on."""
    request.due_at, request.step = now() + promise(db), 0


def is_helped(db: Session, request: HelpRequest) -> bool:
    """A steward took it on, or an offer was accepted."""
    accepted = select(HelpOffer.id).where(HelpOffer.request_id == request.id, HelpOffer.state == "accepted")
    return request.steward_id is not None or db.scalar(accepted.limit(1)) is not None


def settle_offers(db: Session, request: HelpRequest, *, accepted: str, made: str) -> None:
    """What becomes of all offers when a request is over."""
    for before, later in (("accepted", accepted), ("made", made)):
        of_it = (HelpOffer.request_id == request.id, HelpOffer.state == before)
        changed = update(HelpOffer).where(*of_it).values(state=later, decided_at=now())
        db.execute(changed.execution_options(synchronize_session="fetch"))


def said(
    db: Session,
    request: HelpRequest,
    *,
    by: Person,
    text: str,
    role: str,
    group_id: UUID | None,
    signed: str = "",
    audience: str = "all",
) -> HelpAnswer | None:
    """Add a text, unless it is the last one over again: somebody pressed the button twice."""
    query = select(HelpAnswer).where(HelpAnswer.request_id == request.id)
    last = db.scalars(query.order_by(HelpAnswer.created_at.desc(), HelpAnswer.id.desc()).limit(1)).first()
    if last is not None and (last.by_id, last.text, last.audience) == (by.id, text, audience):
        return None
    made = HelpAnswer(
        request_id=request.id, by_id=by.id, text=text, role=role, group_id=group_id, signed=signed,
        audience=audience,
    )  # fmt: skip
    db.add(made)
    db.flush()
    return made


def lock(db: Session, request: HelpRequest) -> None:
    """One deed at a time, on what is there now: who comes too late is refused by the table of states."""
    db.refresh(request, with_for_update={"of": HelpRequest})


def task_key(request: HelpRequest) -> str:
    """What the request is called on the stewards' list."""
    return f"help_request:{request.id}"
