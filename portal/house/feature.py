"""A group's own house: proposals, history, its own words, claims."""

from portal.gate import Gate
from portal.house import models  # noqa: F401  for its tables


def install(_app: Gate) -> None:
    """Nothing but the tables so far."""
