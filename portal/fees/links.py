"""The signed address of somebody's pay page: a guest has no account to sign in with."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from flask import g

from portal.links import opened, signed
from portal.pages import network_url

PURPOSE = "fee"
LIVES = timedelta(days=400)


def pay_path(sign_up_id: UUID) -> str:
    """The page where it is paid, on this network's address."""
    return f"/pay/{signed(PURPOSE, sign_up_id)}"


def pay_url(sign_up_id: UUID) -> str:
    """The same for a mail or for the payment service."""
    return network_url(g.network.slug, pay_path(sign_up_id))


def sign_up_of(token: str) -> UUID | None:
    """Whose page it is."""
    found = opened(PURPOSE, token, lives=LIVES)
    return found.id if found else None
