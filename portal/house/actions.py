"""Proposals: made by a steward, talked about, decided by the group or withdrawn."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from flask import g
from flask_babel import gettext as _
from sqlalchemy import update
from sqlalchemy.orm import Session

from portal.accounts.models import Person
from portal.accounts.writing import write_to
from portal.audit import record
from portal.clock import now, today
from portal.errors import Refused
from portal.groups import actions as groups
from portal.groups.answering import who_answers
from portal.groups.models import Group
from portal.groups.rules import has_contacts, speaks_for
from portal.groups.snapshot import ADDRESS, COLUMNS, Change, differences, plain, revived, snapshot
from portal.house.models import Proposal, ProposalRemark
from portal.pages import network_url

PLACED = (*ADDRESS, "place")


class Overtaken(Exception):
    """The page, or the proposal, is not any more what the person who decides was shown."""


def must_propose(by: Person, group: Group) -> bool:
    """A steward of a group that has contact persons, and does not speak for it."""
    return by.is_steward and has_contacts(group) and not speaks_for(by, group)


def at_once(name: str, wished: Any) -> bool:
    """What needs no consent: a dead listing is paused, and the network's own note is not on the page."""
    return name == "network_note" or (name == "state" and wished == "paused")


def wishes(db: Session, group: Group, values: Mapping[str, Any]) -> dict[str, Change]:
    """Where a form differs from the page."""
    wished = {name: plain(value) for name, value in values.items() if name in (*COLUMNS, *ADDRESS, "themes")}
    return differences(snapshot(db, group), wished)


def propose(db: Session, group: Group, *, by: Person, values: Mapping[str, Any], why: str) -> Proposal | None:
    """Propose what differs from the page and tell who speaks for the group.

    What takes effect at once is changed here; None when nothing else differs. Raises Refused when nothing
    differs at all, and when the group has ended.
    """
    different = wishes(db, group, values)
    if not different:
        raise Refused(_("You changed nothing, so there is nothing to propose."))
    now_already = {name for name, (_was, wished) in different.items() if at_once(name, wished)}
    asked = {name: change for name, change in different.items() if name not in now_already}
    if asked and group.state == "ended":
        raise Refused(_("This group has ended. Only its contact persons can open it again."))
    if now_already:
        groups.change(db, group, by=by, values={name: values[name] for name in now_already})
    if not asked:
        return None
    before, wished = ({name: change[which] for name, change in asked.items()} for which in (0, 1))
    proposal = Proposal(group_id=group.id, by_id=by.id, before=before, wished=wished, why=why)
    db.add(proposal)
    db.flush()
    record(db, "proposal.made", on=group.id, by=by.id, fields=list(asked))
    tell(db, proposal, "proposal_made", who_answers(db, group.id, today()), by=by)
    return proposal


def decide(
    db: Session, proposal: Proposal, *, by: Person, take: Collection[str], version: int, remark: str = ""
) -> None:
    """Accept these fields of a proposal, or with none of them decline it.

    `version` is that of the group as it was shown. Raises Overtaken when either changed meanwhile, Refused
    when the group ended or could not be reached any more.
    """
    group = proposal.group
    if group.state == "ended":
        raise Refused(_("This group has ended, so there is nothing to decide any more."))
    chosen = [name for name in proposal.wished if name in take]
    _close(db, proposal, state="accepted" if chosen else "declined", by=by, taken=chosen)
    if chosen and group.version != version:
        raise Overtaken
    if chosen:
        groups.change(db, group, by=by, values=_values(db, proposal, chosen))
    record(db, f"proposal.{proposal.state}", on=group.id, by=by.id, fields=chosen)
    if remark:
        db.add(ProposalRemark(proposal_id=proposal.id, by_id=by.id, text=remark))
    db.flush()
    tell(db, proposal, "proposal_decided", _proposer(db, proposal), by=by)


def _values(db: Session, proposal: Proposal, chosen: Iterable[str]) -> dict[str, Any]:
    """As a form would hand them over: a place is always told as a whole."""
    values = {name: revived(name, proposal.wished[name]) for name in chosen}
    present = snapshot(db, proposal.group)
    if any(name in values for name in PLACED):
        values = {name: present[name] for name in PLACED} | values
    starts, ends = (values.get(name, getattr(proposal.group, name)) for name in ("starts_at", "ends_at"))
    if ends and (not starts or ends <= starts):
        raise Refused(_("The meeting would end before it starts. Choose both times or neither."))
    return values


def _close(db: Session, proposal: Proposal, *, state: str, by: Person, taken: Collection[str] = ()) -> None:
    """The first decision holds; of two that race the second finds the proposal closed. Raises Overtaken."""
    values = {"state": state, "decided_at": now(), "decided_by": by.id, "taken": list(taken)}
    closed = update(Proposal).where(Proposal.id == proposal.id, Proposal.state == "open").values(**values)
    if db.scalar(closed.returning(Proposal.id).execution_options(synchronize_session=False)) is None:
        raise Overtaken
    db.refresh(proposal, [*values])


def withdraw(db: Session, proposal: Proposal, *, by: Person) -> None:
    """The network takes it back. Raises Overtaken when it was decided already."""
    _close(db, proposal, state="withdrawn", by=by)
    record(db, "proposal.withdrawn", on=proposal.group_id, by=by.id)


def remark(db: Session, proposal: Proposal, *, by: Person, text: str) -> None:
    """Say something about it; the other side gets a mail that there is something to read."""
    db.add(ProposalRemark(proposal_id=proposal.id, by_id=by.id, text=text))
    db.flush()
    if speaks_for(by, proposal.group):
        others = _proposer(db, proposal)
    else:
        others = who_answers(db, proposal.group_id, today())
    tell(db, proposal, "proposal_remark", others, by=by)


def _proposer(db: Session, proposal: Proposal) -> list[Person]:
    person = db.get(Person, proposal.by_id) if proposal.by_id else None
    return [person] if person is not None and person.ended_at is None else []


def tell(
    db: Session, proposal: Proposal, template: str, people: Iterable[Person], *, by: Person | None
) -> None:
    """Neither subject nor link says which group it is about, and no field is named."""
    link = network_url(g.network.slug, f"/proposals/{proposal.id}")
    for person in people:
        if by is None or person.id != by.id:
            partly = len(proposal.taken) < len(proposal.wished)
            write_to(db, person, template, state=proposal.state, partly=partly, link=link)
