"""Telling spam and floods from people, without a puzzle. Who is suspected sees the same page as everybody.

What is suspicious waits for the stewards. Only a flood from one address is turned away.
"""

from __future__ import annotations

import re
from uuid import UUID

from portal.limits import DAY, HOUR, Limit, beyond, caller, spend

MOST_LINKS = 2
FLOOD = 40
"""Messages of one caller in an hour, after which no more are written down."""
_LINK = re.compile(r"https?://|www\.|\[url|<a\b", re.IGNORECASE)

PER_CALLER = Limit("relay.caller", 6, HOUR)
"""A library or a shelter is one caller too: that is why the seventh message waits and is not refused."""
PER_GROUP = Limit("relay.group", 25, DAY)
PER_NETWORK = Limit("relay.network", 120, HOUR)
SAME_TEXT = Limit("relay.text", 3, DAY)


def stop_floods() -> None:
    """Raises TooManyRequests for a caller who sends more than a person could."""
    spend("relay.flood", caller(), most=FLOOD, per=HOUR)


def suspicious(text: str, *, group_id: UUID, doubtful: bool) -> bool:
    """Whether this message should be looked at before a group gets it. Every reason is counted."""
    reasons = [
        doubtful,
        len(_LINK.findall(text)) > MOST_LINKS,
        beyond(PER_CALLER, caller()),
        beyond(PER_GROUP, str(group_id)),
        beyond(PER_NETWORK, ""),
        beyond(SAME_TEXT, " ".join(text.casefold().split())),
    ]
    return any(reasons)
