"""A paid training of two places; the network takes payments online and writes invoices."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from config.local.stripe_server import StripeServer
from tests import cast
from tests.fees.helpers import Till, charge, open_till
from tests.signups.helpers import training
from tests.world import World


@pytest.fixture
def till(alpha: World, stripe_server: StripeServer) -> Iterator[Till]:
    """ada is steward; ben, cem and dora have accounts. Events are held back until a test lets them go."""
    stripe_server.clear()
    stripe_server.courier.behaviour.hold = True
    with alpha.db() as db:
        cast.ada(db), cast.ben(db), cast.cem(db), cast.dora(db)
    training(alpha)
    charge(alpha)
    yield open_till(alpha, stripe_server)
    stripe_server.clear()
