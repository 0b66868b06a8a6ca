"""The link in a mail that asks whether pages are still correct: for one recipient, for one round.
"""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256
from uuid import UUID

from flask import g

from portal.links import is_ours, opened, signed
from portal.pages import network_url

PURPOSE = "still-correct"
LIFE = timedelta(days=60)
_ID, _DAY = 16, 4
"""Bytes of a group's id and of a day in the packed list."""


@dataclass(frozen=True, slots=True)
class Ask:
    """Who was asked about which groups: group to the day its round of asking began."""

    recipient: str
    rounds: Mapping[UUID, date]


class LinkClosed(Exception):
    """The link opens nothing: "unknown" (not made here, or damaged) or "expired"."""


def person_key(person_id: UUID) -> str:
    """A recipient with an account."""
    return f"p{person_id.hex}"


def address_key(address: str) -> str:
    """A recipient of whom only the listed mail address is known."""
    return f"a{sha256(address.lower().encode()).hexdigest()[:20]}"


def link(ask: Ask) -> str:
    """The full address for the mail."""
    token = signed(PURPOSE, ask.recipient, _packed(ask.rounds))
    return network_url(g.network.slug, f"/still-correct/{token}")


def read(token: str) -> Ask:
    """What was signed. Raises LinkClosed."""
    found = opened(PURPOSE, token, lives=LIFE)
    if found is None:
        raise LinkClosed("expired" if is_ours(PURPOSE, token) else "unknown")
    recipient, rounds = found.said
    return Ask(recipient, _unpacked(rounds))


def _packed(rounds: Mapping[UUID, date]) -> str:
    """Twenty bytes a group, so that a link with many stays short enough."""
    pieces = (group_id.bytes + day.toordinal().to_bytes(_DAY) for group_id, day in rounds.items())
    return urlsafe_b64encode(b"".join(pieces)).decode()


def _unpacked(text: str) -> dict[UUID, date]:
    data, size = urlsafe_b64decode(text), _ID + _DAY
    pieces = [data[start : start + size] for start in range(0, len(data), size)]
    return {UUID(bytes=piece[:_ID]): date.fromordinal(int.from_bytes(piece[_ID:])) for piece in pieces}
