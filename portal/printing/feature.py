"""What is printed: booklet, posters, referral sheets."""

from portal.gate import Gate


def install(_app: Gate) -> None:
    """Nothing but the tables so far."""
