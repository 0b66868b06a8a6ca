"""The database, the mail server or Redis is away for a while: nothing is lost, and no attempt is used up."""

from __future__ import annotations

import smtplib
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from types import SimpleNamespace
from typing import Any
from unittest.mock import MagicMock

import psycopg
import pytest
import time_machine
from flask import g
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from config.checks import SmtpServer
from portal import ledger, mail, runner
from portal.clock import now
from portal.courier import Courier
from portal.envelope import Sealed, sealed
from portal.extensions import kernel
from portal.ledger import Job, enqueue
from tests.reminders.fault_sink import FaultSink
from tests.sink import Sink
from tests.world import World

NOWHERE = SmtpServer("127.0.0.1", 1, "none", None, None)
MAILS = 6
done: list[str] = []


@ledger.handler("test.ask")
def _ask(db: Any, *, statement: str) -> None:
    db.execute(text(statement))
    done.append(statement)


@ledger.handler("test.cut")
def _cut(db: Any) -> None:
    """Every connection of the network ends, as when the server is restarted."""
    with psycopg.connect(str(kernel().settings.database_admin_url), autocommit=True) as admin:
        query = "select pg_terminate_backend(pid) from pg_stat_activity where usename = %s"
        admin.execute(query, [g.network.role])
    db.execute(text("select 1"))


@pytest.fixture(autouse=True)
def _fresh(sink: Sink) -> Iterator[None]:
    done.clear()
    yield
    sink.clear()


def _jobs(world: World) -> list[tuple[Any, ...]]:
    with world.db() as db:
        rows = db.execute(select(Job.state, Job.attempts, Job.last_error).order_by(Job.id))
        return [tuple(row) for row in rows]


def _write(world: World, *, bulk: bool = True) -> None:
    with world.db() as db:
        for number in range(MAILS):
            to = f"p{number}@people.example"
            mail.post(db, template="sign_in_code", to=to, locale="nl", bulk=bulk, code="A", minutes=10)


def _work_some(world: World) -> int:
    with world.app.app_context():
        g.network = world.network
        return runner._work_some(world.network)


def test_a_database_that_goes_away_is_no_attempt_of_a_job(alpha: World) -> None:
    with alpha.db() as db:
        enqueue(db, "test.cut")
    with pytest.raises(DBAPIError):
        alpha.work()
    assert _jobs(alpha) == [("due", 0, None)]


def test_control_what_the_database_refuses_is_one(alpha: World) -> None:
    with alpha.db() as db:
        enqueue(db, "test.ask", statement="select 1/0")
    alpha.work()
    assert _jobs(alpha) == [("due", 1, "DataError")]


def test_the_worker_survives_a_database_that_goes_away(alpha: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The queue's own function says so in the log, and leaves the rest to the next ring."""
    with alpha.db() as db:
        enqueue(db, "test.cut")
    monkeypatch.setitem(sys.modules, "portal.wsgi", SimpleNamespace(app=alpha.app))
    runner.drain_role(alpha.network.role)
    assert _jobs(alpha) == [("due", 0, None)]


def _cut_after_the_first_mail(monkeypatch: pytest.MonkeyPatch) -> None:
    """When the mail server has just taken it."""
    deliver, cut = Courier.deliver, iter([_cut])

    def delivered(self: Courier, one: Sealed) -> None:
        deliver(self, one)
        next(cut, lambda _db: None)(MagicMock())

    monkeypatch.setattr(Courier, "deliver", delivered)


@pytest.mark.parametrize("bulk", [True, False], ids=["in a batch", "one by one"])
@pytest.mark.parametrize("most", [1, 2], ids=["waited for", "control: not waited for"])
def test_a_mail_that_was_taken_is_marked_when_the_database_is_back(
    alpha: World, sink: Sink, monkeypatch: pytest.MonkeyPatch, bulk: bool, most: int
) -> None:
    monkeypatch.setattr(mail, "MARK_PATIENCE", 45.0 if most == 1 else -1.0)
    _write(alpha)
    alpha.work()
    sink.clear()
    _write(alpha, bulk=bulk)
    _cut_after_the_first_mail(monkeypatch)
    with pytest.raises(DBAPIError):
        alpha.work()
    assert len(sink.received) == 1, "the batch went on without holding its jobs"
    alpha.work()
    counts = Counter(str(got.message["Message-ID"]) for got in sink.received)
    assert len(counts) == MAILS
    assert max(counts.values()) == most


def test_a_batch_that_lasts_leaves_the_rest_for_later(
    alpha: World, sink: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    _write(alpha)
    monkeypatch.setattr(mail, "BATCH_SECONDS", -1.0)
    assert _work_some(alpha) == 1
    assert len(sink.received) == 1
    assert Counter(_jobs(alpha)) == {("done", 0, None): 1, ("due", 0, None): MAILS - 1}
    alpha.work()
    assert len(sink.received) == MAILS


def test_a_mail_server_that_is_away_is_one_attempt_of_one_mail(
    alpha: World, sink: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    _write(alpha)
    with monkeypatch.context() as patch:
        patch.setattr(mail, "courier", lambda: Courier(NOWHERE))
        alpha.work()
    assert Counter(_jobs(alpha)) == {("due", 1, "ConnectionRefusedError"): 1, ("due", 0, None): MAILS - 1}
    with alpha.db() as db:
        order = list(db.scalars(select(Job.attempts).order_by(Job.due_at)))
    assert order == [0] * (MAILS - 1) + [1]
    with time_machine.travel(now() + timedelta(minutes=1)):
        alpha.work()
    assert len(sink.received) == MAILS


@pytest.fixture
def server() -> Iterator[FaultSink]:
    """A mail server that does what it is told."""
    with FaultSink(lambda _port: None) as running:
        yield running


def _message() -> Sealed:
    sender, headers = ("Post", "post@portal.example"), {"Message-ID": "<one@portal.example>"}
    return sealed(sender, "ben@people.example", headers, text="text", html="<p>text</p>")


@pytest.mark.parametrize("how", ["refuses the sender", "refuses the recipient", "refuses the text"])
def test_after_a_refusal_the_next_mail_goes_out(server: FaultSink, how: str) -> None:
    """Also after a 421, with which a server hangs up."""
    ours = Courier(SmtpServer("127.0.0.1", server.port, "none", None, None))
    server.order(how, 1, 0, lambda: None)
    with pytest.raises((smtplib.SMTPResponseException, smtplib.SMTPRecipientsRefused)):
        ours.deliver(_message())
    assert (ours._line is None) == (how == "refuses the sender")
    ours.deliver(_message())
    assert len(server.takes) == 1
    ours.close()


def test_a_mail_that_was_broken_off_takes_its_line_with_it(
    server: FaultSink, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The next answer on that line would be the one to this mail."""
    ours = Courier(SmtpServer("127.0.0.1", server.port, "none", None, None))
    with monkeypatch.context() as patch:
        patch.setattr(smtplib.SMTP, "data", lambda *_: _broken_off())
        with pytest.raises(KeyboardInterrupt):
            ours.deliver(_message())
    assert ours._line is None
    ours.deliver(_message())
    ours.close()


def _broken_off() -> None:
    raise KeyboardInterrupt


def test_one_network_that_breaks_off_does_not_keep_the_others_waiting(
    alpha: World, beta: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without Redis the clock does the work itself."""
    for world in (alpha, beta):
        with world.db() as db:
            enqueue(db, "test.ask", statement="select 1")
    work_off = runner.work_off

    def broken(role: str) -> None:
        if role == alpha.network.role:
            raise RuntimeError("broken")
        work_off(role)

    monkeypatch.setattr(runner, "work_off", broken)
    monkeypatch.setattr(runner, "ring", lambda _role: False)
    with alpha.app.app_context():
        assert runner.sweep() == 2
    assert done == ["select 1"]
