"""What is planted of trainings, places in them, and fees (see ground.py)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from portal.clock import now, today
from portal.fees.models import Invoice, Payment, PaymentLine, Refund, Voucher
from portal.groups.models import Group
from portal.signups.models import Interest, Invited, SignUp
from portal.tables import new_id
from portal.trainings.models import Training, TrainingDate, TrainingQuestion, TrainingSession

KINDS = (
    *(Training, TrainingSession, TrainingQuestion, SignUp),
    *(Payment, Refund, Voucher, Invited),
)


def plant(db: Session, word: str) -> None:
    """Every text holds the word of the network."""
    from tests.guards.ground import SAMPLE  # they are numbered there, this module is read first

    db.add_all(_trainings(word, SAMPLE))
    db.flush()
    db.add(Invited(
        id=SAMPLE[Invited], training_id=SAMPLE[Training], label=f"{word}label", code_hash=word.encode(),
        until=date(2100, 1, 1),
    ))  # fmt: skip
    _undecided(db, word)
    _paid(db, word, SAMPLE)


def _undecided(db: Session, word: str) -> None:
    """A training that offers a day, and somebody who would come."""
    times = {"starts_at": now() + timedelta(days=9), "ends_at": now() + timedelta(days=9, hours=2)}
    training = Training(title=f"{word}undecided", state="open")
    db.add(training)
    db.flush()
    day = TrainingDate(training_id=training.id, place=f"{word}dayplace", **times)
    db.add(day)
    db.flush()
    who = {"name": f"{word}keen", "email": f"keen@{word}.example"}
    db.add(Interest(training_id=training.id, first_id=day.id, **who))


def _trainings(word: str, sample: dict[type, UUID]) -> Iterator[object]:
    soon = {"starts_at": now() + timedelta(days=9), "ends_at": now() + timedelta(days=9, hours=2)}
    yield Training(
        id=sample[Training], title=f"{word}training", text=f"{word}trainingtext", costs=f"{word}fee",
        state="open", **soon,
    )  # fmt: skip
    yield TrainingSession(
        id=sample[TrainingSession], training_id=sample[Training], place=f"{word}hall", topic=f"{word}topic",
        online_link=f"https://{word}.example/online", **soon,
    )  # fmt: skip
    yield TrainingQuestion(
        id=sample[TrainingQuestion], training_id=sample[Training], label=f"{word}trainingquestion"
    )
    yield SignUp(
        id=sample[SignUp], training_id=sample[Training], name=f"{word}comes", email=f"comes@{word}.example",
        group_id=sample[Group], party_id=sample[SignUp], state="waiting",
    )  # fmt: skip


def _paid(db: Session, word: str, sample: dict[type, UUID]) -> None:
    """A code, an invoice, and money that a steward pays back."""
    code = {"issued_to": f"{word}payer", "code": f"{word}code", "until": date(2100, 1, 1)}
    db.add(Voucher(id=sample[Voucher], **code))
    db.add(Payment(id=sample[Payment], way="invoice", cents=2_500))
    db.flush()
    line = PaymentLine(payment_id=sample[Payment], rate="full", cents=2_500)
    paper: dict[str, Any] = {
        "number": f"{word}number",
        "reference": f"{word}reference",
        "to_name": f"{word}payer",
    }
    db.add_all(
        (
            line,
            Invoice(payment_id=sample[Payment], issued_on=date(2100, 1, 1), due_on=date(2100, 1, 1), **paper),
        )
    )
    db.flush()
    more = {"line_id": line.id, "cents": 100, "why": "gave_up", "state": "by_hand"}
    db.add(Refund(id=sample[Refund], payment_id=sample[Payment], **more))
    db.flush()


def train(db: Any, number: int) -> None:
    """One more training to come, one that was and a draft; in the first one a session and a question."""
    for days, state in ((9, "open"), (-9, "done"), (9, "draft")):
        key = UUID(int=1) if number == 0 and state == "open" else new_id()
        times = {"starts_at": now() + timedelta(days=days), "ends_at": now() + timedelta(days=days, hours=1)}
        db.add(Training(id=key, title=f"Training {number}", state=state, **times))
        db.flush()
        db.add(TrainingSession(training_id=UUID(int=1), **times))
    made, who = new_id(), f"p{number}@people.example"
    db.add(SignUp(id=made, training_id=UUID(int=1), name=f"P {number}", email=who, party_id=made))
    code = {"label": f"Net {number}", "code_hash": made.bytes, "until": today()}
    db.add(Invited(training_id=UUID(int=1), **code))
    if number == 0:
        db.add(Training(id=UUID(int=2), title="Some day", state="open"))
        db.flush()
    day = new_id()
    db.add(TrainingDate(id=day, training_id=UUID(int=2), **times))
    db.flush()
    db.add(Interest(training_id=UUID(int=2), name="P", email=who, first_id=day))
    db.add(TrainingQuestion(training_id=UUID(int=1), label=f"Question {number}", position=number))
