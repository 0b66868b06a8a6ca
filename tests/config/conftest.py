"""A place for servers of their own."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture
def room() -> Iterator[Path]:
    """An empty directory outside pytest's, which every test run of this user closes to other users again."""
    with tempfile.TemporaryDirectory(prefix="room-", ignore_cleanup_errors=True) as name:
        yield Path(name)
