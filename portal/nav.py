"""The main menu and the menu of the person signed in. Features add their own entries."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from flask import g, request, url_for

from portal.access import Permission, may
from portal.i18n import language

Link = tuple[str, str, bool]
Part = tuple[bool, bool, str]
"""Which entries: those of the personal menu, those at the foot, of which plane."""


@dataclass(frozen=True)
class Entry:
    """One menu entry; shown to those who may follow it."""

    label: Any
    endpoint: str
    order: int
    permission: Permission = Permission.PUBLIC
    plane: str = "network"
    personal: bool = False
    foot: bool = False
    """At the foot of every page, for those who look for it, instead of in the menu."""


_entries: dict[str, Entry] = {}


def add(entry: Entry) -> None:
    """Add a menu entry, once per endpoint; lower orders come first."""
    _entries[entry.endpoint] = entry
    _for_visitors.cache_clear()


def links(*, personal: bool = False, foot: bool = False) -> tuple[Link, ...]:
    """(label, address, whether we are there) for this reader on this host."""
    part = (personal, foot, "network" if g.get("network") else "national")
    person = g.get("person")
    if person is None:
        return _for_visitors(part, language(), request.endpoint or "", request.path == "/")
    return _links(part, person, request.endpoint or "", request.path == "/")


@lru_cache(maxsize=500)
def _for_visitors(part: Part, _language: str, endpoint: str, home: bool) -> tuple[Link, ...]:
    return _links(part, None, endpoint, home)


def _links(part: Part, person: Any, endpoint: str, home: bool) -> tuple[Link, ...]:
    shown = [
        entry
        for entry in sorted(_entries.values(), key=lambda entry: entry.order)
        if (entry.personal, entry.foot, entry.plane) == part
        and may(person, entry.permission)
    ]
    here = _section(shown, endpoint, home)
    return tuple((str(entry.label), url_for(entry.endpoint), entry is here) for entry in shown)


def _section(shown: list[Entry], endpoint: str, home: bool) -> Entry | None:
    """The entry whose section this page belongs to: its own, else the first of the same feature."""
    for entry in shown:
        if entry.endpoint == endpoint:
            return entry
    if home:
        return None
    feature = endpoint.split(".", maxsplit=1)[0]
    return next((entry for entry in shown if entry.endpoint.split(".")[0] == feature), None)
