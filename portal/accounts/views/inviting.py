"""Stewards invite people: one page per role, so that no field can choose a higher one."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from flask import Response, g
from flask_babel import gettext as _
from werkzeug.exceptions import TooManyRequests

from portal.access import Permission, access
from portal.accounts import actions, hooks
from portal.accounts.forms import InvitationForm, MemberInvitationForm
from portal.accounts.models import Invitation
from portal.accounts.views.blueprints import people_pages as bp
from portal.accounts.views.people import needs_code
from portal.errors import Refused
from portal.i18n import language
from portal.limits import spend
from portal.pages import page, say, see_other

MOST_INVITATIONS = 60
"""Mails one steward can have us send to new addresses in an hour."""


@bp.get("/invite")
@access(Permission.PERSON_MANAGE)
def invite() -> Response:
    """Whom to invite as participant or contact person."""
    return page("accounts/invite.html", form=_member_form())


@bp.post("/invite")
@access(Permission.PERSON_MANAGE)
def send_invitation() -> Response:
    """Invite them."""
    form = _member_form()
    if not form.validate():
        return page("accounts/invite.html", 422, form=form)
    return _send(form, "accounts/invite.html", group_id=form.group_id)


@bp.get("/invite-steward")
@access(Permission.PERSON_MANAGE)
def invite_steward() -> Response:
    """Whom to invite as steward."""
    return needs_code() or page("accounts/invite_steward.html", form=InvitationForm())


@bp.post("/invite-steward")
@access(Permission.PERSON_MANAGE)
def send_steward_invitation() -> Response:
    """Invite them."""
    if asked := needs_code():
        return asked
    form = InvitationForm()
    if not form.validate():
        return page("accounts/invite_steward.html", 422, form=form)
    return _send(form, "accounts/invite_steward.html", is_steward=True)


def _member_form() -> MemberInvitationForm:
    form = MemberInvitationForm()
    form.offer(hooks.invitable_groups[0](g.db) if hooks.invitable_groups else ())
    return form


def _send(
    form: InvitationForm, template: str, *, is_steward: bool = False, group_id: UUID | None = None
) -> Response:
    """The deed of both pages; a refusal stands in the form, with what was typed."""
    email = form.email.data or ""
    try:
        spend("invitation", str(g.person.id), most=MOST_INVITATIONS, per=timedelta(hours=1))
        actions.invite(
            g.db, email=email, name=form.name.data or "", is_steward=is_steward, group_id=group_id,
            by=g.person, locale=language(),
        )
    except TooManyRequests as too_many:
        form.add_error("email", str(too_many.description))
        return page(template, 429, form=form)
    except Refused as refused:
        form.add_error("email", str(refused))
        return page(template, 422, form=form)
    say(_("The invitation is on its way to %(address)s.", address=email))
    return see_other("people.index")


@bp.post("/invitations/<uuid:id>/revocation")
@access(Permission.PERSON_MANAGE, on=Invitation)
def revoke(invitation: Invitation) -> Response:
    """Take an invitation back."""
    actions.revoke(g.db, invitation, by=g.person)
    say(_("The invitation is taken back. Its link does not work any more."))
    return see_other("people.index")
