"""The link in "did it work?": it opens one question without signing in, and only that round of asking."""

from __future__ import annotations

from datetime import timedelta

from flask import g
from sqlalchemy.orm import Session

from portal.help_requests.models import HelpRequest
from portal.links import is_ours, opened, signed
from portal.pages import network_url

PURPOSE = "help_outcome"
LIVES = timedelta(days=60)


def outcome_link(request: HelpRequest) -> str:
    """The full address for the mail."""
    return network_url(g.network.slug, f"/did-it-work/{signed(PURPOSE, request.id, round_of(request))}")


def round_of(request: HelpRequest) -> str:
    """Which time of asking it is: a link of an earlier one opens nothing."""
    return request.asked_at.isoformat(timespec="microseconds") if request.asked_at else ""


def answered(request: HelpRequest) -> bool:
    """The present round of asking has its answer."""
    said, asked = request.outcome_at, request.asked_at
    return said is not None and (asked is None or said >= asked)


def behind(db: Session, token: str) -> tuple[HelpRequest | None, bool]:
    """The request a link is about, and whether the link was ours at all.

    None when it is forged, too old, of an earlier round, or answered by now.
    """
    found = opened(PURPOSE, token, lives=LIVES)
    if found is None:
        return None, is_ours(PURPOSE, token)
    request: HelpRequest | None = db.get(HelpRequest, found.id)
    if request is None or request.merged_into_id is not None or answered(request):
        return None, True
    if request.state == "withdrawn" or found.said[1:] != (round_of(request),):
        return None, True
    return request, True
