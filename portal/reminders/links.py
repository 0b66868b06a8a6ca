"""The link that takes somebody off: it works without signing in, and for as long as mails are kept."""

from __future__ import annotations

from datetime import timedelta
from typing import NamedTuple
from uuid import UUID

from flask import g

from portal.links import opened, signed
from portal.pages import network_url

PURPOSE = "unsubscribe"
LIVES = timedelta(days=3_650)


class Off(NamedTuple):
    """Who reads mails of which kind; `person_id` None: a guest."""

    who: str
    kind: str
    person_id: UUID | None


def unsubscribe_url(who: str, kind: str) -> str:
    """For the head and the foot of a mail."""
    return network_url(g.network.slug, f"/unsubscribe/{signed(PURPOSE, who, kind)}")


def off(token: str) -> Off | None:
    """Whose link it is; None when it is not ours."""
    found = opened(PURPOSE, token, lives=LIVES)
    if found is None:
        return None
    who, kind = found.said
    return Off(who, kind, None if who.startswith("guest-") else UUID(who))
