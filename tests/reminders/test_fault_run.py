"""The fault run: two workers and a clock send reminders while everything around them breaks, again and again.

Nothing is lost, nothing is skipped without a reason, no process ends by itself, and every mail that came
twice has one fault of its own that explains it. REMINDER_FAULTS=10000 takes so many reminders instead of 400,
over 200 networks instead of 4. -s shows the doubles one by one, REMINDER_FAULTS_REPORT names a file for them.
"""

from __future__ import annotations

import os
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select

from portal.ledger import Job
from portal.mail import Mail
from portal.reminders.models import Reminder
from tenants.registry import KnownNetwork
from tests.conftest import DATA
from tests.reminders.fault_family import Family, environment
from tests.reminders.fault_ground import SENDING, Ground, Servers
from tests.reminders.fault_report import Causes, at_most, explained, report, tick
from tests.reminders.fault_series import SERIES, Faults
from tests.reminders.fault_sink import FaultSink

pytestmark = pytest.mark.xdist_group("faults")
MAILS = int(os.environ.get("REMINDER_FAULTS", "400"))
NETWORKS = 4 if MAILS <= 400 else MAILS // 50
SEED = int(os.environ.get("REMINDER_FAULTS_SEED", "24"))
LONGEST = 300.0
"""Seconds within which everything has to be settled once the faults are over."""


class Stage:
    """Servers, networks and a mail server, for one run after the other."""

    def __init__(self, home: Path) -> None:
        self.log = home.with_suffix(".log")
        self.log.write_bytes(b"")
        self.family: Family | None = None
        self.servers = Servers(home)
        self.sink = FaultSink(lambda port: self.family.of_port(port) if self.family else None)
        self.ground = Ground(self.servers, self.sink.port)
        self.ground.grow(NETWORKS + 1)

    def play(self, program: str = "worker.py") -> Family:
        """The processes of one run."""
        module = () if program.endswith(".py") else ("-m",)
        self.sink.takes.clear()
        self.family = Family(environment(self.ground.env), self.log, (*module, program))
        return self.family


@pytest.fixture(scope="module")
def stage(process: str) -> Iterator[Stage]:
    """Started for this module, and gone after it."""
    made = Stage(DATA / f"faults-{process}")
    try:
        with made.sink:
            yield made
    finally:
        made.servers.clear()


def test_nothing_is_lost_or_skipped_and_every_double_is_explained(stage: Stage) -> None:
    ground, sink, began = stage.ground, stage.sink, tick()
    networks, each = ground.networks[:NETWORKS], MAILS // NETWORKS
    addresses = [to for network in networks for to in ground.fill(network, each)]
    with stage.play() as family:
        family.wait_until_all_live()
        faults = Faults(ground, sink, family, seed=SEED)
        faults.run(max(1, MAILS // 1_000), MAILS)
        _until_all_is_settled(ground)
    causes = explained(sink.takes, faults.done)
    _tell(report(sink.takes, faults.done, causes, began))
    assert family.deaths == []
    assert {fault.kind for fault in faults.done} == set(SERIES)
    mails = {(take.to, take.message_id) for take in sink.takes}
    assert sorted(to for to, _message_id in mails) == sorted(addresses)
    assert [double for double, fault in causes if fault is None] == []
    assert len(causes) <= at_most(faults.done, len(family.children))
    _is_sent_again_who_was_not_heard(sink, causes)
    for network in networks:
        _is_settled(ground, network, each)


def test_control_marks_kept_back_to_the_end_and_processes_that_give_up_are_found(stage: Stage) -> None:
    ground, sink, redis = stage.ground, stage.sink, stage.servers.redis
    addresses = ground.fill(ground.networks[-1], 200)
    with stage.play("tests.reminders.careless_worker") as family:
        family.wait_until_all_live()
        faults = Faults(ground, sink, family, seed=SEED)
        faults.run_these(["worker killed", "PostgreSQL restarted"], gap=20)
        assert sink.next_take(30)
        redis.stop()
        _until(lambda: any(death.startswith("worker ended by itself") for death in family.deaths), 60)
        stage.servers.start_redis()
        _until_all_is_settled(ground)
    causes = explained(sink.takes, faults.done)
    assert {take.to for take in sink.takes} == set(addresses)
    assert [double for double, fault in causes if fault is None]
    assert any(death.startswith("clock ended by itself") for death in family.deaths)


def _is_sent_again_who_was_not_heard(sink: FaultSink, causes: Causes) -> None:
    """Whose line broke is handed over again, unless another process had the same mail and was heard."""
    unheard = {take.number for take in sink.takes if take.fault >= 0}
    again = {double.first.number for double, fault in causes if fault and fault.sort == "line"}
    known = {double.again.number for double, _fault in causes if double.first.how == "answered"}
    assert again and again <= unheard
    assert unheard - again <= known


def _tell(told: str) -> None:
    sys.stdout.write(told)
    if path := os.environ.get("REMINDER_FAULTS_REPORT"):
        Path(path).write_text(told)


def _until_all_is_settled(ground: Ground) -> None:
    """The faults are over."""
    _until(lambda: not ground.let_time_pass(), LONGEST)


def _until(met: Callable[[], bool], seconds: float) -> None:
    until = time.monotonic() + seconds
    while not met():
        assert time.monotonic() < until, "it did not happen in time"
        time.sleep(0.5)


def _is_settled(ground: Ground, network: KnownNetwork, number: int) -> None:
    """Every reminder has an end with its reason, every mail was sent and wiped, no work waits or failed."""
    rows = ground.asked(network, select(Reminder.state, Reminder.reason, Mail.sent_at, Mail.body_text)
                        .outerjoin(Mail, Mail.id == Reminder.mail_id))  # fmt: skip
    assert Counter((row.state, row.reason) for row in rows) == {
        ("sent", ""): number, ("skipped", "known_later"): number,
    }  # fmt: skip
    assert all(row.sent_at and row.body_text == "" for row in rows if row.state == "sent")
    assert ground.asked(network, select(func.count()).select_from(Mail)) == [(number,)]
    states = ground.asked(network, select(Job.state).where(Job.handler.in_(SENDING)).distinct())
    assert states == [("done",)]
