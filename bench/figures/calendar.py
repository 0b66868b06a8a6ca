"""The calendar: a month with 1,000 dates, and a feed of 2,000 entries with the 304 that follows.

The month is compared with the least it takes: expanding the same happenings and writing the same
page. Time is that of this process and its wait for PostgreSQL, one request after the other.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from datetime import time as clock
from itertools import count
from statistics import median
from typing import Any

from flask import g
from sqlalchemy import delete, insert

from bench.database import BASE_DOMAIN, Database
from bench.finding import Finding
from bench.rounds import alternate, ratio
from bench.run import Bench
from bench.statements import counting
from portal.calendar.gathering import gather
from portal.calendar.models import CalendarEntry
from portal.calendar.showing import KINDS, Shown, arranged
from portal.calendar.wishes import VIEWS, Wish
from portal.clock import today
from portal.ledger import announce_public_change
from portal.pages import page, written
from portal.tables import new_id
from tenants.registry import KnownNetwork

DATES, ENTRIES = 1_000, 2_000
MOST_QUERIES, MOST_TIMES, MOST_MS = 10, 1.5, 300


def measure(bench: Bench) -> Iterator[Finding]:
    """First the month, then the feed; what was filled in goes away again."""
    database = bench.pages
    network = database.networks[2]
    first = today().replace(day=1)
    _fill(database, network, [_weekly(number, first) for number in range(DATES // 4)])
    yield from _month(bench, database, network, first)
    _fill(database, network, [_once(number) for number in range(ENTRIES)])
    yield from _feed(bench, database, network)
    _fill(database, network, [])


def _month(bench: Bench, database: Database, network: KnownNetwork, first: date) -> Iterator[Finding]:
    browser, host, fresh = database.app.test_client(), database.host(network), count()
    wish = Wish("month", first)

    def whole() -> None:
        path = f"/calendar?on={first}&fresh={next(fresh)}"
        assert browser.get(path, base_url=f"https://{host}").status_code == 200

    with database.app.test_request_context("/calendar", base_url=f"https://{network.slug}.{BASE_DOMAIN}"):
        g.network, g.person = network, None
        with database.session(network) as db:
            g.db = db
            found = gather(db, None, *wish.window, kinds=wish.kinds)
            shown = arranged(found, None, wish)

        def bare() -> None:
            _page(arranged(found, None, wish))

        whole()
        with counting(database.engine) as sent:
            whole()
        sides = {"whole": lambda: _ms(whole), "bare": lambda: _ms(bare)}
        samples = alternate(sides, bench.rounds(40))
    against = ratio(samples["whole"], samples["bare"])
    yield Finding(
        "calendar", f"month with {shown.total} dates, statements", len(sent), "", at_most=MOST_QUERIES
    )
    yield Finding(
        "calendar",
        "the same month against expanding and rendering alone",
        against.median,
        "times",
        at_most=MOST_TIMES,
        control=f"{against}; {median(samples['whole']):.1f} against {median(samples['bare']):.1f} ms",
    )


def _page(shown: Shown) -> None:
    """The page of these values."""
    values: dict[str, Any] = {"shown": shown, "wish": shown.wish, "kinds": KINDS}
    values |= {"today": today(), "tends": False}
    page("calendar/index.html", results=written("calendar/_results.html", views=VIEWS, **values), **values)


def _feed(bench: Bench, database: Database, network: KnownNetwork) -> Iterator[Finding]:
    browser, host, fresh = database.app.test_client(), database.host(network), count()

    def ask(path: str, status: int, **headers: str) -> Any:
        answer = browser.get(path, base_url=f"https://{host}", headers=headers)
        assert answer.status_code == status, answer.status_code
        return answer

    first = ask("/calendar.ics", 200)
    assert first.text.count("BEGIN:VEVENT") == ENTRIES
    mark = {"If-None-Match": first.headers["ETag"]}
    made = [_ms(lambda: ask(f"/calendar.ics?fresh={next(fresh)}", 200)) for _ in range(bench.rounds(20))]
    known = [_ms(lambda: ask("/calendar.ics", 304, **mark)) for _ in range(bench.rounds(100))]
    yield Finding(
        "calendar",
        f"feed of {ENTRIES} entries, made anew",
        median(made),
        "ms",
        at_most=MOST_MS,
        control=f"slowest {max(made):.0f} ms; {len(first.data) / 1000:.0f} kB",
    )
    yield Finding("calendar", "the same feed, had already (304)", median(known), "ms", at_most=MOST_MS)


def _ms(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1000


def _fill(database: Database, network: KnownNetwork, rows: list[dict[str, Any]]) -> None:
    """These entries, and no others."""
    with database.session(network) as db:
        db.execute(delete(CalendarEntry))
        if rows:
            db.execute(insert(CalendarEntry), rows)
        announce_public_change(db)
        db.commit()
    database.kernel.directory.forget()


def _weekly(number: int, first: date) -> dict[str, Any]:
    day = first - timedelta(days=first.weekday() + 28) + timedelta(days=number % 7)
    return _entry(number) | {"rrule": f"FREQ=WEEKLY;BYDAY={day:%a}"[:-1].upper(), "first_on": day}


def _once(number: int) -> dict[str, Any]:
    return _entry(number) | {"rrule": "", "first_on": today() + timedelta(days=number % 365)}


def _entry(number: int) -> dict[str, Any]:
    hours = {"starts_at": clock(9 + number % 12), "ends_at": clock(11 + number % 12)}
    said = {"title": f"Bijeenkomst {number}", "visibility": "public", "place": "Helmond"}
    return {"id": new_id(), **said, **hours}
