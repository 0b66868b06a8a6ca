"""Many networks against one: the same requests, to one network or spread over all as Zipf has it.

Two installations on the same PostgreSQL, one with a single network and one with 200, each network with
the same 200 groups; each served by one worker with the pool of connections it has in production.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from random import Random
from statistics import median

import psutil

from bench.database import Database
from bench.finding import Finding
from bench.rounds import Ratio, alternate, percentile, ratio
from bench.rows import copy, fill, first_slug, steward_token
from bench.run import Bench
from bench.web import Outcome, Web, load, request
from tenants.registry import KnownNetwork

SECONDS = 2.0
REQUESTS = 3_000
MOST = {"public p95": 1.2, "signed in p50": 2.0, "signed in p95": 2.0}
COLD_MS = 60.0
COLD_PAGES = 30
MEMORY_MB = 150.0
BACKEND_TIMES = 1.2
Ask = tuple[KnownNetwork, str]


def measure(bench: Bench) -> Iterator[Finding]:
    """Load both in turn, then look at cold networks and at memory."""
    sides = {"one": Side(bench, bench.one), "many": Side(bench, bench.many)}
    for kind in ("public", "signed in"):
        bursts = {name: side.burst(kind) for name, side in sides.items()}
        for side in sides.values():
            side.touch_all(kind)
        samples = alternate(bursts, bench.rounds(6), warm_up=1, seconds=40)
        for share in (0.5, 0.95):
            yield _compare(kind, share, samples)
    yield _cold(sides["many"])
    yield from _memory(bench, sides)


class Side:
    """One installation: its networks filled, a steward signed in to each, its web server."""

    def __init__(self, bench: Bench, database: Database) -> None:
        self.database, self.postmaster = database, bench.servers.postmaster
        first = database.networks[0]
        fill(database, first)
        for network in database.networks[1:]:
            copy(database, first, network)
        self.tokens = {network.slug: steward_token(database, network) for network in database.networks}
        self.slug = first_slug(database, first)
        self.web: Web = bench.web("portal.wsgi:app", database)
        self.random = Random(1)

    def paths(self, kind: str) -> list[str]:
        """What is asked for."""
        if kind == "public":
            return ["/", "/groups", "/groups?page=2", f"/groups/{self.slug}"]
        return ["/stewardship", "/stewardship/groups", f"/groups/{self.slug}/edit", "/me"]

    def text(self, network: KnownNetwork, path: str, kind: str) -> str:
        """One request."""
        headers = {"Accept-Encoding": "gzip"}
        if kind == "signed in":
            headers["Cookie"] = f"__Host-session={self.tokens[network.slug]}"
        return request(self.database.host(network), path, headers)

    def burst(self, kind: str) -> Callable[[], Outcome]:
        """A load of requests; the first network gets most, the second half of that, the third a third."""
        networks = self.database.networks
        weights = [1 / rank for rank in range(1, len(networks) + 1)]

        def sample() -> Outcome:
            chosen = self.random.choices(networks, weights, k=REQUESTS)
            texts = [self.text(network, self.random.choice(self.paths(kind)), kind) for network in chosen]
            return load(self.web, texts, seconds=SECONDS, connections=2)

        return sample

    def touch_all(self, kind: str) -> None:
        """Every page of every network once."""
        networks = self.database.networks
        texts = [self.text(network, path, kind) for network in networks for path in self.paths(kind)]
        load(self.web, texts, seconds=60, connections=2, most=len(texts))


def _compare(kind: str, share: float, samples: dict[str, list[Outcome]]) -> Finding:
    found = {name: [percentile(burst.ms, share) for burst in bursts] for name, bursts in samples.items()}
    against: Ratio = ratio(found["many"], found["one"])
    name = f"{kind} p{share * 100:.0f}"
    times = f"{median(found['many']):.1f} against {median(found['one']):.1f} ms"
    return Finding(
        "many_networks", f"{name}, many networks against one", against.median, "times",
        at_most=MOST.get(name), control=f"{against}; {times}",
    )


def _cold(side: Side) -> Finding:
    """A page that nobody asked for yet, of networks whose connections were closed for those of others."""
    *others, = side.database.networks
    cold = [others.pop() for _ in range(min(COLD_PAGES, len(others) // 2))]
    for network in others[: side.database.settings.db_pool_size]:
        side.web.get(side.database.host(network), "/groups?page=6")
    times = []
    for network in cold:
        began = time.perf_counter()
        status, _, _ = side.web.get(side.database.host(network), "/groups?page=7")
        times.append((time.perf_counter() - began) * 1000)
        assert status == 200
    spread = f"90 in 100 under {percentile(times, 0.9):.0f} ms, {len(times)} networks"
    return Finding(
        "many_networks", "first page of a cold network", median(times), "ms", at_most=COLD_MS, control=spread
    )


def _memory(bench: Bench, sides: dict[str, Side]) -> Iterator[Finding]:
    count = len(sides["many"].database.networks)
    yield Finding(
        "many_networks", f"memory of the web worker after {count} networks", sides["many"].web.memory, "MB",
        at_most=MEMORY_MB, control=f"with one network {sides['one'].web.memory:.0f} MB",
    )
    backends = {name: _backends(bench, side.web) for name, side in sides.items()}
    many, one = max(backends["many"]), max(backends["one"])
    yield Finding(
        "many_networks", "own memory of the largest PostgreSQL backend, against one network", many / one,
        "times", at_most=BACKEND_TIMES,
        control=f"{many:.1f} against {one:.1f} MB; {len(backends['many'])} backends",
    )


def _backends(bench: Bench, web: Web) -> list[float]:
    """MB that only this backend uses, for each backend that serves a connection of the web server."""
    ports = {str(line.laddr.port) for process in web.processes for line in process.net_connections("tcp")}
    found = []
    for process in psutil.Process(bench.servers.postmaster).children():
        client = re.search(r"127\.0\.0\.1\((\d+)\)", " ".join(process.cmdline()))
        if client and client[1] in ports:
            found.append(process.memory_full_info().uss / 1e6)
    return found
