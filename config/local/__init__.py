"""What a developer's machine needs and a server already has: PostgreSQL, Redis, a place where mail ends.

Everything lives under one directory (`.data/` for `make run`) and is found again by the next start.
Nothing here is imported by the product.
"""


class Trouble(Exception):
    """One clear sentence for the person at the keyboard."""


def say_nothing(_sentence: str) -> None:
    """For starts whose progress nobody reads, such as a test run."""
