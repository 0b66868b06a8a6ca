"""What people and stewards do with places: sign up, accept, decline, give back, and what time does.

Each deed takes the training's row (`seats.take`) before it looks, so a second press, a second tab and the
clock come in turn and find what the first one did.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from flask_babel import gettext as _
from sqlalchemy import and_, delete, or_, select
from sqlalchemy.orm import Session

from portal.accounts.models import Person
from portal.audit import record
from portal.clock import now
from portal.errors import Refused
from portal.signups import asking, invitations, seats
from portal.signups.models import GOING_ON, SignUp, SignUpAnswer
from portal.signups.seats import Places, tell
from portal.signups.wishes import Wish
from portal.tables import new_id
from portal.trainings.models import Training


def sign_up(db: Session, training: Training, wish: Wish, *, by: Person | None) -> list[SignUp]:
    """A place, or one on the waiting list, for each session that was chosen; sent twice it is made once.

    Raises Refused when nobody can sign up any more. A steward who adds somebody by hand is bound by the same
    places, but not by the time in which people sign up, nor by the approval, which this is. An invitation is
    used once, however many sessions were chosen.
    """
    steward = by is not None and by.is_steward and (wish.person is None or wish.person.id != by.id)
    made, used = [], wish.invitation_id is None
    for session_id in wish.sessions or (None,):
        places = seats.take(db, training.id, session_id)
        _check_open(places, steward=steward)
        mine = _mine(db, places, wish)
        if mine is None and not used and wish.invitation_id is not None:
            invitations.use(db, wish.invitation_id, training.id)
            used = True
        made.append(mine or _sign_up(db, places, wish, by=by, steward=steward))
    return made


def _check_open(places: Places, *, steward: bool) -> None:
    training = places.training
    if training.by_session != (places.session is not None):
        raise Refused(_("Choose for which dates you sign up."))
    if not places.goes_on or not (steward or training.takes_signups(now())):
        raise Refused(_("Signing up for this training is not possible now."))


def _mine(db: Session, places: Places, wish: Wish) -> SignUp | None:
    """What this person has there already, also when a guest's address is that of an account."""
    who = and_(SignUp.email == wish.email, SignUp.email != "")
    if wish.person is not None:
        who = or_(who, SignUp.person_id == wish.person.id)
    session = places.session
    at = SignUp.session_id.is_(None) if session is None else SignUp.session_id == session.id
    query = select(SignUp).where(
        SignUp.training_id == places.training.id, at, who, SignUp.state.in_(GOING_ON)
    )
    return db.scalars(query.limit(1)).first()


def _sign_up(db: Session, places: Places, wish: Wish, *, by: Person | None, steward: bool) -> SignUp:
    party = _party(places, wish, by=by if steward else None)
    other = wish.companion.person if wish.companion else None
    if other is not None and _mine(db, places, Wish(other.name, other.email, other)):
        raise Refused(_("%(name)s has signed up already. Sign up alone.", name=wish.companion.name))  # type: ignore[union-attr]
    db.add_all(party)
    if places.training.approval and not steward:
        asking.ask(db, places, party)
    else:
        seats.give(db, places, party)
        _tell_got(db, party)
    _answer(db, party[0], wish.answers)
    record(db, "sign_up.made", on=party[0].id, by=by.id if by else None, fields=[party[0].state])
    db.flush()
    return party[0]


def _party(places: Places, wish: Wish, *, by: Person | None) -> list[SignUp]:
    party_id, moment = new_id(), now()
    same = {
        "training_id": places.training.id,
        "session_id": places.session.id if places.session else None,
        "group_id": wish.group_id, "party_id": party_id, "state": "asked", "queued_at": moment,
        "alone_ok": wish.alone_ok, "locale": wish.locale, "added_by_id": by.id if by else None,
        "invitation_id": wish.invitation_id,
    }  # fmt: skip
    person_id = wish.person.id if wish.person else None
    party = [SignUp(id=party_id, name=wish.name, email=wish.email, person_id=person_id, **same)]
    if wish.companion is not None:
        other = wish.companion.person
        reach = {"email": other.email, "person_id": other.id} if other else {"email": ""}
        party.append(SignUp(id=new_id(), name=wish.companion.name, brought_by_id=party_id, **reach, **same))
    return party


def _tell_got(db: Session, party: Sequence[SignUp]) -> None:
    """What came of it; an offer was told by who made it."""
    for one in party:
        if one.state in ("confirmed", "waiting", "held"):
            tell(db, [one], one.state)


def party_of(db: Session, one: SignUp) -> list[SignUp]:
    """All who get their places together with this one, who signed them up first."""
    query = select(SignUp).where(SignUp.party_id == one.party_id).order_by(SignUp.id != SignUp.party_id)
    return list(db.scalars(query, execution_options={"populate_existing": True}))


def _take(db: Session, one: SignUp) -> tuple[Places, list[SignUp]]:
    """The training's row, then what the party is now."""
    places = seats.take(db, one.training_id, one.session_id)
    return places, party_of(db, one)


def accept(db: Session, one: SignUp) -> None:
    """They take the places that were offered to them. Raises Refused when the offer is over."""
    places, party = _take(db, one)
    offered = [each for each in party if each.state == "offered"]
    if not offered and one.state in ("confirmed", "held"):
        return
    if not offered or not places.goes_on or any((each.kept_until or now()) <= now() for each in offered):
        raise Refused(_("This offer is over. Others wait for a place too."))
    for each in offered:
        seats.confirm(db, places, each)
    _tell_got(db, offered)
    record(db, "sign_up.accepted", on=one.id, by=None)
    db.flush()


def decline(db: Session, one: SignUp) -> None:
    """They do not want the places that were offered; the next in line gets them."""
    places, party = _take(db, one)
    gone = [each for each in party if each.state == "offered"]
    if gone:
        record(db, "sign_up.declined", on=one.id, by=None)
        seats.free(db, places, gone, "declined")


def cancel(db: Session, one: SignUp, *, by: Person | None = None, steward: bool = False) -> None:
    """Somebody cannot come. Who came along and has no address of their own goes with them.

    Raises Refused once it has begun.
    """
    places, party = _take(db, one)
    if one.state not in GOING_ON:
        return
    starts_at = places.of.starts_at
    if starts_at is not None and starts_at <= now():
        raise Refused(_("It has begun already. Tell the network that you cannot come."))
    along = [each for each in party if one.id == one.party_id and not each.email and each.state in GOING_ON]
    gone = [one, *(each for each in along if each.id != one.id)]
    record(db, "sign_up.cancelled", on=one.id, by=by.id if by else None)
    _regroup(party, gone)
    asking.settled(db, one)
    seats.free(db, places, gone, "cancelled")
    tell(db, gone[:1], "removed" if steward else "cancelled")


def _regroup(party: Sequence[SignUp], gone: Collection[SignUp]) -> None:
    """Who stays behind when the first of a party goes is a party of their own."""
    if any(each.id == each.party_id for each in gone):
        for each in party:
            if each not in gone:
                each.party_id = each.id


def approve(db: Session, one: SignUp, *, by: Person, yes: bool, group: bool = False) -> None:
    """The stewards, or somebody of their group, say yes or no to who asked; a yes goes by the rule of places.

    Raises Refused when it is decided already, or not theirs to decide at this moment.
    """
    places, party = _take(db, one)
    asked = [each for each in party if each.state == "asked"]
    if not asked:
        raise Refused(_("This was decided already."))
    if group != asking.with_group(one):
        raise Refused(_("The group has some days to decide about this. After that the network does."))
    record(db, f"sign_up.{'approved' if yes else 'refused'}", on=one.id, by=by.id)
    asking.settled(db, one)
    if not yes:
        for each in asked:
            each.state, each.changed_at = "refused", now()
        tell(db, asked, "group_refused" if group else "refused")
    elif not places.goes_on:
        raise Refused(_("Signing up for this training is not possible now."))
    else:
        seats.give(db, places, asked)
        _tell_got(db, asked)
    db.flush()


def confirm_held(db: Session, one: SignUp) -> None:
    """What had to be paid is paid: the place is theirs. Too late for a place that went to somebody else it is
    first on the waiting list (state "waiting"), or theirs after all when there is one.
    """
    places, _party_now = _take(db, one)
    if one.state == "held":
        one.state, one.kept_until, one.changed_at = "confirmed", None, now()
        tell(db, [one], "confirmed")
    elif one.state in ("expired", "cancelled") and places.goes_on:
        one.party_id, one.first, one.queued_at, one.state = one.id, True, now(), "waiting"
        db.flush()
        seats.refill(db, places)
        if one.state == "offered":
            one.state, one.kept_until = "confirmed", None
            tell(db, [one], "confirmed")
        else:
            tell(db, [one], "waiting")
    db.flush()


def time_over(db: Session, one: SignUp) -> None:
    """Nobody took the offer, or paid, in time: it is the turn of the next."""
    places, party = _take(db, one)
    gone = [
        each
        for each in party
        if each.state in ("held", "offered") and each.kept_until is not None and each.kept_until <= now()
    ]
    if gone:
        seats.free(db, places, gone, "expired")
        tell(db, gone, "expired")


def answer(db: Session, one: SignUp, answers: Mapping[UUID, str]) -> None:
    """Other answers to the questions. Raises Refused after the deadline."""
    places, _party_now = _take(db, one)
    deadline = places.training.deadline
    if one.state not in GOING_ON or deadline is None or deadline <= now():
        raise Refused(_("The answers cannot be changed any more."))
    db.execute(delete(SignUpAnswer).where(SignUpAnswer.sign_up_id == one.id))
    _answer(db, one, answers)
    record(db, "sign_up.answered", on=one.id, by=None)
    db.flush()


def _answer(db: Session, one: SignUp, answers: Mapping[UUID, str]) -> None:
    db.add_all(
        SignUpAnswer(sign_up_id=one.id, question_id=question, text=text)
        for question, text in answers.items()
        if text
    )
