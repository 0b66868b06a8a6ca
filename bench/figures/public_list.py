"""The public list of groups with nothing in the cache of pages: 200 groups, 20 a page.

Whole requests through the web server. The portal's cache of pages is switched off; what it always
keeps in memory (names of themes and towns, by public revision) it keeps. Against it: a bare handler
with the same SQL and the same bytes, and the same page made by Django with django-tenants. Beside it,
"a miss": the portal with its cache, asked for pages that are not in it yet, packing and keeping them.
"""

from __future__ import annotations

import json
import os
import pickle
import subprocess
import sys
from collections.abc import Callable, Iterator
from statistics import median

import psycopg
from sqlalchemy import make_url

from bench.database import DATA, Database
from bench.finding import Finding
from bench.rounds import alternate, ratio
from bench.rows import GROUPS, fill, for_django
from bench.run import Bench
from bench.statements import counting
from bench.web import ROOT, Outcome, Web, load, request
from tenants.registry import KnownNetwork
from tenants.scope import password_for

AGAINST_BARE = 0.5
AGAINST_DJANGO = 3.0
SECONDS = 2.0
PAGES = [str(number) for number in range(1, GROUPS // 20 + 1)]


def measure(bench: Bench) -> Iterator[Finding]:
    """Rates against both, and the CPU of one request on each side."""
    database = bench.one
    network = database.networks[0]
    fill(database, network)
    host = database.host(network)
    portal = bench.web("bench.apps.uncached:app", database)
    sides = {
        "portal": portal,
        "bare": _bare(bench, database, network, portal),
        "django-tenants": _django(bench, database, network),
        "portal, a miss": bench.web("portal.wsgi:app", database),
    }
    packed = {"portal, a miss": {"Accept-Encoding": "gzip"}}
    bursts = {name: _burst(bench, web, host, packed.get(name, {})) for name, web in sides.items()}
    samples = alternate(bursts, bench.rounds(8), seconds=90)
    rates = {name: [burst.rate for burst in found] for name, found in samples.items()}
    yield _against("bare Flask + psycopg", rates["portal"], rates["bare"], AGAINST_BARE)
    yield _against("django-tenants", rates["portal"], rates["django-tenants"], AGAINST_DJANGO)
    for name, found in samples.items():
        yield _cost(name, found)


def _against(other: str, ours: list[float], theirs: list[float], goal: float) -> Finding:
    found = ratio(ours, theirs)
    what = f"requests a second, nothing cached, against {other}"
    return Finding("public_list", what, found.median, "times", at_least=goal, control=str(found))


def _cost(name: str, found: list[Outcome]) -> Finding:
    web, postgres = median(burst.web_ms for burst in found), median(burst.postgres_ms for burst in found)
    rate = median(burst.rate for burst in found)
    return Finding(
        "public_list", f"CPU of one request, {name}", web + postgres, "ms",
        control=f"web {web:.2f}, PostgreSQL {postgres:.2f}; {rate:.0f} requests a second",
    )


def _burst(bench: Bench, web: Web, host: str, headers: dict[str, str]) -> Callable[[], Outcome]:
    fresh = iter(range(10**9))

    def sample() -> Outcome:
        """Every address is new, so that a cache of pages finds nothing."""
        texts = [request(host, f"/groups?page={page}&n={next(fresh)}", headers) for page in PAGES * 400]
        return load(web, texts, seconds=SECONDS, postmaster=bench.servers.postmaster)

    return sample


def _bare(bench: Bench, database: Database, network: KnownNetwork, portal: Web) -> Web:
    """The bare handler, told what the portal sends and answers for each page."""
    heard, host = {}, database.host(network)
    visitor = database.app.test_client()
    visitor.get("/groups?cold", base_url=f"https://{host}")  # fills what stays in memory
    for page in PAGES:
        with counting(database.engine) as sent:
            visitor.get(f"/groups?page={page}&warm", base_url=f"https://{host}")
        if not sent:
            raise RuntimeError(f"page {page} was made without a statement: there is nothing to compare")
        heard[page] = (list(sent), portal.get(host, f"/groups?page={page}")[2])
    kept = DATA / "bare-pages.pickle"
    kept.write_bytes(pickle.dumps(heard))
    login = make_url(database.settings.database_url).set(
        username=network.role, password=password_for(database.settings.tenant_db_secret, network.role)
    )
    env = {"BARE_PAGES": str(kept), "BARE_DATABASE": login.render_as_string(False)}
    return bench.web("bench.apps.bare:app", None, **env)


def _django(bench: Bench, database: Database, network: KnownNetwork) -> Web:
    """Django with a database of its own on the same server, and the same groups in it."""
    url = make_url(bench.servers.postgres.admin_url)
    with psycopg.connect(url.render_as_string(False), autocommit=True) as admin:
        admin.execute("CREATE DATABASE bench_django")
    env = {"DJANGO_DATABASE": url.set(database="bench_django").render_as_string(False)}
    make = [sys.executable, "-m", "bench.apps.django_list.make", database.host(network)]
    with database.session(network) as db:
        rows = json.dumps(for_django(db), default=str)
    subprocess.run(make, cwd=ROOT, input=rows, text=True, check=True, env={**os.environ, **env})
    return bench.web("bench.apps.django_list.wsgi:app", None, **env)
