"""The search over 20,000 groups that networks published, against its own statements sent with psycopg.

The search is all that happens between the address and the page: reading the question, parts of words,
typing mistakes, distance, and the rows that come back. The control sends what it sent, with the same
values, on one connection of the same login.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from typing import Any
from uuid import uuid4

import psycopg
from sqlalchemy import make_url

from bench.database import BASE_DOMAIN, Database
from bench.finding import Finding
from bench.rounds import alternate, percentile
from bench.run import Bench
from bench.statements import Sent, counting
from portal.directory.search import search
from portal.geo.places import Place, gazetteer
from portal.groups.catalogue import ListedTheme, listed_themes
from portal.groups.texts import haystack, index_words, sort_key

GROUPS = 20_000
AT_MOST = 2.0
SHARE = 0.95
DAYS = ("mo", "tu", "we", "th", "fr", "sa", "su")
PARTS = ("morning", "afternoon", "evening")
_INSERT = """
INSERT INTO shared.published_group (role, group_id, slug, name, place, themes, meeting, formats, audiences,
    verified_on, words, sort_key, lat, lon, slots, joining, step_free, document)
VALUES (%(role)s, %(id)s, %(slug)s, %(name)s, %(place)s, %(themes)s, 'elke tweede dinsdag', %(formats)s,
    '{everyone}', '2026-10-14', %(words)s, %(sort_key)s, %(lat)s, %(lon)s, %(slots)s, 'open', %(step_free)s,
    setweight(to_tsvector('dutch', %(name)s), 'A') || setweight(to_tsvector('dutch', %(about)s), 'B')
    || setweight(to_tsvector('dutch', %(place)s), 'C'))
"""

Question = dict[str, str]


def measure(bench: Bench) -> Iterator[Finding]:
    """Time of each of many different questions, on both sides."""
    database, draw = bench.pages, random.Random(7)
    towns = [place for place in gazetteer().places() if place.country == "NL" and place.population > 1_500]
    _fill(database, towns, draw)
    asked = _questions(towns, draw)
    nation = f"https://{BASE_DOMAIN}"
    with database.app.test_request_context("/groups", base_url=nation), _login(database) as connection:
        heard = [_heard(database, question) for question in asked]
        sides = {
            "search": lambda: [_timed(lambda one=one: _ask(database, one)) for one in asked],  # type: ignore[misc]
            "sql": lambda: [_timed(lambda one=one: _send(connection, one)) for one in heard],  # type: ignore[misc]
        }
        samples = alternate(sides, bench.rounds(20), seconds=60)
    ours, theirs = ([ms for found in samples[name] for ms in found] for name in ("search", "sql"))
    slow, bare = percentile(ours, SHARE), percentile(theirs, SHARE)
    middle = percentile(ours, 0.5), percentile(theirs, 0.5)
    yield Finding(
        "national_search", f"p95 over {GROUPS} groups against the bare statements", slow / bare, "times",
        at_most=AT_MOST,
        control=f"{slow:.1f} against {bare:.1f} ms; medians {middle[0]:.1f} and {middle[1]:.1f} ms",
        detail={"questions": len(asked), "statements": sum(map(len, heard)) / len(heard)},
    )


def _fill(database: Database, towns: list[Place], draw: random.Random) -> None:
    """Published groups of all networks, all over the country."""
    themes = [theme for theme in listed_themes().values() if theme.parent]
    weights = [town.population for town in towns]
    homes = draw.choices(towns, weights, k=GROUPS)
    with psycopg.connect(database.admin_url, autocommit=True) as admin, admin.cursor() as cursor:
        roles = [network.role for network in database.networks]
        rows = [
            _row(roles[number % len(roles)], number, draw.choice(themes), home, draw)
            for number, home in enumerate(homes)
        ]
        cursor.executemany(_INSERT, rows)
        admin.execute("VACUUM ANALYZE shared.published_group")


def _row(role: str, number: int, theme: ListedTheme, home: Place, draw: random.Random) -> dict[str, Any]:
    name = f"{theme.name('nl')}groep {home.name}" if number % 3 else f"Samen verder met {theme.name('nl')}"
    parent = listed_themes()[theme.parent]
    about = [*theme.names.values(), *theme.synonyms, *parent.names.values(), *parent.synonyms]
    remote, day, part = number % 9 == 0, draw.choice(DAYS), draw.choice(PARTS)
    return {
        "role": role, "id": uuid4(), "slug": f"group-{number}", "name": name, "place": home.name,
        "themes": [theme.code], "formats": ["online"] if remote else ["in_person"],
        "words": haystack(index_words([name, home.name])), "sort_key": sort_key(name),
        "lat": None if remote else home.lat + draw.uniform(-0.02, 0.02),
        "lon": None if remote else home.lon + draw.uniform(-0.02, 0.02),
        "slots": [day, part, f"{day}-{part}"], "step_free": bool(number % 2),
        "about": " ".join(index_words(about)),
    }  # fmt: skip


def _questions(towns: list[Place], draw: random.Random) -> list[Question]:
    """What people ask: a word, a place, both, with choices, or with a typing mistake."""
    themes = [theme for theme in listed_themes().values() if theme.parent]
    large = [town.name for town in towns if town.population > 20_000]
    found: list[Question] = []
    for theme in draw.sample(themes, min(24, len(themes))):
        word, town = draw.choice([theme.name("nl"), *theme.synonyms]), draw.choice(large)
        found += [
            {"q": word},
            {"q": word, "place": town},
            {"place": town, "within": draw.choice(["5", "15", "50"])},
            {"theme": theme.code, "place": town, "day": draw.choice(DAYS), "part": draw.choice(PARTS)},
            {"q": f"{theme.name('nl')}groep {town}"},
            {"q": word[:2] + word[3:], "access": "1"},
        ]
    return found


def _ask(database: Database, question: Question) -> None:
    with database.kernel.scope.control(read_only=True) as control:
        search(control, question)


def _heard(database: Database, question: Question) -> list[Sent]:
    with counting(database.engine) as sent:
        _ask(database, question)
    return list(sent)


def _send(connection: psycopg.Connection[Any], statements: list[Sent]) -> None:
    for statement, values in statements:
        connection.execute(statement, values).fetchall()


def _login(database: Database) -> psycopg.Connection[Any]:
    url = make_url(database.settings.database_url).set(drivername="postgresql")
    return psycopg.connect(url.render_as_string(False), autocommit=True, prepare_threshold=0)


def _timed(work: Callable[[], None]) -> float:
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1000
