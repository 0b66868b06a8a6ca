"""Telling spam and floods from people, without a puzzle. Who is suspected sees the same page as everybody.

What is suspicious waits for the stewards. Only a flood from one address is turned away.
"""

from __future__ import annotations

import re
from datetime import timedelta
from typing import NamedTuple
from uuid import UUID

from werkzeug.exceptions import TooManyRequests

from portal.clock import now
from portal.limits import caller, spend
from portal.relay.links import opened, signed
from portal.tables import new_id

FORM_LIVES = timedelta(hours=12)
QUICKEST = timedelta(seconds=4)
"""Nobody reads a form and writes a message in less."""
MOST_LINKS = 2
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
FLOOD = 40
"""Messages of one caller in an hour, after which no more are written down."""
_LINK = re.compile(r"https?://|www\.|\[url|<a\b", re.IGNORECASE)


class Limit(NamedTuple):
    """How often before it is suspicious."""

    what: str
    most: int
    per: timedelta


PER_CALLER = Limit("relay.caller", 6, HOUR)
"""A library or a shelter is one caller too: that is why the seventh message waits and is not refused."""
PER_GROUP = Limit("relay.group", 25, DAY)
PER_NETWORK = Limit("relay.network", 120, HOUR)
SAME_TEXT = Limit("relay.text", 3, DAY)


class Mark(NamedTuple):
    """What the form's own mark says: a key that the same form always has, and since when it is open."""

    key: UUID
    quick: bool


def mark(purpose: str, about: UUID) -> str:
    """What a form carries along, to know when it was opened and whether it is sent twice."""
    return signed(purpose, about, new_id().hex)


def read_mark(purpose: str, about: UUID, token: str) -> Mark | None:
    """The form's mark, or None when it is not ours, of another page, or too old."""
    found = opened(purpose, token, lives=FORM_LIVES)
    if found is None or found.id != about:
        return None
    return Mark(UUID(found.more), now() - found.made_at < QUICKEST)


def stop_floods() -> None:
    """Raises TooManyRequests for a caller who sends more than a person could."""
    spend("relay.flood", caller(), most=FLOOD, per=HOUR)


def suspicious(text: str, *, group_id: UUID, quick: bool, trap: str) -> bool:
    """Whether this message should be looked at before a group gets it. Every reason is counted."""
    reasons = [
        bool(trap),
        quick,
        len(_LINK.findall(text)) > MOST_LINKS,
        beyond(PER_CALLER, caller()),
        beyond(PER_GROUP, str(group_id)),
        beyond(PER_NETWORK, ""),
        beyond(SAME_TEXT, " ".join(text.casefold().split())),
    ]
    return any(reasons)


def beyond(limit: Limit, who: str) -> bool:
    """Count one more; whether that is more often than usual."""
    try:
        spend(limit.what, who, most=limit.most, per=limit.per)
    except TooManyRequests:
        return True
    return False
