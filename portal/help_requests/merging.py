"""Two requests that ask the same become one. The other stays readable and leads to it.

A request that was merged never has another one merged into it, so there is no circle and no chain: what led
to a duplicate before leads to where the duplicate goes.
"""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from sqlalchemy import Select, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from portal.accounts.models import Person
from portal.audit import record
from portal.errors import Refused
from portal.help_requests.asking import is_helped, task_key
from portal.help_requests.finding import forget
from portal.help_requests.models import HelpEcho, HelpInvitation, HelpOffer, HelpRequest
from portal.help_requests.states import Deed, may_move, move
from portal.help_requests.telling import tell
from portal.tasks.actions import close_tasks


def merge(db: Session, request: HelpRequest, *, into: HelpRequest, by: Person) -> None:
    """Close a duplicate; who helps with it, has it too or was invited goes along. Raises Refused."""
    lock_both(db, request, into)
    _refuse(request, into)
    tell(db, "merged", request, by=by.id, at=into)
    move(request, Deed.MERGE)
    request.merged_into_id = into.id
    _repoint(db, request, into)
    _take_along(db, request, into, by)
    record(db, "help_request.merged", on=request.id, by=by.id, fields=["merged_into"])
    record(db, "help_request.took_in", on=into.id, by=by.id)
    close_tasks(db, task_key(request))
    forget(db, request)
    db.flush()


def lock_both(db: Session, one: HelpRequest, other: HelpRequest) -> None:
    """In the order of their ids, whichever way they are merged: two merges cannot wait for each other."""
    for request in sorted({one.id: one, other.id: other}.values(), key=lambda found: found.id):
        db.refresh(request, with_for_update={"of": HelpRequest})


def _refuse(request: HelpRequest, into: HelpRequest) -> None:
    if request.id == into.id:
        raise Refused(_("A question cannot be merged with itself."))
    if into.merged_into_id is not None:
        raise Refused(_("The other question was merged itself. Choose the one that it goes on with."))
    if not into.ongoing and into.state != "solved":
        raise Refused(_("The other question is closed without an answer. Open it again first."))
    if into.visibility == "stewards" and request.visibility != "stewards":
        raise Refused(_("The other question is for the stewards only: others could not read it any more."))
    if into.visibility == "stewards" and into.group_id != request.group_id:
        raise Refused(_("Both questions are for the stewards only: the groups must not see each other's."))


def _repoint(db: Session, request: HelpRequest, into: HelpRequest) -> None:
    """What led here leads there."""
    before = HelpRequest.merged_into_id == request.id
    changed = update(HelpRequest).where(before).values(merged_into_id=into.id)
    db.execute(changed.execution_options(synchronize_session="fetch"))


def _take_along(db: Session, request: HelpRequest, into: HelpRequest, by: Person) -> None:
    _take_offers(db, request, into)
    groups = {row.group_id: row.by_id for row in db.execute(_echoes(request))}
    if request.group_id is not None:
        groups[request.group_id] = request.by_id
    for group_id, by_id in groups.items():
        if group_id == into.group_id:
            continue
        values = {"request_id": into.id, "group_id": group_id, "kind": "also", "by_id": by_id}
        db.execute(insert(HelpEcho).values(**values).on_conflict_do_nothing())
    asked = select(HelpInvitation.group_id).where(
        HelpInvitation.request_id == request.id, HelpInvitation.state == "asked"
    )
    for group_id in db.scalars(asked).all():
        values = {"request_id": into.id, "group_id": group_id, "by_id": by.id}
        db.execute(insert(HelpInvitation).values(**values).on_conflict_do_nothing())
    if not into.ongoing:
        return
    if into.steward_id is None and request.steward_id is not None:
        into.steward_id, into.steward_due_on = request.steward_id, request.steward_due_on
    db.flush()
    if into.state == "open" and is_helped(db, into) and may_move(into, Deed.HELP):
        move(into, Deed.HELP)


def _take_offers(db: Session, request: HelpRequest, into: HelpRequest) -> None:
    """Offers that stand go along; those of the group that now is the asker itself are not needed."""
    open_ones = (HelpOffer.request_id == request.id, HelpOffer.state.in_(("made", "accepted")))
    query = select(HelpOffer).where(*open_ones).with_for_update()
    for found in db.scalars(query).all():
        if not into.ongoing or found.group_id == into.group_id:
            found.state = "declined" if found.state == "made" else "done"
        else:
            found.request_id = into.id


def _echoes(request: HelpRequest) -> Select[*tuple[Any, ...]]:
    return select(HelpEcho.group_id, HelpEcho.by_id).where(
        HelpEcho.request_id == request.id, HelpEcho.kind == "also"
    )
