"""Limits count per network, survive a lost Redis, and know no address in clear."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from flask import g
from sqlalchemy import select
from werkzeug.exceptions import TooManyRequests

from portal.clock import now
from portal.limits import Spent, forget, spend
from tests.world import World

HOUR = timedelta(hours=1)


def _spend(world: World, who: str = "ben@people.example", what: str = "code") -> None:
    with world.app.app_context():
        g.network = world.network
        spend(what, who, most=2, per=HOUR)


def test_the_third_is_refused_and_told_when_to_come_back(probe: World) -> None:
    browser = probe.visitor()
    assert [browser.get("/probe/limited").status_code for _ in range(2)] == [200, 200]
    refused = browser.get("/probe/limited")
    assert refused.status_code == 429
    assert 1 <= int(refused.headers["Retry-After"]) <= 3601
    assert "<h1" in refused.text


def test_others_deeds_and_networks_have_their_own_count(alpha: World, beta: World) -> None:
    for _ in range(2):
        _spend(alpha)
    with pytest.raises(TooManyRequests):
        _spend(alpha)
    _spend(alpha, who="cem@people.example")
    _spend(alpha, what="search")
    _spend(beta)


def test_a_new_window_starts_at_nothing(alpha: World) -> None:
    with time_machine.travel("2026-11-21T10:59:50+00:00", tick=False) as clock:
        for _ in range(2):
            _spend(alpha)
        with pytest.raises(TooManyRequests) as refused:
            _spend(alpha)
        assert refused.value.retry_after == 11
        clock.shift(11)
        _spend(alpha)


def test_what_is_kept_names_nobody_and_goes(alpha: World) -> None:
    _spend(alpha)
    with alpha.db() as db:
        row = db.scalars(select(Spent)).one()
        assert len(row.key) == 32
        assert b"ben" not in row.key
        with time_machine.travel(now() + timedelta(hours=2)):
            forget(db)
    assert alpha.count("rate_limit") == 0


def test_a_refused_deed_counts_too(probe: World) -> None:
    """Counted in a transaction of its own: what is rolled back was still tried."""
    for _ in range(4):
        probe.visitor().get("/probe/limited")
    with probe.db() as db:
        assert db.scalars(select(Spent.count)).one() == 4
