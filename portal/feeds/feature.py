"""Open doors of the directory for other programs."""

from portal.gate import Gate


def install(_app: Gate) -> None:
    """Nothing but the tables so far."""
