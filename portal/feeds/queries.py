"""The directory that all doors give away, read once for each public revision of a network."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Collection, Sequence
from datetime import timedelta
from threading import Lock
from typing import NamedTuple

from flask import g
from sqlalchemy.orm import Session

from portal.clock import today
from portal.feeds.atom import Change
from portal.feeds.happened import Noted, public_history
from portal.groups.public import PublicGroup, PublicNetwork
from portal.groups.publishing import Changed, lately_changed, public_groups
from portal.i18n import language

MOST_GROUPS = 6_000
"""Kept at once in a process, of all networks together; one takes about three kilobytes."""
MOST_CHANGES = 100
AS_ADDED = timedelta(minutes=1)
"""A change so soon after a group was written down belongs to that."""


class Listing(NamedTuple):
    """A network and the groups it shows everybody, in one language."""

    network: PublicNetwork
    groups: Sequence[PublicGroup]


_kept: OrderedDict[tuple[object, ...], Listing] = OrderedDict()
_lock = Lock()


def listing(db: Session) -> Listing:
    """The groups of the network in whose context we are; no statement when nothing changed since."""
    key = _key()
    found = _find(key)
    if found is not None:
        return found
    made = Listing(*public_groups(db, locale=language()))
    with _lock:
        for old in [other for other in _kept if other[0] == key[0] and other[1] != key[1]]:
            del _kept[old]
        _kept[key] = made
        while len(_kept) > 1 and sum(1 + len(one.groups) for one in _kept.values()) > MOST_GROUPS:
            _kept.popitem(last=False)
    return made


def some(db: Session, slugs: Collection[str]) -> dict[str, PublicGroup]:
    """These groups by slug: from the listing when it is known, else only they are read."""
    found = _find(_key())
    groups = found.groups if found else public_groups(db, locale=language(), slugs=slugs)[1]
    return {group.slug: group for group in groups if group.slug in slugs}


def _key() -> tuple[object, ...]:
    network = g.network
    return network.role, network.public_revision, network.name, language(), today()


def _find(key: tuple[object, ...]) -> Listing | None:
    with _lock:
        found = _kept.get(key)
        if found is not None:
            _kept.move_to_end(key)
        return found


def changes(db: Session) -> tuple[PublicNetwork, list[Change]]:
    """What happened to groups lately, newest first."""
    network, found = lately_changed(db, locale=language(), most=MOST_CHANGES)
    kept = public_history(db, {changed.group.id: changed.kept for changed in found}, most=MOST_CHANGES)
    told = [one for changed in found for one in _told(changed, kept.get(changed.group.id, ()))]
    return network, sorted(told, key=lambda one: one.at, reverse=True)[:MOST_CHANGES]


def _told(changed: Changed, history: Sequence[Noted]) -> list[Change]:
    """That a group is new, and what happened since: what its history says, else its last change."""
    group, created_at = changed.group, changed.created_at
    added = Change(group, "added", created_at)
    since = [one for one in history if one.at - created_at >= AS_ADDED]
    if since:
        return [added, *(Change(group, _kind(one), one.at, one.fields) for one in since)]
    kind = group.state if group.state in ("paused", "ended") else "changed"
    if group.updated_at - created_at < AS_ADDED and kind == "changed":
        return [added]
    return [added, Change(group, kind, group.updated_at)]


def _kind(noted: Noted) -> str:
    return noted.state if noted.state in ("paused", "ended") else "changed"
