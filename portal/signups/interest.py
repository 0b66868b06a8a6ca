"""Who would come to a training that offers several days, and which day they prefer. It takes no place.

When a day is chosen, those who could come then stand in line as of the moment they answered, and the rule of
places (`seats.py`) offers what there is. The others are forgotten without a mail.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import timedelta
from uuid import UUID

from sqlalchemy import delete, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from portal.accounts.models import Person
from portal.audit import record
from portal.clock import now
from portal.signups import asking, invitations, seats
from portal.signups.models import Interest, SignUp
from portal.signups.wishes import Wish
from portal.tables import new_id
from portal.trainings.dates import chosen
from portal.trainings.models import Training

KEPT = timedelta(days=365)
CHOICES = (Interest.first_id, Interest.second_id, Interest.third_id)


def of(db: Session, training: Training, email: str) -> Interest | None:
    """What this address said before."""
    query = select(Interest).where(Interest.training_id == training.id, Interest.email == email)
    return db.scalars(query).first()


def note(db: Session, training: Training, wish: Wish, days: Sequence[UUID | None]) -> None:
    """They would come, on these days by preference; said again it replaces what was said before.

    The turn stays that of the first time. Raises Refused when the invitation is used up.
    """
    if wish.invitation_id is not None and of(db, training, wish.email) is None:
        invitations.use(db, wish.invitation_id, training.id)
    said = {"name": wish.name, "locale": wish.locale, "group_id": wish.group_id}
    said |= {"person_id": wish.person.id if wish.person else None, "invitation_id": wish.invitation_id}
    said |= {column.key: day for column, day in zip(CHOICES, days, strict=True)}
    who = {"id": new_id(), "training_id": training.id, "email": wish.email, "created_at": now()}
    row = insert(Interest).values(**who, **said)
    db.execute(row.on_conflict_do_update(index_elements=[Interest.training_id, Interest.email], set_=said))
    record(db, "interest.noted", on=training.id, by=wish.person.id if wish.person else None)


def forget(db: Session, training: Training, email: str) -> None:
    """They would not come after all."""
    here = Interest.training_id == training.id, Interest.email == email
    db.execute(delete(Interest).where(*here).execution_options(synchronize_session=False))


def forget_all(db: Session, training: Training) -> None:
    """The question is answered, or nobody asks it any more."""
    here = delete(Interest).where(Interest.training_id == training.id)
    db.execute(here.execution_options(synchronize_session=False))


def leave(db: Session, person: Person) -> None:
    """An account ended."""
    mine = delete(Interest).where(Interest.person_id == person.id)
    db.execute(mine.execution_options(synchronize_session=False))


def forget_old(db: Session) -> None:
    """Of trainings for which nobody ever chose a day."""
    old = delete(Interest).where(Interest.created_at < now() - KEPT)
    db.execute(old.execution_options(synchronize_session=False))


def counts(db: Session, training: Training) -> Mapping[UUID, tuple[int, int, int]]:
    """The hook of trainings: by day, for how many it is the first, second and third choice."""
    found: dict[UUID, list[int]] = defaultdict(lambda: [0, 0, 0])
    for row in db.execute(select(*CHOICES).where(Interest.training_id == training.id)):
        for rank, day in enumerate(row):
            if day is not None:
                found[day][rank] += 1
    return {day: (first, second, third) for day, (first, second, third) in found.items()}


def come(db: Session, training: Training) -> None:
    """A day is chosen: who could come then is asked whether they do, as far as there are places."""
    day = chosen(db, training)
    if day is None:
        return
    places, party = seats.take(db, training.id), list[SignUp]()
    on_it = or_(*(column == day.id for column in CHOICES))
    query = select(Interest, Person).outerjoin(Person, Person.id == Interest.person_id)
    query = query.where(Interest.training_id == training.id, on_it).order_by(Interest.created_at, Interest.id)
    for one, person in db.execute(query).all():
        if person is None or person.ended_at is None:
            party.append(_in_line(one))
    db.add_all(party)
    forget_all(db, training)
    db.flush()
    if training.approval:
        for each in party:
            each.state = "asked"
            asking.ask(db, places, [each])
    else:
        seats.refill(db, places)
        seats.look_again(db, places)
        seats.tell(db, [each for each in party if each.state == "waiting"], "waiting")
    db.flush()


def _in_line(one: Interest) -> SignUp:
    key = new_id()
    return SignUp(
        id=key, party_id=key, training_id=one.training_id, person_id=one.person_id, email=one.email,
        name=one.name, locale=one.locale, group_id=one.group_id, invitation_id=one.invitation_id,
        state="waiting", queued_at=one.created_at,
    )  # fmt: skip
