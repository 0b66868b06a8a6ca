"""The one rule of places: who gets one, who waits, and whose turn it is when one becomes free.

Every deed takes the training's row first, so that deeds about one training come in turn, and gives and
frees places only through this file. That no more places are given than there are does not hang on that: the
table refuses it. Whatever frees a place offers it on in the same transaction, so that no place that somebody
in line could have is ever left.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import groupby
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from portal.clock import now
from portal.ledger import enqueue
from portal.signups import hooks
from portal.signups.models import TAKING, SignUp
from portal.signups.timing import offered_until
from portal.trainings.actions import wait_long
from portal.trainings.models import COMING, Training, TrainingSession

MOST_IN_LINE = 1_000
"""So many in line are looked at when a place becomes free."""


class Places(NamedTuple):
    """Where places are given: a training, or one of its sessions. Its training's row is held."""

    training: Training
    session: TrainingSession | None

    @property
    def of(self) -> Training | TrainingSession:
        """The row that counts them."""
        return self.session or self.training

    @property
    def free(self) -> int:
        """How many nobody has."""
        return self.of.capacity - self.of.taken

    @property
    def goes_on(self) -> bool:
        """It is going to take place and has not begun: places can still be given."""
        starts_at = self.of.starts_at
        return self.training.state in COMING and starts_at is not None and now() < starts_at

    @property
    def limited_until(self) -> datetime | None:
        """Until when one group has at most `per_group` places; None: no such limit, or it is over."""
        training = self.training
        if not training.per_group:
            return None
        until = training.per_group_until or training.deadline or self.of.starts_at
        return until if until is not None and now() < until else None


_PLAN = ("state", "starts_at", "ends_at", "signup_from", "signup_until", "by_session", "approval")
_LIMITS = ("capacity", "taken", "per_group", "per_group_until")


def take(db: Session, training_id: UUID, session_id: UUID | None = None) -> Places:
    """From here on whoever else does something with this training waits for this transaction.

    What needs no place to be counted is done before: the shorter the row is held, the shorter is the line.
    """
    training = db.get_one(Training, training_id)
    wait_long(db)
    db.refresh(training, (*_PLAN, *_LIMITS), with_for_update=True)
    if session_id is None:
        return Places(training, None)
    session = db.get_one(TrainingSession, session_id)
    db.refresh(session, ("starts_at", "capacity", "taken"))
    return Places(training, session)


def give(db: Session, places: Places, party: Sequence[SignUp]) -> None:
    """Those who come together get their places, or all of them wait."""
    if _possible(places, party, _held_by_groups(db, places)) == len(party):
        for one in party:
            _grant(db, places, one)
        places.of.taken += len(party)
        db.flush()
        return
    for one in party:
        one.state, one.changed_at = "waiting", now()
    db.flush()
    look_again(db, places)
    if len(party) > 1 and party[0].alone_ok:
        refill(db, places)


def confirm(db: Session, places: Places, one: SignUp) -> None:
    """Somebody takes the place that was offered; a fee is asked now."""
    _grant(db, places, one)
    db.flush()


def free(db: Session, places: Places, gone: Iterable[SignUp], state: str) -> None:
    """They do not have a place any more, nor wait for one, and it is the turn of the next."""
    for one in gone:
        was = one.state
        one.state, one.kept_until, one.changed_at = state, None, now()
        places.of.taken -= was in TAKING
        for hook in hooks.left:
            hook(db, one, was)
    db.flush()
    refill(db, places)


def refill(db: Session, places: Places) -> None:
    """Offer what is free to those in line, in turn: to the first for whom there are enough places.

    Two who come together need two places, unless they said that one of them would come alone. A group that
    has its share already is passed over as long as there is a limit; nobody else waits for that.
    """
    if not places.goes_on or places.free <= 0:
        return
    held = _held_by_groups(db, places)
    for party in _in_line(db, places):
        if places.free <= 0:
            break
        number = _possible(places, party, held)
        if number:
            _offer(db, places, party if number == len(party) else _part(party))
            held[party[0].group_id] += number
    db.flush()


def look_again(db: Session, places: Places) -> None:
    """When the limit for each group ends, those who waited only for that come in."""
    until = places.limited_until
    if until is not None:
        training = places.training
        key = f"signups.limit_over:{training.id}:{until.isoformat()}"
        enqueue(db, "signups.limit_over", key=key, due=until, training_id=str(training.id))


def watch(db: Session, one: SignUp) -> None:
    """Note when the time to take the place is over."""
    until = one.kept_until
    assert until is not None
    key = f"signups.time_over:{one.id}:{until.isoformat()}"
    enqueue(db, "signups.time_over", key=key, due=until, sign_up_id=str(one.id))


def _grant(db: Session, places: Places, one: SignUp) -> None:
    """A place of one's own, or kept while it is paid."""
    lasts = next((found for hook in hooks.holds if (found := hook(db, places.training, one))), None)
    one.state, one.changed_at = "held" if lasts else "confirmed", now()
    one.kept_until = now() + lasts if lasts else None
    if lasts:
        watch(db, one)


def _offer(db: Session, places: Places, party: Sequence[SignUp]) -> None:
    starts_at = places.of.starts_at
    assert starts_at is not None
    for one in party:
        one.state, one.changed_at, one.kept_until = "offered", now(), offered_until(now(), starts_at)
        watch(db, one)
    places.of.taken += len(party)
    tell(db, party, "offered")


def tell(db: Session, party: Sequence[SignUp], kind: str) -> None:
    """A mail to each, written after this transaction; who has no address hears it from who brought them."""
    for one in party:
        if one.email or one.party_id == one.id:
            enqueue(db, "signups.tell", sign_up_id=str(one.id), kind=kind)


def _part(party: Sequence[SignUp]) -> Sequence[SignUp]:
    """The first goes alone; the other keeps the place in line."""
    for one in party[1:]:
        one.party_id = one.id
    return party[:1]


def _possible(places: Places, party: Sequence[SignUp], held: Counter[UUID | None]) -> int:
    """How many of them can come: all, one of two where they said so, or none.

    As many as there are places, and the group stays within its share. Who names no group counts alone.
    """
    group, most = party[0].group_id, places.free
    if group is not None and places.limited_until is not None:
        most = min(most, places.training.per_group - held[group])
    if len(party) <= most:
        return len(party)
    return 1 if party[0].alone_ok and most > 0 else 0


def _at(places: Places) -> tuple[ColumnElement[bool], ...]:
    session = places.session
    here = SignUp.session_id.is_(None) if session is None else SignUp.session_id == session.id
    return SignUp.training_id == places.training.id, here


def _held_by_groups(db: Session, places: Places) -> Counter[UUID | None]:
    """How many places each group has; not asked where there is no limit."""
    if places.limited_until is None:
        return Counter()
    query = (
        select(SignUp.group_id, func.count())
        .where(*_at(places), SignUp.state.in_(TAKING), SignUp.group_id.is_not(None))
        .group_by(SignUp.group_id)
    )
    return Counter({group: number for group, number in db.execute(query)})  # noqa: C416  rows are no pairs


def _in_line(db: Session, places: Places) -> list[Sequence[SignUp]]:
    """Those who wait, by turn; who comes together stands together."""
    query = (
        select(SignUp)
        .where(*_at(places), SignUp.state == "waiting")
        .order_by(SignUp.first.desc(), SignUp.queued_at, SignUp.party_id, SignUp.id != SignUp.party_id)
        .limit(MOST_IN_LINE)
    )
    found = db.scalars(query).all()
    return [list(party) for _key, party in groupby(found, key=lambda one: one.party_id)]
