"""What is planted of the day of a training and after it (see ground.py), and what fills its lists."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from portal.accounts.models import Person
from portal.attendance.models import (
    Attendance,
    Certificate,
    Evaluation,
    EvaluationAnswer,
    Qualification,
)
from portal.clock import now, today
from portal.signups.models import SignUp
from portal.tables import new_id
from portal.trainings.models import Training, TrainingSession

CODE = "CCCCDDDDFFFF"
"""Of a certificate in both networks."""
ONE = UUID(int=1)


def plant(db: Any, word: str, sample: Mapping[type, UUID], person_id: UUID) -> None:
    """A tick, a certificate, a qualification and five opinions."""
    training_id, session_id = sample[Training], sample[TrainingSession]
    here = new_id()
    who = {"name": f"{word}here", "email": f"here@{word}.example", "party_id": here}
    db.add(SignUp(id=here, training_id=training_id, **who))
    db.flush()
    db.add(Attendance(sign_up_id=here, session_id=session_id, present=True))
    db.add(_paper(training_id, here, f"{word}holder", f"{word}paper", id=sample[Certificate], code=CODE))
    facts = {"code": "BASIS", "label": f"{word}qualification"}
    db.add(Qualification(person_id=person_id, training_id=training_id, **facts))
    db.add(Evaluation(training_id=training_id, asked=5, asked_on=today(), until=today()))
    db.flush()
    for number in range(5):
        more = {"useful": 4, "remark": f"{word}opinion{number}", "shown": True}
        db.add(EvaluationAnswer(training_id=training_id, day=today(), **more))
    db.flush()


def attend(db: Any, number: int) -> None:
    """One more name at the first session of the first training, with a paper, a title and five opinions."""
    if number == 0:
        times = {"starts_at": now() - timedelta(hours=2), "ends_at": now() - timedelta(hours=1)}
        db.add(TrainingSession(id=ONE, training_id=ONE, **times))
        db.add(Evaluation(training_id=ONE, asked=5, asked_on=today(), until=today()))
    here, person = new_id(), Person(name=f"Here {number}", email=f"here{number}@people.example")
    db.add(person)
    db.add(SignUp(id=here, training_id=ONE, name=f"Here {number}", email=person.email, party_id=here))
    db.flush()
    db.add(Attendance(sign_up_id=here, session_id=ONE, present=True))
    db.add(_paper(ONE, here, f"Here {number}", "Training", code=f"CODE{number}"))
    db.add(Qualification(person_id=person.id, training_id=ONE, code="BASIS", label="Basis"))
    db.add_all(
        EvaluationAnswer(training_id=ONE, day=today(), useful=4, remark="Fijn", shown=True)
        for _answer in range(5)
    )


def _paper(training_id: UUID, sign_up_id: UUID, name: str, title: str, **more: Any) -> Certificate:
    sitting = [now().isoformat(), (now() + timedelta(hours=2)).isoformat(), ""]
    return Certificate(
        training_id=training_id, sign_up_id=sign_up_id, name=name, title=title, kind="attendance",
        sittings=[sitting], locale="nl", issued_on=today(), **more,
    )  # fmt: skip
