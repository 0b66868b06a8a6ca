"""Which of a group's own fields a reader gets to see: the group decides for each."""

from __future__ import annotations

from collections.abc import Mapping

CAN_BE_KEPT = frozenset(
    {
        *("venue", "street", "postcode", "directions", "contact_name", "phone", "phone_note", "email"),
        *("website", "meeting_text", "costs", "access_note", "audience_note", "intro"),
    }
)
"""Fields a group may keep to the network or to itself. Name, theme and town are what being listed means."""
MAY_READ = {"public": {"public"}, "network": {"public", "network"}, "group": {"public", "network", "group"}}
"""Reader to the fields' audiences: a visitor, somebody signed in at this network, those who look after it."""


def kept_from(reader: str, shown_to: Mapping[str, str]) -> frozenset[str]:
    """The fields that `reader` (a key of MAY_READ) does not see. `shown_to` is that of the group."""
    may_read = MAY_READ[reader]
    return frozenset(
        name for name, audience in shown_to.items() if name in CAN_BE_KEPT and audience not in may_read
    )
