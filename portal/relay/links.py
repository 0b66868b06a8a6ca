"""Links that carry their own proof: what they are for, the network, one id, and since when.

Such a link opens a page. Only the button on that page does something, so a mail scanner changes nothing.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from flask import current_app, g
from itsdangerous import BadSignature, URLSafeTimedSerializer


class Opened(NamedTuple):
    """What a link or a form's mark says, once its signature was found to be ours."""

    id: UUID
    more: str
    made_at: datetime


def signed(purpose: str, id: UUID, more: str = "") -> str:
    """A text that only we can write, for one purpose in this network."""
    return str(_signer(purpose).dumps([g.network.role, id.hex, more]))


def opened(purpose: str, token: str, *, lives: timedelta) -> Opened | None:
    """What it says; None when it was forged, meant for something else or another network, or is too old."""
    try:
        found, made_at = _signer(purpose).loads(
            token, max_age=int(lives.total_seconds()), return_timestamp=True
        )
        role, hexed, more = found
        key = UUID(hexed)
    except (BadSignature, ValueError, TypeError, AttributeError):
        return None
    return Opened(key, str(more), made_at) if role == g.network.role else None


def _signer(purpose: str) -> URLSafeTimedSerializer:
    keys = [*current_app.config["SECRET_KEY_FALLBACKS"], current_app.config["SECRET_KEY"]]
    return URLSafeTimedSerializer(keys, salt=f"link.{purpose}")
