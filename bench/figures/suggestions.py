"""What is like a question, among 5,000 requests and articles, against the bare statements sent with psycopg.

Ours is all that happens between the words and the lines of the part: synonyms and compounds, what the person
may read, the ranking, and the addresses. The control sends what it sent, with the same values, on one
connection of the same login. Every question is asked as it grows, word by word, as the field asks while
somebody types.
"""

from __future__ import annotations

import csv
import random
import time
from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from typing import Any

import psycopg
from flask import g
from sqlalchemy import delete, make_url

from bench.database import BASE_DOMAIN, Database
from bench.finding import Finding
from bench.rounds import alternate, percentile
from bench.run import Bench
from bench.statements import Sent, counting
from portal.accounts.models import Person
from portal.knowledge import indexing
from portal.knowledge.categories import CODES
from portal.knowledge.suggestions import KINDS, suggestions
from portal.knowledge.synonyms import FILE
from portal.tables import new_id
from tenants.registry import KnownNetwork
from tenants.scope import password_for

THINGS = 5_000
QUESTIONS = 40
AT_MOST = 1.5
SHARE = 0.95
_OPENINGS = ("Hoe regelen we", "Wie weet iets over", "Mogen wij", "Waar vinden we", "Wat kost")


def measure(bench: Bench) -> Iterator[Finding]:
    """Time of each question at each word, on both sides."""
    database, draw = bench.pages, random.Random(11)
    network = database.networks[0]
    asked = [text for _ in range(QUESTIONS) for text in _growing(_question(draw, 4))]
    KINDS.setdefault("request", KINDS["article"])
    with database.app.test_request_context("/", base_url=f"https://{network.slug}.{BASE_DOMAIN}"):
        g.network = network
        person = _fill(database, network, draw)
        heard = [_heard(database, network, person, text) for text in asked]
        with _login(database, network) as connection:
            sides = {
                "ours": lambda: [_timed(partial(_ask, database, network, person, one)) for one in asked],
                "sql": lambda: [_timed(partial(_send, connection, one)) for one in heard],
            }
            samples = alternate(sides, bench.rounds(20), seconds=60)
    ours, theirs = ([ms for found in samples[name] for ms in found] for name in ("ours", "sql"))
    slow, bare = percentile(ours, SHARE), percentile(theirs, SHARE)
    middle = percentile(ours, 0.5), percentile(theirs, 0.5)
    yield Finding(
        "suggestions", f"p95 over {THINGS} things against the bare statements", slow / bare, "times",
        at_most=AT_MOST,
        control=f"{slow:.1f} against {bare:.1f} ms; medians {middle[0]:.1f} and {middle[1]:.1f} ms",
        detail={"questions": len(asked), "statements": sum(map(len, heard)) / len(heard)},
    )


def _fill(database: Database, network: KnownNetwork, draw: random.Random) -> Person:
    """Half requests, half articles with a text; asked by a steward, who may read all of them."""
    with database.kernel.scope.network(network) as db:
        db.expire_on_commit = False
        db.execute(delete(indexing.QuestionText))
        for number in range(THINGS):
            long = number % 2
            text = " ".join(_question(draw, 3) for _ in range(12 if long else 2))
            indexing.put(
                db, kind="article" if long else "request", thing_id=new_id(), title=_question(draw, 3),
                text=text, category=draw.choice(CODES), audience="network", region="Regio",
                dated=date(2026, 11, 22), helped=number % 7,
            )
        person = Person(email=f"{new_id()}@people.example", name="Ada", is_steward=True)
        db.add(person)
        db.flush()
        db.commit()
    with psycopg.connect(database.admin_url, autocommit=True) as admin:
        admin.execute(f"VACUUM ANALYZE {network.role}.question_text")  # type: ignore[arg-type]
    return person


def _words() -> list[str]:
    with FILE.open(encoding="utf-8", newline="") as lines:
        return [word for row in csv.DictReader(lines) for word in row["nl"].split("|") if "…" not in word]


_KNOWN = _words()


def _question(draw: random.Random, words: int) -> str:
    return f"{draw.choice(_OPENINGS)} {' en '.join(draw.sample(_KNOWN, words))}?"


def _growing(question: str) -> Iterator[str]:
    said = question.split()
    return (" ".join(said[:count]) for count in range(3, len(said) + 1))


def _ask(database: Database, network: KnownNetwork, person: Person, text: str) -> None:
    with database.kernel.scope.network(network, read_only=True) as db:
        suggestions(db, person, text)


def _heard(database: Database, network: KnownNetwork, person: Person, text: str) -> list[Sent]:
    with counting(database.engine) as sent:
        _ask(database, network, person, text)
    return list(sent)


def _send(connection: psycopg.Connection[Any], statements: list[Sent]) -> None:
    for statement, values in statements:
        connection.execute(statement, values).fetchall()


def _login(database: Database, network: KnownNetwork) -> psycopg.Connection[Any]:
    secret = database.settings.tenant_db_secret
    url = make_url(database.settings.database_url).set(
        drivername="postgresql", username=network.role, password=password_for(secret, network.role)
    )
    return psycopg.connect(url.render_as_string(False), autocommit=True, prepare_threshold=0)


def _timed(work: Callable[[], None]) -> float:
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1000
