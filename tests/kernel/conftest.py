"""The application with one feature more, which only tests have."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import pytest

import portal
from config.settings import Settings
from portal.gate import Gate
from tests.kernel import probe as probe_feature
from tests.world import World


@pytest.fixture(scope="session")
def probe_app(settings: Settings) -> Gate:
    """Every feature and the probe."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(sys.modules, "portal.probe.feature", probe_feature)
        patch.setattr(portal, "FEATURES", (*portal.FEATURES, "probe"))
        return portal.create_portal(settings)


@pytest.fixture
def probe(probe_app: Gate, alpha: World) -> Iterator[World]:
    """Network alpha as the application with the probe serves it."""
    world = World(probe_app, alpha.network)
    world.kernel.directory.forget()
    yield world
    world.kernel.directory.forget()


@pytest.fixture
def other_probe(probe_app: Gate, beta: World) -> World:
    """Network beta in the same application."""
    return World(probe_app, beta.network)
