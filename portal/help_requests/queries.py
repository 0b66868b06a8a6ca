"""What lists and pages of requests show, as columns. Nothing here names a person to others."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from flask import g
from flask_babel import gettext as _
from sqlalchemy import Date, Row, Uuid, cast, func, literal, null, or_, select, union_all
from sqlalchemy.orm import Session

from portal.accounts.models import Person
from portal.accounts.queries import STEWARDS
from portal.attachments.models import Attachment
from portal.clock import now
from portal.groups.models import Group
from portal.help_requests.models import (
    ONGOING,
    HelpAnswer,
    HelpEcho,
    HelpInvitation,
    HelpOffer,
    HelpRequest,
    HelpStep,
    HelpWilling,
)
from portal.help_requests.rules import readable

PER_PAGE = 25
_SENDER = (Group.name.label("group_name"), Group.listed, Group.slug)
_ALSO = (
    select(func.count())
    .where(HelpEcho.request_id == HelpRequest.id, HelpEcho.kind == "also")
    .scalar_subquery()
)
_LINE = (
    *(HelpRequest.id, HelpRequest.title, HelpRequest.category, HelpRequest.state, HelpRequest.visibility),
    *(HelpRequest.signed, HelpRequest.created_at, HelpRequest.changed_at, HelpRequest.needed_by),
    *(HelpRequest.due_at, HelpRequest.step, HelpRequest.answered_at, HelpRequest.group_id),
    *(HelpRequest.merged_into_id, HelpRequest.steward_id, HelpRequest.steward_due_on),
    *(_ALSO.label("also"), *_SENDER),
)


def sender(signed: str, group_name: str | None, listed: bool | None) -> str:
    """Who reads as the sender: the name typed, else a group that is listed, else nobody in particular."""
    if signed:
        return signed
    return group_name if group_name and listed else str(_("a group in the region"))


def answerer(row: Any) -> str:
    """The same for an answer or an offer; without a group it is the network's."""
    if row.group_name is None and not row.signed and getattr(row, "role", "steward") == "steward":
        return str(g.network.name)
    return sender(row.signed, row.group_name, row.listed)


@dataclass(frozen=True)
class Wish:
    """What a list is asked for. `which`: "ongoing", "mine" (of one's groups, or by oneself), "over"."""

    which: str = "ongoing"
    category: str = ""
    groups: Collection[UUID] = ()


def listed(db: Session, person: Person, wish: Wish, page: int) -> tuple[Sequence[Row[Any]], int]:
    """One page of requests that the person can read, and how many there are. What is ongoing by need."""
    query = select(*_LINE, func.count().over().label("total")).outerjoin(
        Group, Group.id == HelpRequest.group_id
    )
    query = query.where(readable(person), HelpRequest.merged_into_id.is_(None))
    mine = or_(HelpRequest.by_id == person.id, HelpRequest.group_id.in_(list(wish.groups)))
    if wish.which == "mine":
        query = query.where(mine)
    else:
        ongoing = HelpRequest.state.in_(ONGOING)
        query = query.where(ongoing if wish.which == "ongoing" else ~ongoing)
    if wish.category:
        query = query.where(HelpRequest.category == wish.category)
    order = (HelpRequest.created_at.desc(), HelpRequest.id.desc())
    rows = db.execute(query.order_by(*order).limit(PER_PAGE).offset((page - 1) * PER_PAGE)).all()
    return rows, rows[0].total if rows else 0


def thread(db: Session, request: HelpRequest) -> tuple[list[Row[Any]], list[Row[Any]]]:
    """What was said, whoever it is for, and the offers, each oldest first; one statement."""
    nothing = null()
    said = select(
        *(literal("said").label("what"), HelpAnswer.id, HelpAnswer.role, HelpAnswer.audience),
        *(HelpAnswer.text, HelpAnswer.signed, HelpAnswer.article_id, cast(nothing, Date).label("ready_on")),
        *(literal("").label("state"), HelpAnswer.created_at, HelpAnswer.by_id, HelpAnswer.group_id, *_SENDER),
    ).outerjoin(Group, Group.id == HelpAnswer.group_id)
    offers = select(
        *(literal("offer"), HelpOffer.id, literal("group"), literal("all"), HelpOffer.text),
        *(HelpOffer.signed, cast(nothing, Uuid), HelpOffer.ready_on, HelpOffer.state),
        *(HelpOffer.created_at, HelpOffer.by_id, HelpOffer.group_id, *_SENDER),
    ).outerjoin(Group, Group.id == HelpOffer.group_id)
    both = union_all(
        said.where(HelpAnswer.request_id == request.id), offers.where(HelpOffer.request_id == request.id)
    ).subquery()
    rows = db.execute(select(both).order_by(both.c.created_at, both.c.id)).all()
    return [row for row in rows if row.what == "said"], [row for row in rows if row.what == "offer"]


def about(db: Session, request: HelpRequest) -> Row[*tuple[Any, ...]]:
    """Counts and short lists around a request, in one statement.

    `also` and `helped` are lists of group ids; `steps`, `invited` and `merged` of objects as JSON has them.
    """
    echoes = select(func.array_agg(HelpEcho.group_id)).where(HelpEcho.request_id == request.id)
    step = func.jsonb_build_object(
        "id",
        HelpStep.id,
        "text",
        HelpStep.text,
        "due_on",
        HelpStep.due_on,
        "done",
        HelpStep.done_at.is_not(None),
    )
    steps = select(func.jsonb_agg(step)).where(HelpStep.request_id == request.id)
    name = func.jsonb_build_object("id", Group.id, "name", Group.name, "state", HelpInvitation.state)
    invited = select(func.jsonb_agg(name)).select_from(HelpInvitation)
    invited = invited.join(Group, Group.id == HelpInvitation.group_id)
    merged = select(func.count()).where(HelpRequest.merged_into_id == request.id)
    return db.execute(
        select(
            echoes.where(HelpEcho.kind == "also").scalar_subquery().label("also"),
            echoes.where(HelpEcho.kind == "helped").scalar_subquery().label("helped"),
            steps.scalar_subquery().label("steps"),
            invited.where(HelpInvitation.request_id == request.id).scalar_subquery().label("invited"),
            merged.scalar_subquery().label("merged"),
        )
    ).one()


def files_in(db: Session, ids: Iterable[UUID]) -> dict[UUID, list[Row[*tuple[Any, ...]]]]:
    """Files of a request and of what was said about it, in one statement."""
    query = (
        select(
            *(Attachment.id, Attachment.owner_id, Attachment.name, Attachment.media_type, Attachment.size),
            *(Attachment.width, Attachment.height, Attachment.by_id),
        )
        .where(Attachment.owner_kind.in_(("help_request", "help_answer")))
        .where(Attachment.owner_id.in_(list(ids)))
        .order_by(Attachment.created_at, Attachment.id)
    )
    found: dict[UUID, list[Row[*tuple[Any, ...]]]] = {}
    for row in db.execute(query):
        found.setdefault(row.owner_id, []).append(row)
    return found


def other_stewards(db: Session, request: HelpRequest) -> list[tuple[str, str]]:
    """(id, name) of the stewards it can be handed to."""
    query = STEWARDS.where(Person.id != request.steward_id).order_by(Person.name, Person.id)
    return [(str(person.id), person.name or person.email) for person in db.scalars(query)]


def mergeable(db: Session, request: HelpRequest, ids: Sequence[UUID]) -> Sequence[Row[*tuple[Any, ...]]]:
    """Those of these requests that this one can be merged into, in the same order."""
    query = select(HelpRequest.id, HelpRequest.title, HelpRequest.state, HelpRequest.created_at).where(
        HelpRequest.id.in_(ids),
        HelpRequest.id != request.id,
        HelpRequest.merged_into_id.is_(None),
        HelpRequest.state.in_((*ONGOING, "solved")),
    )
    return sorted(db.execute(query).all(), key=lambda row: ids.index(row.id))


def willing(db: Session, request: HelpRequest) -> Sequence[Row[*tuple[Any, ...]]]:
    """Groups that may be asked about its category, by name; `helped`: they helped with one before."""
    helped = (
        select(HelpOffer.id)
        .join(HelpRequest, HelpRequest.id == HelpOffer.request_id)
        .where(HelpOffer.group_id == Group.id, HelpOffer.state.in_(("accepted", "done")))
        .where(HelpRequest.category == request.category)
        .exists()
    )
    solved = (
        select(HelpRequest.id)
        .where(HelpRequest.group_id == Group.id, HelpRequest.category == request.category)
        .where(HelpRequest.state == "solved")
        .exists()
    )
    asked = select(HelpInvitation.group_id).where(HelpInvitation.request_id == request.id)
    query = (
        select(Group.id, Group.name, or_(helped, solved).label("before"), Group.id.in_(asked).label("asked"))
        .join(HelpWilling, HelpWilling.group_id == Group.id)
        .where(HelpWilling.category == request.category, Group.state != "ended")
        .where(Group.id.is_distinct_from(request.group_id))
        .order_by(Group.sort_key, Group.id)
    )
    return db.execute(query).all()


def willing_of(db: Session, group_id: UUID) -> list[str]:
    """Categories that a group may be asked about."""
    return list(db.scalars(select(HelpWilling.category).where(HelpWilling.group_id == group_id)))


@dataclass(frozen=True)
class Figures:
    """Practical help now, and of the last four weeks: answered, and of these within the promise."""

    open: int
    late: int
    answered: int
    in_time: int

    @property
    def share(self) -> int | None:
        """Percent answered in time; None when nothing was."""
        return round(100 * self.in_time / self.answered) if self.answered else None


def figures(db: Session, *, lately: timedelta = timedelta(weeks=4)) -> Figures:
    """Count in one statement. What waits past its promise without an answer counts as late."""
    moment = now()
    recent = HelpRequest.answered_at >= moment - lately
    row = db.execute(
        select(
            func.count().filter(HelpRequest.state.in_(ONGOING)),
            func.count().filter(HelpRequest.due_at < moment),
            func.count().filter(recent),
            func.count().filter(recent, HelpRequest.in_time.is_(True)),
        )
    ).one()
    return Figures(*row)
