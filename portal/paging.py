"""Pages of lists: which one an address asks for, and how many there are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

LARGEST = 99_999
Other = TypeVar("Other")


def page_in(args: Mapping[str, str], name: str = "page") -> int:
    """The page that an address asks for; the first one when it asks for none that could be."""
    return max(1, natural(args.get(name, ""), otherwise=1))


def natural(text: str, *, otherwise: Other) -> int | Other:
    """A number up to LARGEST as somebody may have typed it into an address or a hidden field."""
    fits = text.isascii() and text.isdecimal() and len(text) <= len(str(LARGEST))
    return int(text) if fits else otherwise


def pages_of(total: int, per_page: int) -> int:
    """How many pages so many rows take: at least one."""
    return max(1, -(-total // per_page))
