"""Who belongs to a request at this moment: whom its changes concern, role by role."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from portal.accounts.models import Person
from portal.accounts.queries import stewards
from portal.clock import today
from portal.groups.answering import who_answers
from portal.groups.models import GroupContact
from portal.help_requests.models import (
    GroupAsker,
    HelpAnswer,
    HelpEcho,
    HelpInvitation,
    HelpOffer,
    HelpRequest,
    HelpWilling,
)

People = list[Person]


def askers(db: Session, request: HelpRequest) -> People:
    """The person who asked; when they cannot now, who answers for the group."""
    if request.group_id is None:
        return _person(db, request.by_id)
    answering = who_answers(db, request.group_id, today())
    if any(person.id == request.by_id for person in answering) or _may_ask(db, request):
        return _person(db, request.by_id)
    return answering or _person(db, request.by_id)


def helpers(db: Session, request: HelpRequest) -> People:
    """The groups whose offer was accepted, and the steward who took it on."""
    return _offering(db, request, "accepted") + _person(db, request.steward_id)


def offerers(db: Session, request: HelpRequest) -> People:
    """Groups that offered and wait for an answer."""
    return _offering(db, request, "made")


def talkers(db: Session, request: HelpRequest) -> People:
    """Who is spoken to when the asker goes on: who helps, else who said something, else the stewards."""
    found = helpers(db, request)
    if not found:
        query = select(HelpAnswer.group_id, HelpAnswer.by_id).where(
            HelpAnswer.request_id == request.id,
            HelpAnswer.role != "asker",
            HelpAnswer.audience != "stewards",
        )
        found = _sides(db, db.execute(query.distinct()))
    return found or stewards(db)


def followers(db: Session, request: HelpRequest) -> People:
    """Groups that have the same question, also those whose own one was merged into it."""
    also = select(HelpEcho.group_id, HelpEcho.by_id).where(
        HelpEcho.request_id == request.id, HelpEcho.kind == "also"
    )
    found = _sides(db, db.execute(also))
    for merged in db.scalars(select(HelpRequest).where(HelpRequest.merged_into_id == request.id)):
        found += askers(db, merged)
    return found


def responders(db: Session, request: HelpRequest) -> People:
    """Who hears of a new request first: groups that said that they may be asked about its category."""
    if request.visibility != "network":
        return []
    willing = select(HelpWilling.group_id).where(HelpWilling.category == request.category)
    if request.group_id is not None:
        willing = willing.where(HelpWilling.group_id != request.group_id)
    return [person for group_id in db.scalars(willing) for person in who_answers(db, group_id, today())]


def invited(db: Session, request: HelpRequest) -> People:
    """Groups that were asked to look at it and did not answer yet."""
    query = select(HelpInvitation.group_id).where(
        HelpInvitation.request_id == request.id, HelpInvitation.state == "asked"
    )
    return [person for group_id in db.scalars(query) for person in who_answers(db, group_id, today())]


def first_asked(db: Session, request: HelpRequest) -> People:
    """To whom a waiting request is put first: who helps, else the groups it went to, else the stewards."""
    found = helpers(db, request)
    return found or [*responders(db, request), *invited(db, request)] or stewards(db)


def standing_in(db: Session, request: HelpRequest) -> People:
    """The stand-ins of the helping groups; for a steward, the other stewards. May be nobody."""
    groups = _helping_groups(db, request)
    if groups:
        there = or_(GroupContact.away_until.is_(None), GroupContact.away_until <= today())
        query = (
            select(Person)
            .join(GroupContact, GroupContact.person_id == Person.id)
            .where(GroupContact.group_id.in_(groups), GroupContact.role == "stand_in", there)
            .where(Person.ended_at.is_(None))
        )
        return list(db.scalars(query))
    if request.steward_id is not None:
        return [person for person in stewards(db) if person.id != request.steward_id]
    return []


def of_offer(db: Session, offer: HelpOffer) -> People:
    """Who made it; when they cannot now, who answers for that group."""
    return _side(db, offer.group_id, offer.by_id)


def of_groups(db: Session, groups: Iterable[UUID]) -> People:
    """Who answers for these groups."""
    return [person for group_id in groups for person in who_answers(db, group_id, today())]


def _offering(db: Session, request: HelpRequest, state: str) -> People:
    query = select(HelpOffer.group_id, HelpOffer.by_id).where(
        HelpOffer.request_id == request.id, HelpOffer.state == state
    )
    return _sides(db, db.execute(query))


def _helping_groups(db: Session, request: HelpRequest) -> list[UUID]:
    query = select(HelpOffer.group_id).where(
        HelpOffer.request_id == request.id, HelpOffer.state == "accepted", HelpOffer.group_id.is_not(None)
    )
    return [group_id for group_id in db.scalars(query) if group_id is not None]


def _sides(db: Session, rows: Iterable[tuple[UUID | None, UUID | None]]) -> People:
    return [person for group_id, by_id in rows for person in _side(db, group_id, by_id)]


def _side(db: Session, group_id: UUID | None, by_id: UUID | None) -> People:
    """The person who spoke for a group, as long as they answer for it; else who does."""
    if group_id is None:
        return _person(db, by_id)
    answering = who_answers(db, group_id, today())
    return [person for person in answering if person.id == by_id] or answering


def _person(db: Session, person_id: UUID | None) -> People:
    person = db.get(Person, person_id) if person_id else None
    return [person] if person is not None and person.ended_at is None else []


def _may_ask(db: Session, request: HelpRequest) -> bool:
    agreed = select(GroupAsker.person_id).where(
        GroupAsker.group_id == request.group_id,
        GroupAsker.person_id == request.by_id,
        GroupAsker.agreed_at.is_not(None),
    )
    return db.scalar(agreed) is not None
