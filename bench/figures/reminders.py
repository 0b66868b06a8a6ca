"""Ten thousand reminders due in the same minute over two hundred networks, sent by two workers.

Beside a bare loop: one process that makes each message and hands it over by one kept connection to the same
server, with no database and nothing to ask. Mails go out by day only, and so does this figure.
"""

from __future__ import annotations

import os
import smtplib
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

from flask import g
from sqlalchemy import delete, insert, update

from bench.database import DATA, Database
from bench.finding import Finding
from bench.run import Bench
from config.local.keep import free_port
from portal.accounts.models import Person
from portal.clock import now
from portal.envelope import sealed
from portal.ledger import Job
from portal.mail import Mail, post
from portal.reminders import planning
from portal.reminders.kinds import KINDS
from portal.reminders.models import Reminder
from portal.reminders.sources import TRAINING
from portal.reminders.timing import awake
from portal.runner import sweep
from portal.signups.models import SignUp
from portal.tables import new_id
from portal.trainings.models import Training, TrainingSession
from tenants.registry import KnownNetwork

ROOT = Path(__file__).parents[2]
OF_EACH, WORKERS, BARE = 50, 2, 1_000
LEAST = 0.5
SENDER = "post@zelfhulp.example"
PATIENCE = 900
KEPT = DATA / "mails.txt"


def measure(bench: Bench) -> Iterator[Finding]:
    """How many were lost and doubled, and the rate beside the bare loop."""
    if awake(moment := now()) != moment:
        return
    database, port = bench.many, free_port()
    number = OF_EACH * len(database.networks)
    for network in database.networks:
        _fill(database, network)
    with _sink(port):
        before = _bare(database, port, _usual)
        rate, ids = _work(database, port, number)
        bare = max(before, _bare(database, port, _usual))
        quicker = _bare(database, port, _ours)
    what = f"{number} due at once over {len(database.networks)} networks, {WORKERS} workers"
    control = f"{rate:.0f}/s; bare loop {bare:.0f}/s at best, {quicker:.0f}/s with our envelope"
    yield Finding("reminders", f"{what}: lost", number - len(set(ids)), "", at_most=0)
    yield Finding("reminders", f"{what}: doubled", len(ids) - len(set(ids)), "", at_most=0)
    yield Finding("reminders", f"{what}: rate beside bare", rate / bare, "", at_least=LEAST, control=control)


def _fill(database: Database, network: KnownNetwork) -> None:
    """So many people have a place in what begins tomorrow; everything else of the network can wait."""
    begins, yesterday, key = now() + timedelta(hours=23, minutes=59), now() - timedelta(days=1), new_id()
    times = {"starts_at": begins, "ends_at": begins + timedelta(hours=2)}
    with database.session(network) as db:
        for kind in (Training, Reminder):
            db.execute(delete(kind))
        db.execute(insert(Training).values(id=key, title="T", state="closed", changed_at=yesterday, **times))
        db.execute(insert(TrainingSession).values(training_id=key, **times))
        people = [{"id": new_id(), "email": f"{new_id().hex}@people.example"} for _number in range(OF_EACH)]
        db.execute(insert(Person), people)
        facts = {"training_id": key, "name": "P", "changed_at": yesterday}
        own = [new_id() for _one in people]
        mine = [{"id": key, "party_id": key, "person_id": one["id"], "email": one["email"]}
                for key, one in zip(own, people, strict=True)]  # fmt: skip
        db.execute(insert(SignUp), [row | facts for row in mine])
        db.execute(update(Job).where(Job.state == "due").values(due_at=now() + timedelta(days=1)))
        planning.plan(db)


def _work(database: Database, port: int, number: int) -> tuple[float, list[str]]:
    """From the first ring until the last mail is there: mails a second, and their ids."""
    KEPT.write_text("")
    with database.app.app_context(), _workers(database, port):
        database.kernel.redis.flushdb()
        time.sleep(5)  # until both listen
        began = time.perf_counter()
        while (there := _there()) < number and time.perf_counter() - began < PATIENCE:
            sweep()
            time.sleep(0.5)
        lasted = time.perf_counter() - began
        time.sleep(2)  # whatever comes twice would come now
    return there / lasted, KEPT.read_text().split()


def _there() -> int:
    with KEPT.open("rb") as lines:
        return sum(1 for _line in lines)


@contextmanager
def _workers(database: Database, port: int) -> Iterator[None]:
    env = {"PATH": os.environ["PATH"], **database.product_env, "SMTP_URL": f"smtp://127.0.0.1:{port}"}
    with (DATA / "workers.log").open("w") as log:
        running = [
            subprocess.Popen([sys.executable, "worker.py", "work"], cwd=ROOT, env=env, stdout=log, stderr=log)
            for _number in range(WORKERS)
        ]
        try:
            yield
        finally:
            for process in running:
                process.terminate()
            for process in running:
                process.wait(30)


@contextmanager
def _sink(port: int) -> Iterator[None]:
    command = [sys.executable, "-m", "bench.mail_sink", str(port), str(KEPT)]
    with subprocess.Popen(command, cwd=ROOT) as process:
        try:
            time.sleep(1)
            yield
        finally:
            process.terminate()


def _bare(database: Database, port: int, write: Callable[[Mail, int], bytes]) -> float:
    """Mails a second of a loop that makes the same message and hands it over, by one kept connection."""
    network = database.networks[0]
    with database.app.app_context():
        g.network = network
        with database.kernel.scope.network(network) as db:
            mail = post(
                db, template="reminder", to="p@people.example", locale="nl", sentence=TRAINING, when="morgen",
                link="https://x.example/", why=KINDS["training"].why, unsubscribe="https://x.example/",
            )  # fmt: skip
            db.expunge(mail)
    with smtplib.SMTP("127.0.0.1", port) as line:
        began = time.perf_counter()
        for number in range(BARE):
            line.sendmail(SENDER, [mail.recipient], write(mail, number))
        lasted = time.perf_counter() - began
    return BARE / lasted


def _usual(mail: Mail, number: int) -> bytes:
    """As the standard library makes a message today."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = SENDER, mail.recipient, mail.subject
    message["Message-ID"] = f"<bare-{number}@zelfhulp.example>"
    message.set_content(mail.body_text, cte="quoted-printable")
    message.add_alternative(mail.body_html, subtype="html", cte="quoted-printable")
    return message.as_bytes(policy=SMTP)


def _ours(mail: Mail, number: int) -> bytes:
    """As this product makes it (portal/envelope.py)."""
    headers = {"Subject": mail.subject, "Message-ID": f"<bare-{number}@zelfhulp.example>"}
    said = {"text": mail.body_text, "html": mail.body_html}
    return sealed(("", SENDER), mail.recipient, headers, **said).content
