"""64 people sign up for 12 places of one training after the other: the deed beside bare guarded UPDATEs.

Bare: one UPDATE that counts a place if there is one, the row of who comes or waits, and a commit. The deed
keeps to the window and the share of groups besides, and writes the audit and the job of the mail. Both for
the same people and trainings.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier, BoundedSemaphore
from uuid import UUID

from sqlalchemy import func, select, text

from bench.database import Database
from bench.finding import Finding
from bench.rounds import alternate, ratio
from bench.run import Bench
from portal.clock import now
from portal.signups import actions
from portal.signups.models import TAKING, SignUp
from portal.signups.wishes import Wish
from portal.tables import new_id
from portal.trainings.models import Training
from tenants.registry import KnownNetwork

THREADS, TRAININGS, PLACES = 64, 8, 12
CONNECTIONS = 20
"""At once in the database, as the pool of a web process allows; the others stand before it."""
LEAST = 0.5
_COUNT = text("UPDATE training SET taken = taken + 1 WHERE id = :training AND taken < capacity RETURNING 1")
_WRITE = text(
    "INSERT INTO sign_up (id, created_at, changed_at, queued_at, training_id, email, name, locale, party_id,"
    ' alone_ok, state, "first") VALUES (:id, now(), now(), now(), :training, :email, :name, \'\', :id, false,'
    " :state, false)"
)
Try = Callable[["Ground", UUID, str], None]


class Ground:
    """A network with trainings that are open."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.network: KnownNetwork = database.networks[0]
        self.trainings = [new_id() for _number in range(TRAININGS)]
        self.over = 0

    def race(self, attempt: Try) -> float:
        """Sign-ups a second, from all threads together; five of six find every place taken."""
        self._clear()
        start, doors = Barrier(THREADS + 1), BoundedSemaphore(CONNECTIONS)

        def person(number: int) -> None:
            start.wait(timeout=60)
            for training in self.trainings:
                with doors:
                    attempt(self, training, f"p{number}@people.example")

        with ThreadPoolExecutor(THREADS) as people:
            futures = [people.submit(person, number) for number in range(THREADS)]
            start.wait(timeout=60)
            began = time.perf_counter()
            for future in futures:
                future.result()
            lasted = time.perf_counter() - began
        self._look()
        return THREADS * TRAININGS / lasted

    def _clear(self) -> None:
        starts = now() + timedelta(days=30)
        with self.database.session(self.network) as db:
            db.execute(text("DELETE FROM training"))
            for key in self.trainings:
                ends = starts + timedelta(hours=2)
                facts = {"title": "Training", "state": "open", "capacity": PLACES}
                db.add(Training(id=key, starts_at=starts, ends_at=ends, **facts))

    def _look(self) -> None:
        given = select(func.count()).where(SignUp.state.in_(TAKING)).group_by(SignUp.training_id)
        with self.database.session(self.network) as db:
            self.over += sum(number != PLACES for number in db.scalars(given))


def bare(ground: Ground, training: UUID, email: str) -> None:
    """Count, write, commit."""
    with ground.database.kernel.scope.network(ground.network) as db:
        state = "confirmed" if db.scalar(_COUNT, {"training": training}) else "waiting"
        who = {"id": new_id(), "training": training, "email": email, "name": "P", "state": state}
        db.execute(_WRITE, who)
        db.commit()


def deed(ground: Ground, training: UUID, email: str) -> None:
    """What a request does once the gate has found the training."""
    with ground.database.kernel.scope.network(ground.network) as db:
        found = db.get_one(Training, training)
        actions.sign_up(db, found, Wish(name="P", email=email), by=None)
        db.commit()


def measure(bench: Bench) -> Iterator[Finding]:
    """Sign-ups a second of the deed as a share of the bare ones, and trainings with more or fewer than 12."""
    ground = Ground(bench.pages)

    def by_deed() -> float:
        with ground.database.app.app_context():
            return ground.race(deed)

    rates = alternate({"deed": by_deed, "bare": lambda: ground.race(bare)}, bench.rounds(40), seconds=40)
    share = ratio(rates["deed"], rates["bare"])
    each = f"deed {max(rates['deed']):.0f}/s, bare {max(rates['bare']):.0f}/s at best; share {share}"
    at_once = f"{THREADS} at once for {PLACES} places"
    yield Finding("places", f"{at_once}: rate beside bare", share.median, "", at_least=LEAST, control=each)
    yield Finding("places", f"{at_once}: trainings with a place too many", ground.over, "", at_most=0)
