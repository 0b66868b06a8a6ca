"""What happens to groups in formation: proposed, opened, joined, begun, over."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from flask import g
from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy import any_, delete, func, literal, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session, selectinload

from portal.accounts.models import Person
from portal.audit import record
from portal.clock import now, today
from portal.errors import Refused
from portal.forming import notices
from portal.forming.models import Interest
from portal.forming.rules import FEWEST, takes_interest
from portal.groups import actions as groups
from portal.groups.models import Group, GroupContact
from portal.ledger import announce_public_change, enqueue
from portal.tasks.actions import close_tasks, open_task
from portal.tasks.models import Task

MOST_MEETINGS = 8
"""How often a companion comes along."""
UNCONFIRMED = timedelta(days=7)
"""How long an address waits for its owner to say yes."""
WARNING = timedelta(days=14)


def propose(db: Session, *, by: Person, values: Mapping[str, Any], needed: int) -> Group:
    """Write down an idea for a group. Visitors see it when a steward opened it."""
    wanted = {**values, "state": "forming", "listed": False}
    group = groups.create(db, by=by, values=wanted)
    group.needed = max(needed, FEWEST)
    seat = {"group_id": group.id, "person_id": by.id, "created_at": now()}
    db.execute(insert(GroupContact).values(**seat).on_conflict_do_nothing())
    record(db, "formation.proposed", on=group.id, by=by.id)
    _ask_stewards(db, group, _proposed)
    db.flush()
    return group


def open_list(db: Session, group: Group, *, by: Person, needed: int, until: date) -> None:
    """Show the group in formation to visitors, with a list for those who want to join, until a day."""
    if group.state != "forming":
        raise Refused(_("This group is not in formation."))
    close_tasks(db, _key(group), _ending_key(group))
    group.needed, group.forming_until = max(needed, FEWEST), until
    groups.change(db, group, by=by, values={"listed": True})
    announce_public_change(db)
    record(db, "formation.opened", on=group.id, by=by.id, fields=["needed", "forming_until"])
    db.flush()


def put_on_list(
    db: Session, group: Group, *, email: str, alias: str, purposes: Sequence[str], locale: str
) -> None:
    """Somebody wants to join; counted when the link in the mail was confirmed. Once for each address."""
    if not takes_interest(group):
        raise Refused(_("This group is not in formation."))
    values = {
        "group_id": group.id,
        "email": email,
        "alias": alias,
        "locale": locale,
        "purposes": list(purposes),
        "consented_at": now(),
        "expires_on": group.forming_until or today() + timedelta(days=180),
    }
    wish = insert(Interest).values(**values)
    new = {name: wish.excluded[name] for name in ("alias", "locale", "purposes", "consented_at")}
    db.execute(
        wish.on_conflict_do_update(
            index_elements=[Interest.group_id, Interest.email],
            set_=new,
            where=Interest.confirmed_at.is_(None),
        )
    )
    there = select(Interest).where(Interest.group_id == group.id, Interest.email == email)
    notices.tell(db, db.scalars(there).one(), "interest_confirm")


def confirm(db: Session, interest: Interest) -> None:
    """The address is right and its owner wants to be on the list."""
    db.execute(select(Group.id).where(Group.id == interest.group_id).with_for_update())
    db.refresh(interest, with_for_update=True)
    if interest.confirmed_at is not None:
        return
    interest.confirmed_at = now()
    db.flush()
    group = db.get_one(Group, interest.group_id)
    number = on_the_list(db, group.id)
    if number >= FEWEST:
        announce_public_change(db)
    if number >= max(group.needed, FEWEST):
        round_ = f"{group.id}:{group.forming_until}"
        enqueue(db, "formation.enough", key=f"formation.enough:{round_}", group_id=str(group.id))


def withdraw(db: Session, interest: Interest) -> None:
    """Somebody does not want to be on the list any more; nothing of them stays."""
    announce_public_change(db)
    db.delete(interest)
    db.flush()


def on_the_list(db: Session, group_id: UUID) -> int:
    """How many confirmed that they want to join. Whoever shows it shows nothing below FEWEST."""
    query = select(func.count()).select_from(Interest)
    return int(db.scalar(query.where(Interest.group_id == group_id, Interest.confirmed_at.is_not(None))) or 0)


def enough(db: Session, group: Group) -> None:
    """There are enough people: those who start the group hear of it, and those who offered to help."""
    notices.tell_those_who_start_it(db, group.id, "formation_enough")
    helping = select(Interest).where(Interest.group_id == group.id, Interest.confirmed_at.is_not(None))
    for interest in db.scalars(helping.where(literal("help") == any_(Interest.purposes))).all():
        notices.tell(db, interest, "interest_enough")
    record(db, "formation.enough", on=group.id, by=None)
    _ask_stewards(db, group, _complete)


def begin(db: Session, group: Group, *, by: Person) -> None:
    """The group meets from now on. Raises Refused when visitors could not reach it."""
    if group.state != "forming":
        raise Refused(_("This group is not in formation."))
    if not group.reachable:
        raise Refused(
            _("Fill in a phone number, a mail address or a website, so that people can reach the group.")
        )
    close_tasks(db, _key(group), _ending_key(group))
    group.forming_until, group.needed = None, 0
    groups.change(db, group, by=by, values={"state": "active", "listed": True})
    record(db, "formation.begun", on=group.id, by=by.id)
    db.flush()


def state_changed(db: Session, group_id: UUID) -> None:
    """However a group left formation: those who waited hear of it, and the list goes."""
    waits = select(Interest.id).where(Interest.group_id == group_id).limit(1)
    if db.scalar(waits) is not None and _state(db, group_id) != "forming":
        enqueue(db, "formation.tell", group_id=str(group_id))


def tell_and_forget(db: Session, group_id: UUID) -> None:
    """Mail everybody on the list once that the group begins, and delete the list."""
    state = _state(db, group_id)
    if state is None or state == "forming":
        return
    rows = db.scalars(select(Interest).where(Interest.group_id == group_id).with_for_update()).all()
    for interest in rows:
        if interest.confirmed_at is not None and state == "active":
            notices.tell(db, interest, "interest_begun", link=notices.link_to_group(group_id))
        db.delete(interest)
    db.flush()


def _state(db: Session, group_id: UUID) -> str | None:
    return db.scalar(select(Group.state).where(Group.id == group_id))


def name_companion(db: Session, group: Group, *, by: Person, email: str) -> None:
    """Who comes along to the first meetings; "" for nobody. Raises Refused for who has no account."""
    found = None
    if email:
        known = select(Person.id).where(Person.email == email, Person.ended_at.is_(None))
        found = db.scalar(known)
        if found is None:
            raise Refused(_("Nobody with this mail address has an account here. Invite them first."))
    if found != group.companion_id:
        group.companion_id, group.companion_meetings = found, 0
        record(db, "formation.companion_changed", on=group.id, by=by.id, fields=["companion_id"])
        db.flush()


def let_go(db: Session, person: Person) -> None:
    """An account ended: the person accompanies no group any more."""
    theirs = update(Group).where(Group.companion_id == person.id).values(companion_id=None)
    db.execute(theirs.execution_options(synchronize_session=False))


def count_meeting(db: Session, group: Group, *, by: Person, number: int) -> None:
    """The companion was there for the time `number`. Pressing twice counts once."""
    if group.companion_id != by.id:
        raise Refused(_("Only the companion counts the meetings."))
    if number == group.companion_meetings + 1 and number <= MOST_MEETINGS:
        group.companion_meetings = number
        record(db, "formation.meeting_counted", on=group.id, by=by.id)
        db.flush()


def warn(db: Session) -> None:
    """Two weeks before a list ends: those on it and the stewards hear of it, once for each last day."""
    soon = today() + WARNING
    query = select(Interest).where(Interest.expires_on <= soon, Interest.told_at.is_(None))
    query = query.where(Interest.confirmed_at.is_not(None)).limit(500).with_for_update(skip_locked=True)
    for interest in db.scalars(query).all():
        interest.told_at = now()
        notices.tell(db, interest, "interest_ending", until=interest.expires_on)
    ending = select(Group).where(Group.state == "forming", Group.listed, Group.forming_until <= soon)
    found = {_ending_key(group): group for group in db.scalars(ending)}
    asked = set(db.scalars(select(Task.key).where(Task.key.in_(found))))
    for key, group in found.items():
        if key not in asked:
            _ask_stewards(db, group, _ending, key=key)
    db.flush()


def end_lists(db: Session) -> None:
    """Delete what is over: entries nobody confirmed, and everybody's on the last day. The page goes too."""
    over = Interest.expires_on <= today()
    forgotten = Interest.confirmed_at.is_(None) & (Interest.consented_at < now() - UNCONFIRMED)
    gone = delete(Interest).where(over | forgotten).execution_options(synchronize_session=False)
    if db.execute(gone).rowcount:  # type: ignore[attr-defined]
        announce_public_change(db)
    ended = (
        select(Group)
        .options(selectinload(Group.themes), selectinload(Group.seats))
        .where(Group.state == "forming", Group.listed, Group.forming_until <= today())
    )
    for group in db.scalars(ended).all():
        groups.change(db, group, by=None, values={"listed": False})
        close_tasks(db, _ending_key(group))
        _ask_stewards(db, group, _over)
    db.flush()


def _ask_stewards(db: Session, group: Group, say: Any, *, key: str = "") -> None:
    with force_locale(g.network.locale):
        open_task(db, "formation", key=key or _key(group), sentence=say(), group_id=group.id)


def _proposed() -> str:
    return str(_("Somebody wants to start this group. Talk with them, then open its list under “Formation”."))


def _complete() -> str:
    return str(_("There are enough people on the list of this group in formation. It can begin."))


def _ending() -> str:
    return str(
        _("The list of this group in formation ends soon. Begin the group, or open the list for longer.")
    )


def _over() -> str:
    return str(
        _("The list of this group in formation has ended and is deleted. Visitors do not see the group.")
    )


def _key(group: Group) -> str:
    """What the group is called on the stewards' list."""
    return f"formation:{group.id}"


def _ending_key(group: Group) -> str:
    """The same for the end of its list: who ticked it off is not asked again before another last day."""
    return f"formation-ends:{group.id}:{group.forming_until}"
