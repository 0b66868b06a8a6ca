"""The minute after a newsletter: 200 guests sign up for one training of 12 places over HTTP without an error.

Each reads the page, types an address, the code from the mail, and who comes: six requests and a pause as
people make. The server is granian with one worker. Besides: how long the last button takes.
"""

from __future__ import annotations

import http.client
import re
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from sqlalchemy import select, text

from bench.database import Database
from bench.finding import Finding
from bench.run import Bench
from portal.clock import now
from portal.mail import Mail
from portal.signups.models import SignUp
from portal.tables import new_id
from portal.trainings.models import Training, TrainingSession
from portal.visitor_forms import QUICKEST

PEOPLE, SECONDS, PLACES = 200, 60.0, 12
_FIELD = r'name="%s"[^>]*value="([^"]*)"'
_CODE = re.compile(r"\b[A-Z0-9]{4}-[A-Z0-9]{4}\b")


class Guest:
    """One browser: cookies, form tokens, and how long each answer took."""

    def __init__(self, number: int, port: int, host: str) -> None:
        self.email, self.port, self.host = f"guest{number}@people.example", port, host
        self.headers = {"Host": host, "X-Forwarded-For": f"198.51.{number // 200}.{number % 200 + 1}"}
        self.headers |= {"Sec-Fetch-Site": "same-origin", "Accept-Language": "nl"}
        self.cookies: dict[str, str] = {}
        self.last_ms = 0.0
        self.page = ""

    def ask(self, method: str, path: str, expected: int, **data: str) -> str:
        """One request; where it leads to. Raises when the answer is another one."""
        headers = {**self.headers, "Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items())}
        body = urlencode(data) if data else None
        if body:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        began = time.perf_counter()
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        connection.request(method, path, body=body, headers=headers)
        answer = connection.getresponse()
        self.page = answer.read().decode()
        connection.close()
        self.last_ms = (time.perf_counter() - began) * 1000
        for line in answer.headers.get_all("Set-Cookie") or ():
            name, _is, value = line.partition(";")[0].partition("=")
            self.cookies[name] = value
        if answer.status != expected:
            raise RuntimeError(f"{method} {path.rpartition('/')[2]}: {answer.status}")
        return str(answer.headers.get("Location", ""))

    def field(self, name: str) -> str:
        """A hidden field of the page."""
        found = re.search(_FIELD % name, self.page)
        return found[1] if found else ""


def _come(guest: Guest, training: str, database: Database) -> None:
    form = f"/trainings/{training}/sign-up"
    guest.ask("GET", f"/trainings/{training}", 200)
    guest.ask("GET", form, 200)
    time.sleep(QUICKEST.total_seconds() + 0.3)
    sent = {"csrf_token": guest.field("csrf_token"), "opened": guest.field("opened"), "company": ""}
    guest.ask("POST", form, 303, email=guest.email, **sent)
    with database.session(database.networks[0]) as db:
        mail = db.scalars(select(Mail.body_text).where(Mail.recipient == guest.email)).one()
    code = _CODE.search(mail)
    guest.ask("POST", f"{form}/code", 303, csrf_token=sent["csrf_token"], code=code[0] if code else "")
    guest.ask("GET", f"{form}/details", 200)
    token = guest.field("csrf_token")
    leads = guest.ask("POST", f"{form}/details", 303, csrf_token=token, name="Gast", group="", companion="")
    if not leads.startswith("/sign-ups/"):
        raise RuntimeError(f"the last step leads to {leads}")


def _training(database: Database) -> str:
    starts, key = now() + timedelta(days=30), new_id()
    times: dict[str, Any] = {"starts_at": starts, "ends_at": starts + timedelta(hours=2)}
    with database.session(database.networks[0]) as db:
        db.execute(text("DELETE FROM training"))
        facts = {"title": "Training", "state": "open", "visibility": "public", "capacity": PLACES}
        db.add(Training(id=key, **facts, **times))
        db.flush()
        db.add(TrainingSession(training_id=key, **times))
    return str(key)


def measure(bench: Bench) -> Iterator[Finding]:
    """Errors, places given and people waiting that are not as they should be, and the slowest tenth."""
    database = bench.pages
    people, seconds = (20, 6.0) if bench.quick else (PEOPLE, SECONDS)
    web = bench.web("portal.wsgi:app", database, PROXY_HOPS="1")
    training, host = _training(database), database.host(database.networks[0])
    guests = [Guest(number, web.port, host) for number in range(people)]

    def person(number: int) -> str:
        time.sleep(number * seconds / people)
        try:
            _come(guests[number], training, database)
        except (RuntimeError, OSError) as error:
            return str(error) or type(error).__name__
        return ""

    with ThreadPoolExecutor(people) as pool:
        errors = Counter(filter(None, pool.map(person, range(people))))
    with database.session(database.networks[0]) as db:
        states = Counter(db.scalars(select(SignUp.state)))
    wrong = abs(states["confirmed"] - PLACES) + abs(states["waiting"] - (people - PLACES))
    bench.stop_webs()
    took = sorted(guest.last_ms for guest in guests)
    said = f"{people} guests in {seconds:.0f} s"
    half, most = took[people // 2], took[people * 95 // 100]
    slow = f"the last button: half within {half:.0f} ms, 95 of 100 {most:.0f} ms"
    seen = ", ".join(f"{number} x {what}" for what, number in errors.items()) or slow
    yield Finding("newsletter", f"{said}: errors", errors.total(), "", at_most=0, control=seen)
    yield Finding("newsletter", f"{said}: places or turns that are wrong", wrong, "", at_most=0)
