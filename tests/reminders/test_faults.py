"""Reminders while things break: a worker killed, a mail server that refuses or hangs up, an empty Redis."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from sqlalchemy import Text, cast, func, select, text, update

from portal import mail, runner
from portal.clock import now
from portal.groups.meetings.models import Meeting, MeetingChange
from portal.ledger import LONGEST_PAUSE, Job
from portal.mail import Mail
from portal.reminders import planning, sending
from portal.reminders.models import Reminder
from portal.reminders.timing import awake
from tests import cast as people
from tests import factories
from tests.kernel.test_worker import worker
from tests.reminders.helpers import ZONE, at, plan, rows, send
from tests.sink import Sink
from tests.world import World

MANY = 24


def _moment() -> datetime:
    """The last full minute of the day in which mails go out: the worker below lives in real time."""
    minute = now().replace(second=0, microsecond=0)
    while awake(minute) != minute:
        minute -= timedelta(minutes=1)
    return minute


@pytest.fixture
def due(alpha: World, sink: Sink) -> Iterator[World]:
    """So many reminders are due since this minute, and planned; nobody rang."""
    moment, sink.slow = _moment(), 0.0
    begins = moment.astimezone(ZONE).time()
    with alpha.db() as db:
        ben = people.ben(db)
        for number in range(MANY):
            made = factories.group(db, f"Groep {number}", contact=ben)
            db.add(Meeting(group_id=made.id, rrule="FREQ=DAILY", starts_at=begins))
    with at(moment - timedelta(minutes=1)):
        plan(alpha)
    alpha.kernel.redis.flushdb()
    yield alpha
    sink.clear()
    alpha.kernel.redis.flushdb()


def _write(world: World) -> None:
    """The mails are written, in the minute they are due."""
    with at(_moment() if awake(now()) != now() else now()):
        while any(row.due_at <= now() for row in rows(world, state="planned", kind="meeting")):
            send(world)


def _counted(sink: Sink) -> Counter[str]:
    return Counter(str(got.message["Message-ID"]) for got in sink.received)


def _sent(world: World) -> int:
    with world.db() as db:
        return len(list(db.scalars(select(Mail.id).where(Mail.sent_at.is_not(None)))))


def _work_until_all_is_sent(world: World) -> None:
    """Every attempt that waits is due at once, in the order in which they wait."""
    deadline = time.monotonic() + 40
    waiting = update(Job).where(Job.handler == "mail.send", Job.state == "due")
    while True:
        world.work()
        with world.db() as db:
            left = db.execute(waiting.values(due_at=Job.due_at - LONGEST_PAUSE)).rowcount  # type: ignore[attr-defined]
        if not left:
            return
        assert time.monotonic() < deadline


@pytest.mark.parametrize("flushed", [True, False], ids=["and Redis was flushed", "and Redis kept its keys"])
def test_a_worker_killed_among_reminders_loses_and_doubles_none(
    due: World, sink: Sink, flushed: bool
) -> None:
    _write(due)
    sink.slow = 0.5
    with worker(due) as first:
        with due.app.app_context():
            runner.sweep()
        deadline = time.monotonic() + 30
        while not (len(sink.received) >= 3 and sink.underway == 1):
            assert time.monotonic() < deadline
            time.sleep(0.01)
        first.kill()
        first.wait()
    while sink.underway:
        time.sleep(0.01)
    sink.slow = 0.0
    if flushed:
        due.kernel.redis.flushdb()
    _work_until_all_is_sent(due)
    counts = _counted(sink)
    assert len(counts) == _sent(due) == MANY
    assert set(counts.values()) == {1}


def test_a_server_that_refuses_gets_them_all_later(due: World, sink: Sink) -> None:
    _write(due)
    sink.refuse = 30
    _work_until_all_is_sent(due)
    assert set(_counted(sink).values()) == {1}
    assert len(sink.received) == MANY


def test_a_line_that_breaks_after_the_mail_was_taken_doubles_that_mail_with_the_same_id(
    due: World, sink: Sink
) -> None:
    """The one case that cannot be told apart: each of these mails was kept, and we did not hear so."""
    _write(due)
    sink.hang_up = 3
    _work_until_all_is_sent(due)
    counts = _counted(sink)
    assert len(counts) == _sent(due) == MANY
    assert sorted(counts.values()) == [1] * (MANY - 3) + [2] * 3


def test_a_batch_that_fails_in_the_middle_leaves_all_of_it_due(
    due: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = iter(range(1_000))

    def careless(*args: Any, **values: Any) -> Mail:
        if next(written) == 10:
            raise RuntimeError("in the middle")
        return mail.draft(*args, **values)

    with monkeypatch.context() as patch:
        patch.setattr(sending, "draft", careless)
        with pytest.raises(RuntimeError, match="middle"):
            _write(due)
    assert due.count("mail") == 0
    _write(due)
    assert due.count("mail") == MANY


def test_work_that_was_given_up_is_rung_for_by_the_next_plan(due: World) -> None:
    with due.db() as db:
        db.execute(update(Job).where(Job.handler == planning.SEND).values(state="failed"))
    with at(_moment()):
        plan(due)
        due.work()
    assert due.count("mail") == MANY


def test_a_reminder_that_waited_for_the_mail_server_is_asked_about_again(due: World, sink: Sink) -> None:
    """Refused at first; before the next attempt the meetings are cancelled."""
    _write(due)
    moment = now()
    sink.refuse = 1_000
    due.work()
    with due.db() as db:
        for key in db.scalars(select(Meeting.id)).all():
            day = (_moment() + timedelta(days=1)).astimezone(ZONE).date()
            db.add(MeetingChange(meeting_id=key, kind="cancelled", on_date=day))
    sink.refuse = 0
    with time_machine.travel(moment + timedelta(minutes=10)):
        due.work()
    assert sink.received == []
    with due.db() as db:
        held = db.execute(select(Mail.held_back, Mail.body_text, Mail.unsubscribe).distinct()).all()
        assert [tuple(row) for row in held] == [("not_true", "", "")]
        states = set(db.scalars(select(Reminder.reason).where(Reminder.mail_id.is_not(None))))
    assert states == {"not_true"}


def test_what_the_mail_server_never_took_has_a_reason_or_is_shown_as_failed(due: World, sink: Sink) -> None:
    """It is away until long after the things began: none is left on its way."""
    _write(due)
    moment, sink.refuse = now(), 10_000
    for hour in range(30):
        with time_machine.travel(moment + timedelta(hours=hour)):
            due.work()
    assert sink.received == []
    with due.db() as db:
        of_job = func.jsonb_extract_path_text(Job.args, "mail_id") == cast(Mail.id, Text)
        ends = db.execute(
            select(Mail.held_back, Reminder.state, Reminder.reason, Job.state, func.left(Job.last_error, 4))
            .join(Reminder, Reminder.mail_id == Mail.id).join(Job, of_job).where(Mail.created_at <= moment)
        ).all()  # fmt: skip
    late, failed = ("too_late", "skipped", "too_late", "done", None), ("", "sent", "", "failed", "SMTP")
    assert len(ends) == MANY
    assert {tuple(end) for end in ends} <= {late, failed}


def test_a_mail_with_a_key_has_one_id_and_is_written_once(alpha: World, beta: World) -> None:
    ids = []
    for world, key in ((alpha, "x"), (alpha, "x"), (alpha, "y"), (beta, "x")):
        with world.db() as db:
            made = mail.post(db, template="no_account", to="ben@people.example", locale="nl", key=key)
            ids.append(made.message_id)
    assert ids[0] == ids[1]
    assert len(set(ids)) == 3
    assert alpha.count("mail") == 2


def test_the_plan_of_a_network_with_nothing_in_it_is_empty(alpha: World) -> None:
    plan(alpha)
    with alpha.db() as db:
        assert db.execute(text("select count(*) from reminder")).scalar() == 0
