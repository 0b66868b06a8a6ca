"""Installs the stewards' to-do list; its pages are in stewardship."""

from portal.gate import Gate
from portal.tasks import models as models
from portal.tasks import rules as rules


def install(_app: Gate) -> None:
    """Models and rules register themselves."""
