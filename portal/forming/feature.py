"""Groups in formation and those who wait for them."""

from portal.forming import models  # noqa: F401  for its tables
from portal.gate import Gate


def install(_app: Gate) -> None:
    """Nothing but the tables so far."""
