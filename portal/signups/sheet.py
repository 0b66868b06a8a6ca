"""The stewards' sheet of a training: everybody on it, as a page and as a table to take along."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from flask_babel import format_datetime
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from portal.clock import today
from portal.rooms.when import said
from portal.signups import hooks, queries
from portal.signups.questions import YES_NO
from portal.trainings.models import Training, TrainingQuestion

STATES: Mapping[str, Any] = {
    "asked": _l("asks for a place"),
    "held": _l("pays"),
    "confirmed": _l("has a place"),
    "offered": _l("place offered"),
    "waiting": _l("waits"),
    "cancelled": _l("cancelled"),
    "declined": _l("did not want the place"),
    "refused": _l("refused"),
    "expired": _l("time ran out"),
}
MAILS: Mapping[str, Any] = {
    **STATES,
    "offered": _l("a place is offered"),
    "removed": _l("taken off the list"),
    "asked_group": _l("asks for a place"),
    "group_refused": _l("the group said no"),
    "called_off": _l("does not take place"),
    "moved": _l("something changed"),
    "goes_on": _l("takes place"),
}
HERE, LINE = ("confirmed", "held", "offered"), ("asked", "waiting")


class Line(NamedTuple):
    """One person on the sheet."""

    row: Any
    answers: Mapping[UUID, str]
    mails: Sequence[tuple[str, Any, bool]]
    """(what, when it was written, whether it was handed over)"""
    paid: hooks.Paid
    twice: bool
    """Somebody else on the list has the same name: perhaps the same person under two addresses."""


class Sheet(NamedTuple):
    """Everybody, and the questions whose answers may be read."""

    lines: Sequence[Line]
    questions: Sequence[TrainingQuestion]

    def of(self, *states: str) -> list[Line]:
        """Those in these states, by turn."""
        return [line for line in self.lines if line.row.state in states]


def read(db: Session, training: Training, *, steward: bool) -> Sheet:
    """Who gives the training sees only answers that are meant for trainers, no addresses and no groups."""
    found = queries.sheet(db, training, all_answers=steward)
    answers: dict[UUID, dict[UUID, str]] = defaultdict(dict)
    for row in found["answers"]:
        answers[row.sign_up_id][row.question_id] = row.text
    mails: dict[UUID, list[tuple[str, Any, bool]]] = defaultdict(list)
    for row in found["mails"]:
        mails[row.sign_up_id].append((str(MAILS[row.kind]), row.created_at, row.sent_at is not None))
    paid: dict[UUID, hooks.Paid] = {}
    for hook in hooks.payments if steward else ():
        paid |= hook(db, training.id)
    names = Counter(
        (row.name.casefold(), row.session_id) for row in found["rows"] if row.state in (*HERE, *LINE)
    )
    lines = [
        Line(
            row, answers[row.id], mails[row.id], paid.get(row.id, hooks.Paid("")),
            row.state in (*HERE, *LINE) and names[row.name.casefold(), row.session_id] > 1,
        )
        for row in found["rows"]
    ]  # fmt: skip
    asked = [one for one in training.questions if steward or one.readers == "trainer"]
    return Sheet(lines, asked)


def table(training: Training, sheet: Sheet, *, steward: bool) -> list[list[str]]:
    """As rows of texts, the first with the names of the columns."""
    when = {one.id: said(one.starts_at, one.ends_at, today()) for one in training.sessions}
    names = [_("Name"), _("State"), _("Date"), _("Comes with"), _("Signed up on")]
    more = [_("Mail address"), _("Group"), _("Payment")] if steward else []
    rows = [[*names, *more, *(one.label for one in sheet.questions)]]
    order = {state: place for place, state in enumerate(queries.SHOWN)}
    for line in sorted(sheet.lines, key=lambda one: order[one.row.state]):
        row = line.row
        through = _("through invitation %(label)s", label=row.through) if row.through else ""
        about = [row.name, str(STATES[row.state]), when.get(row.session_id, ""), row.with_name or through]
        private = [row.email, row.group or "", line.paid.said] if steward else []
        given = [spoken(one, line.answers.get(one.id, "")) for one in sheet.questions]
        rows.append([*about, format_datetime(row.queued_at, "yyyy-MM-dd HH:mm"), *private, *given])
    return rows


def spoken(question: TrainingQuestion, text: str) -> str:
    """An answer as people read it."""
    return str(YES_NO.get(text, text)) if question.kind == "yes_no" else text
