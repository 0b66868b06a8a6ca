"""Joining a list of hooks, which later features add to and earlier ones call."""

from __future__ import annotations

from typing import TypeVar

Hook = TypeVar("Hook")


def join(hooks: list[Hook], function: Hook, *, first: bool = False) -> None:
    """Add `function` once: a process makes more than one application, and they share the lists.

    `first`: it comes before what others added.
    """
    if function not in hooks:
        hooks.insert(0 if first else len(hooks), function)
