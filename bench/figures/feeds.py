"""The open doors: "you have it already" (304) and a full answer against hello-world; and making one anew.

A 304 is given before anything of the network's schema is read. What is made anew, after each public change,
is compared with writing the same value as JSON, which is the least any way of making it takes.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from datetime import date
from statistics import median
from typing import Any

from flask import g

from bench.figures.booklet import NETWORK, paper, public_group
from bench.finding import Finding
from bench.rounds import alternate, ratio
from bench.rows import GROUPS, fill
from bench.run import Bench
from bench.web import Outcome, Web, load, request
from portal.feeds import hsds
from portal.feeds.meeting_guide import meeting_guide
from portal.feeds.table import table
from portal.groups.publishing import public_groups

DOORS = ("/groups.json", "/groups.csv", "/hsds/services", "/groups.atom")
MOST_TIMES = 1.3
SECONDS = 0.5
TODAY = date(2026, 11, 22)


def measure(bench: Bench) -> Iterator[Finding]:
    """Answers over HTTP, then reading the rows, then writing each format."""
    database = bench.one
    fill(database, database.networks[0])
    yield from _served(bench)
    yield _reading(bench)
    yield from _writing(bench)


def _served(bench: Bench) -> Iterator[Finding]:
    database = bench.one
    host = database.host(database.networks[0])
    hello, portal = bench.web("bench.apps.hello:app"), bench.web("portal.wsgi:app", database)
    asks: dict[str, tuple[Web, str, int]] = {"hello": (hello, request(host, "/"), 200)}
    sizes = {}
    for door in DOORS:
        _, headers, body = portal.get(host, door, {"Accept-Encoding": "gzip"})
        sizes[door] = len(body) / 1000
        asks[f"304 {door}"] = (portal, request(host, door, {"If-None-Match": headers["etag"]}), 304)
        asks[f"full {door}"] = (portal, request(host, door, {"Accept-Encoding": "gzip"}), 200)
    sides = {name: _burst(*ask) for name, ask in asks.items()}
    samples = alternate(sides, bench.rounds(12), seconds=60)
    theirs = [burst.web_ms for burst in samples.pop("hello")]
    for name, bursts in samples.items():
        ours = [burst.web_ms for burst in bursts]
        against, kind = ratio(ours, theirs), name.split()[0]
        yield Finding(
            "feeds", f"{name}, {GROUPS} groups, CPU against hello-world", against.median, "times",
            at_most=MOST_TIMES if kind == "304" else None,
            control=f"{against}; {median(ours):.3f} against {median(theirs):.3f} ms; "
            f"{sizes[name.split()[1]]:.0f} kB packed",
        )


def _burst(web: Web, text: str, status: int) -> Callable[[], Outcome]:
    def sample() -> Outcome:
        return load(web, [text], seconds=SECONDS, connections=1, status=status)

    return sample


def _reading(bench: Bench) -> Finding:
    database = bench.one
    spent = []
    for _ in range(bench.rounds(20)):
        with database.session(database.networks[0]) as db, database.app.test_request_context():
            g.network = database.networks[0]
            began = time.perf_counter()
            _, groups = public_groups(db, locale="nl")
            spent.append((time.perf_counter() - began) * 1000)
    return Finding(
        "feeds", f"reading {len(groups)} groups as everybody may know them", median(spent), "ms",
        control=f"slowest {max(spent):.0f} ms",
    )


def _writing(bench: Bench) -> Iterator[Finding]:
    groups = [public_group(number) for number in range(GROUPS)]
    with paper().app_context():
        value = meeting_guide(groups, NETWORK, today=TODAY)
        many = hsds.services(groups, NETWORK, today=TODAY, full=True, per_page=GROUPS)
        sides: dict[str, Callable[[], Any]] = {
            "Meeting Guide": lambda: json.dumps(meeting_guide(groups, NETWORK, today=TODAY)),
            "bare Meeting Guide": lambda: json.dumps(value),
            "HSDS, full": lambda: json.dumps(
                hsds.services(groups, NETWORK, today=TODAY, full=True, per_page=GROUPS)
            ),
            "bare HSDS, full": lambda: json.dumps(many),
            "table": lambda: table(groups),
        }
        samples = alternate({name: _timed(side) for name, side in sides.items()}, bench.rounds(20))
    for name in ("Meeting Guide", "HSDS, full", "table"):
        ours = samples[name]
        bare = samples.get(f"bare {name}")
        against = f"{ratio(ours, bare)} times json.dumps of the same" if bare else ""
        yield Finding("feeds", f"{name} of {GROUPS} groups, made anew", median(ours), "ms", control=against)


def _timed(side: Callable[[], Any]) -> Callable[[], float]:
    def sample() -> float:
        began = time.perf_counter()
        side()
        return (time.perf_counter() - began) * 1000

    return sample
