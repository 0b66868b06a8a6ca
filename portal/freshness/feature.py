"""Keeping listings true: asking, reminding, hiding, and back again."""

from portal.freshness import models  # noqa: F401  for its tables
from portal.gate import Gate


def install(_app: Gate) -> None:
    """Nothing but the tables so far."""
