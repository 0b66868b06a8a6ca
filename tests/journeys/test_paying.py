"""A paid training: the pay page of the local stand-in, the place, and the money back after giving up."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from config.local.stripe_server import StripeServer
from tests import cast, factories
from tests.fees.helpers import Till, charge, open_till
from tests.journeys.test_proposal import enter
from tests.signups.helpers import FORM, link_in, states, training
from tests.sink import Sink
from tests.world import World


@pytest.fixture
def till(alpha: World, stripe_server: StripeServer) -> Iterator[Till]:
    """A training that costs something; the network takes payments online."""
    stripe_server.clear()
    stripe_server.courier.behaviour.hold = True
    with alpha.db() as db:
        cast.ada(db)
        factories.group(db, "Rouwgroep", contact=cast.ben(db))
    training(alpha)
    charge(alpha)
    yield open_till(alpha, stripe_server)
    stripe_server.clear()


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_paid_given_up_and_paid_back(walk: Any, till: Till, sink: Sink, scripts: bool) -> None:
    world = till.world
    ben = walk(world, scripts=scripts)
    enter(ben, world, "ben")
    ben.go(FORM)
    ben.press("Aanmelden")
    assert states(world) == {"Ben": "held"}
    ben.page.locator("input[name=rate][value=full]").check()
    ben.page.locator("input[name=way][value=online]").check()
    ben.press("Verder")
    ben.page.get_by_role("link", name="Naar de betaalpagina").click()
    ben.page.locator("button[value=now]").click()
    ben.page.wait_for_url("**/pay/**")
    till.news()
    ben.page.reload()
    ben.look()
    assert ben.sees("De plaats is van jou") and states(world) == {"Ben": "confirmed"}
    ben.go(link_in(sink, "ben"))
    ben.press("Ik kan toch niet")
    world.work()
    assert till.refunds() == [(2_500, "gave_up", "done")]
    assert any("terug" in mail.text for mail in sink.sent_to("ben@people.example"))
