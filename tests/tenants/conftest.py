"""Databases of the tests of tenancy: one locked down as ours are, one as PostgreSQL installs them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.tenants.ground import Ground


@pytest.fixture(scope="module")
def ground(admin_url: str, process: str) -> Iterator[Ground]:
    """A server prepared as ours are, without networks."""
    made = Ground(admin_url, f"{process}_ground")
    made.build()
    yield made
    made.drop()
