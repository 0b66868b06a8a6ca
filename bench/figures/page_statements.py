"""How many statements a page sends, as a steward sees it, in networks of 1 and of 200 groups.

Every page that can be opened without knowing an id is opened, and those of one group. Each is opened
cold: the registry, the names of themes and towns and the page itself have to be read anew.
"""

from __future__ import annotations

from collections.abc import Iterator

import psycopg

from bench.database import Database
from bench.finding import Finding
from bench.rows import GROUPS, fill, first_slug, steward_token
from bench.run import Bench
from bench.statements import counting
from tenants.registry import KnownNetwork

MOST = 8
ELSEWHERE = {"site.style_guide", "accounts.code"}
"""Pages that do not open in production, or not without a step before them."""


def measure(bench: Bench) -> Iterator[Finding]:
    """One line for the pages of visitors, one for those of people who are signed in."""
    database = bench.pages
    small, large = database.networks[:2]
    fill(database, small, 1)
    fill(database, large, GROUPS)
    for who in ("visitor", "steward"):
        counts = {count: _counts(database, network, who) for count, network in ((1, small), (GROUPS, large))}
        most = max(counts[GROUPS].values())
        grown = [page for page, number in counts[GROUPS].items() if number != counts[1][page]]
        yield Finding(
            "page_statements", f"most on one of {len(counts[GROUPS])} pages of a {who}, {GROUPS} groups",
            most, "", at_most=MOST, control=_worst(counts[GROUPS]), detail=counts[GROUPS],
        )
        yield Finding(
            "page_statements", f"pages of a {who} that send another number at 1 group", len(grown), "",
            at_most=0, control=", ".join(grown), detail=counts[1],
        )


def _worst(counts: dict[str, int]) -> str:
    worst = sorted(counts.items(), key=lambda item: -item[1])[:4]
    return ", ".join(f"{page} {count}" for page, count in worst)


def _counts(database: Database, network: KnownNetwork, who: str) -> dict[str, int]:
    """Statements of each page that opens for this reader, by endpoint."""
    browser, host = database.app.test_client(), database.host(network)
    if who == "steward":
        browser.set_cookie("__Host-session", steward_token(database, network), domain=host, secure=True)
    found = {}
    for endpoint, path in _paths(database, network):
        _grow_cold(database, network)
        with counting(database.engine) as sent:
            answer = browser.get(path, base_url=f"https://{host}")
        if answer.status_code == 200:
            found[endpoint] = len(sent)
    return found


def _paths(database: Database, network: KnownNetwork) -> Iterator[tuple[str, str]]:
    slug = first_slug(database, network)
    for rule in database.app.url_map.iter_rules():
        if "GET" in (rule.methods or ()) and rule.arguments <= {"slug"} and rule.endpoint not in ELSEWHERE:
            yield rule.endpoint, rule.rule.replace("<slug>", slug)


def _grow_cold(database: Database, network: KnownNetwork) -> None:
    """As after a change to something public."""
    with psycopg.connect(database.admin_url, autocommit=True) as admin:
        admin.execute("UPDATE shared.public_revision SET number = number + 1 WHERE role = %s", [network.role])
    database.kernel.directory.forget()
