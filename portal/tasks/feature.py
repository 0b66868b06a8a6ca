"""Installs the stewards' to-do list; its pages are in stewardship."""

from portal.gate import Gate
from portal.tasks import (
    models,  # noqa: F401
    rules,  # noqa: F401
)


def install(_app: Gate) -> None:
    """Models and rules register themselves."""
