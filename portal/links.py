"""Texts that only we can write: links in mails, marks of forms. Each is for one purpose in one network.

A link opens a page without signing in. Opening changes nothing, since mail scanners open links too; only the
button on that page does something.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from flask import g
from itsdangerous import BadData, URLSafeTimedSerializer

from portal.extensions import kernel


class Opened(NamedTuple):
    """What was signed, and when."""

    said: tuple[str, ...]
    made_at: datetime

    @property
    def id(self) -> UUID:
        """The first thing it says, for purposes that begin with an id."""
        return UUID(self.said[0])


def signed(purpose: str, *said: str | UUID) -> str:
    """A text that says this, for the path of a link or a hidden field."""
    plain = (text.hex if isinstance(text, UUID) else text for text in said)
    return str(_signer(purpose).dumps([g.network.role, *plain]))


def opened(purpose: str, token: str, *, lives: timedelta) -> Opened | None:
    """What it says; None when it is not ours (see `is_ours`) or older than `lives`."""
    return _read(purpose, token, lives)


def is_ours(purpose: str, token: str) -> bool:
    """It was signed here for this purpose and network, however long ago: not forged, perhaps too old."""
    return _read(purpose, token, None) is not None


def _read(purpose: str, token: str, lives: timedelta | None) -> Opened | None:
    age = int(lives.total_seconds()) if lives else None
    try:
        found, made_at = _signer(purpose).loads(token, max_age=age, return_timestamp=True)
    except BadData:
        return None
    role, *said = found
    return Opened(tuple(said), made_at) if role == g.network.role else None


def _signer(purpose: str) -> URLSafeTimedSerializer:
    """Signs with the present key, and still reads what the ones before it signed."""
    settings = kernel().settings
    keys = [*settings.secret_key_fallbacks, settings.secret_key]
    return URLSafeTimedSerializer(keys, salt=f"link.{purpose}")
