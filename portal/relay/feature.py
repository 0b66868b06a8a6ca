"""Contact without exposure."""

from portal.gate import Gate
from portal.relay import models  # noqa: F401  for its tables


def install(_app: Gate) -> None:
    """Nothing but the tables so far."""
