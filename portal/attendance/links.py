"""Addresses of certificates: the holder's own, signed, and the public one by its code."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from flask import g

from portal.attendance.certifying import in_groups
from portal.attendance.forgetting import PAPERS_KEPT
from portal.links import opened, signed
from portal.pages import network_url

PURPOSE = "certificate"
LIVES = PAPERS_KEPT + timedelta(days=1)


def own_path(certificate_id: UUID) -> str:
    """The holder's page, for whoever may open it."""
    return f"/certificates/own/{signed(PURPOSE, certificate_id)}"


def own_url(certificate_id: UUID) -> str:
    """The same for a mail."""
    return network_url(g.network.slug, own_path(certificate_id))


def certificate_of(token: str) -> UUID | None:
    """Which certificate an own page is about."""
    found = opened(PURPOSE, token, lives=LIVES)
    return found.id if found else None


def public_url(code: str) -> str:
    """What is printed: where anybody sees whether the paper is right."""
    return network_url(g.network.slug, f"/certificates/{in_groups(code)}")
