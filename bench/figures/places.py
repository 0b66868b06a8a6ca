"""64 people at once sign up over HTTP for 12 places in each of many trainings: beside bare guarded UPDATEs.

Both sides are requests of people who are signed in, through the same gate of the same server. Bare: one
UPDATE that counts a place if there is one, and the row of who comes or waits (bench/apps/guarded.py). The
portal's own reads the form, keeps to conditions, to who has a place already and to the share of groups,
counts tries, and writes the audit and the job of the mail. Besides: nothing may be oversold, and nobody may
wait beside a free place.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from random import Random
from typing import Any
from urllib.parse import urlencode

from sqlalchemy import func, select, text

from bench.database import Database
from bench.finding import Finding
from bench.rounds import alternate, ratio
from bench.run import Bench
from bench.web import Web, load
from portal.accounts import sessions
from portal.accounts.models import Person
from portal.clock import now
from portal.signups.models import TAKING, SignUp
from portal.tables import new_id
from portal.trainings.models import Training, TrainingSession

PEOPLE, TRAININGS, PLACES = 64, 100, 12
LEAST = 0.5
_TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


@dataclass(frozen=True)
class Caller:
    """Somebody signed in: cookies, and a token for forms."""

    cookies: str
    token: str

    def post(self, host: str, path: str, **data: str) -> str:
        """The text of a request."""
        body = urlencode({"csrf_token": self.token, **data})
        lines = [f"POST {path} HTTP/1.1", f"Host: {host}", f"Cookie: {self.cookies}"]
        lines += ["Sec-Fetch-Site: same-origin"]
        lines += ["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(body)}"]
        return "\r\n".join([*lines, "", body])


class Ground:
    """A network with trainings that are open and people who want to come to all of them."""

    def __init__(self, bench: Bench) -> None:
        self.database: Database = bench.pages
        self.network = self.database.networks[0]
        self.host = self.database.host(self.network)
        self.trainings = [new_id() for _number in range(8 if bench.quick else TRAININGS)]
        self.web: Web = bench.web("bench.apps.guarded:app", self.database)
        self.oversold = self.idle = 0
        self._open()
        self.people = [self._caller(number) for number in range(PEOPLE)]

    def race(self, path: str, share: int) -> float:
        """Answers a second; `share` of the trainings, all people for each."""
        self._open()
        chosen = self.trainings[:: max(1, len(self.trainings) // share)]
        data = {"name": "P", "group": "", "companion": ""}
        texts = [one.post(self.host, path.format(key), **data) for key in chosen for one in self.people]
        Random(1).shuffle(texts)
        done = load(self.web, texts, seconds=60, connections=PEOPLE, most=len(texts), status=303)
        self._look()
        return done.rate

    def _open(self) -> None:
        starts = now() + timedelta(days=30)
        times: dict[str, Any] = {"starts_at": starts, "ends_at": starts + timedelta(hours=2)}
        facts = {"title": "Training", "state": "open", "capacity": PLACES, "who": "accounts"}
        with self.database.session(self.network) as db:
            db.execute(text("DELETE FROM training"))
            db.execute(text("DELETE FROM rate_limit"))
            db.add_all(Training(id=key, **times, **facts) for key in self.trainings)
            db.flush()
            db.add_all(TrainingSession(training_id=key, **times) for key in self.trainings)

    def _look(self) -> None:
        """Places given beside places there are."""
        given = select(func.count()).where(SignUp.state.in_(TAKING)).group_by(SignUp.training_id)
        with self.database.session(self.network) as db:
            for number in db.scalars(given):
                self.oversold += number > PLACES
                self.idle += number < PLACES

    def _caller(self, number: int) -> Caller:
        with self.database.session(self.network) as db:
            person = Person(email=f"p{number}@people.example", name="P")
            db.add(person)
            db.flush()
            cookie = f"__Host-session={sessions.start(db, person)}"
        form = f"/trainings/{self.trainings[0]}/sign-up"
        status, headers, body = self.web.get(self.host, form, {"Cookie": cookie})
        found = _TOKEN.search(body.decode())
        if status != 200 or found is None:
            raise RuntimeError(f"the form answers {status}")
        own = headers.get("set-cookie", "").partition(";")[0]
        return Caller("; ".join(filter(None, (cookie, own))), found[1])


def measure(bench: Bench) -> Iterator[Finding]:
    """Sign-ups a second as a share of the bare ones, and trainings with more or fewer than 12."""
    ground = Ground(bench)
    share = 4 if bench.quick else 10

    def side(path: str) -> Callable[[], float]:
        return lambda: ground.race(path, share)

    sides = {"own": side("/trainings/{}/sign-up"), "bare": side("/guarded/{}")}
    rates = alternate(sides, bench.rounds(40), seconds=60)
    bench.stop_webs()
    part = ratio(rates["own"], rates["bare"])
    each = f"own {max(rates['own']):.0f}/s, bare {max(rates['bare']):.0f}/s at best; share {part}"
    at_once = f"{PEOPLE} over HTTP for {PLACES} places"
    yield Finding("places", f"{at_once}: rate beside bare", part.median, "", at_least=LEAST, control=each)
    yield Finding("places", f"{at_once}: trainings with a place too many", ground.oversold, "", at_most=0)
    yield Finding("places", f"{at_once}: with a free place beside who waits", ground.idle, "", at_most=0)
