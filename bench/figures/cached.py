"""A public page from the cache of pages, and "you have it already" (304), against hello-world.

The same server, one request at a time. The page carries its bytes (packed) and our headers; the
portal also writes its log line.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from statistics import median

from bench.finding import Finding
from bench.rounds import alternate, ratio
from bench.rows import fill
from bench.run import Bench
from bench.web import Outcome, Web, load, request

GOAL = 1.3
SECONDS = 1.0


def measure(bench: Bench) -> Iterator[Finding]:
    """CPU for one answer and time to it, for both kinds of answer."""
    database = bench.one
    fill(database, database.networks[0])
    host = database.host(database.networks[0])
    hello, portal = bench.web("bench.apps.hello:app"), bench.web("portal.wsgi:app", database)
    _, headers, body = portal.get(host, "/groups", {"Accept-Encoding": "gzip"})
    asks = {
        "hello": (hello, request(host, "/"), 200),
        "page": (portal, request(host, "/groups", {"Accept-Encoding": "gzip"}), 200),
        "304": (portal, request(host, "/groups", {"If-None-Match": headers["etag"]}), 304),
    }
    samples = alternate({name: _burst(*ask) for name, ask in asks.items()}, bench.rounds(12), seconds=60)
    for name, what in (("page", f"cached page ({len(body) / 1000:.1f} kB)"), ("304", "304")):
        yield _compare(f"{what}, CPU", samples[name], samples["hello"], lambda burst: burst.web_ms)
        yield _compare(f"{what}, time", samples[name], samples["hello"], lambda burst: median(burst.ms))


def _burst(web: Web, text: str, status: int) -> Callable[[], Outcome]:
    def sample() -> Outcome:
        return load(web, [text], seconds=SECONDS, connections=1, status=status)

    return sample


def _compare(
    what: str, page: list[Outcome], hello: list[Outcome], read: Callable[[Outcome], float]
) -> Finding:
    ours, theirs = [read(burst) for burst in page], [read(burst) for burst in hello]
    against = ratio(ours, theirs)
    return Finding(
        "cached", f"{what} against hello-world", against.median, "times", at_most=GOAL,
        control=f"{against}; {median(ours):.3f} against {median(theirs):.3f} ms",
    )
