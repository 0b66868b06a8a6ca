"""Sessions of trainings, and until when one can sign up, for the calendar."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import Select, select

from portal.happenings import Asked, Happening, Source
from portal.ics.writing import sequence
from portal.trainings.models import SIGNING, Training, TrainingSession
from portal.trainings.rules import readable
from portal.trainings.windows import last_day

_TRAINING: Any = Training.__table__.c
_SESSION: Any = TrainingSession.__table__.c
_OF_IT = (
    *(_TRAINING.id.label("training_id"), _TRAINING.title, _TRAINING.state, _TRAINING.visibility),
    *(_TRAINING.cancel_reason, _TRAINING.created_at, _TRAINING.changed_at),
)


def sessions(asked: Asked) -> Select[Any]:
    """What this reader may know of; nobody puts a draft in a calendar."""
    begin, end = asked.moments
    columns = (*_OF_IT, _SESSION.id, _SESSION.topic, _SESSION.starts_at, _SESSION.ends_at, _SESSION.place)
    return (
        select(*columns, (_SESSION.online_link != "").label("online"))
        .join_from(TrainingSession.__table__, Training.__table__, _TRAINING.id == _SESSION.training_id)
        .where(readable(asked.person), _TRAINING.state != "draft")
        .where(_SESSION.starts_at < end, _SESSION.ends_at > begin)
    )


def read_sessions(rows: Sequence[Any], _asked: Asked) -> Iterator[Happening]:
    """Each session by itself: it keeps its uid when it moves, also in the mail that says so."""
    for row in rows:
        title = f"{row.title}: {row.topic}" if row.topic else row.title
        yield Happening(
            kind="training", id=row.id, audience=row.visibility, title=title, neutral=_("Training"),
            url=f"/trainings/{row.training_id}", made=row.created_at, stamp=row.changed_at,
            sequence=sequence(row.created_at, row.changed_at), starts=row.starts_at, ends=row.ends_at,
            place=row.place, online=row.online, cancelled=row.state == "cancelled", reason=row.cancel_reason,
        )  # fmt: skip


def last_days(asked: Asked) -> Select[Any] | None:
    """Of trainings that still take people; for those with an account here."""
    if asked.person is None:
        return None
    begin, end = asked.moments
    until = _TRAINING.signup_until
    of_them = select(*_OF_IT, until.label("until")).where(readable(asked.person))
    return of_them.where(_TRAINING.state.in_(SIGNING), until > begin, until <= end)


def read_last_days(rows: Sequence[Any], _asked: Asked) -> Iterator[Happening]:
    """A whole day: who signs up on it is in time."""
    for row in rows:
        yield Happening(
            kind="deadline", id=row.training_id, audience="network",
            title=_("Last day to sign up: %(title)s", title=row.title), neutral=_("Last day to sign up"),
            url=f"/trainings/{row.training_id}", made=row.created_at, stamp=row.changed_at,
            sequence=sequence(row.created_at, row.changed_at), starts=last_day(row.until),
        )  # fmt: skip


SESSIONS = Source(("training",), sessions, read_sessions)
LAST_DAYS = Source(("deadline",), last_days, read_last_days)
