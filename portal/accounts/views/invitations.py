"""Where the link of an invitation leads. Opening it changes nothing; only the button accepts."""

from __future__ import annotations

from flask import Response, g
from flask_babel import gettext as _

from portal.access import Permission, access
from portal.accounts import actions, queries
from portal.accounts.models import Invitation
from portal.accounts.views.blueprints import accounts as bp
from portal.accounts.views.entering import enter
from portal.clock import now
from portal.pages import page, say


@bp.get("/invitations/<token>")
@access(Permission.PUBLIC)
def invitation(token: str) -> Response:
    """What the invitation is for, with a button."""
    found = queries.invitation_of(g.db, token)
    if found is None or not found.is_open(now()):
        return _closed(found)
    return page("accounts/invitation.html", invitation=found, someone_else=_someone_else(found))


@bp.post("/invitations/<token>")
@access(Permission.PUBLIC)
def accept(token: str) -> Response:
    """Make the account and sign in: the link came by mail, so it proves the address."""
    found = queries.invitation_of(g.db, token)
    if found is None:
        return _closed(None)
    try:
        person = actions.accept(g.db, found)
    except actions.InvitationClosed:
        return _closed(found)
    response = enter(person, to=None)
    say(_("Welcome. Your account is ready."))
    return response


def _someone_else(found: Invitation) -> str:
    """The name of whoever is signed in here, when the invitation is not theirs."""
    if g.person is None or g.person.email == found.email:
        return ""
    return str(g.person.name or g.person.email)


def _closed(found: Invitation | None) -> Response:
    """404 for a link we never made, 410 for one that is over; why is said only to who has the link."""
    if found is None:
        reason = "unknown"
    elif found.used_at is not None:
        reason = "used"
    else:
        reason = "revoked" if found.revoked_at is not None else "expired"
    return page("accounts/invitation_closed.html", 404 if found is None else 410, reason=reason)
