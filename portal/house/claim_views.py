"""“Is this your group?” on the page of a group that nobody looks after."""

from __future__ import annotations

from uuid import UUID

from flask import Response, g, session
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound

from portal.access import Permission, access
from portal.errors import Refused
from portal.groups.models import Group
from portal.house import claiming
from portal.house.blueprint import bp
from portal.house.forms import ClaimForm, TypedCodeForm
from portal.house.models import Claim
from portal.i18n import language
from portal.pages import page, say, see_other
from portal.tables import new_id

UNDERWAY = "claim"
"""In the form cookie: the claim and the token that binds its code to this browser."""


@bp.get("/groups/<slug>/claim")
@access(Permission.PUBLIC, on=Group)
def claim(group: Group) -> Response:
    """Who asks, and how it can be checked."""
    _refuse_others(group)
    return page("house/claim.html", group=group, form=ClaimForm())


@bp.post("/groups/<slug>/claim")
@access(Permission.PUBLIC, on=Group)
def begin(group: Group) -> Response:
    """The same answer whatever we know of either address."""
    _refuse_others(group)
    form = ClaimForm()
    if not form.validate():
        return page("house/claim.html", 422, group=group, form=form)
    how = form.how.data
    key, token = claiming.begin(
        g.db, group, name=form.name.data or "", email=form.email.data or "", how=how, locale=g.network.locale
    )
    if how == "mail":
        session[UNDERWAY] = [str(key), token]
        return see_other("house.code", slug=group.slug)
    say(_("Thank you. The network calls the group. If it is yours, you get an invitation by mail."))
    return see_other("groups.show", slug=group.slug)


@bp.get("/groups/<slug>/claim/code")
@access(Permission.PUBLIC, on=Group)
def code(group: Group) -> Response:
    """Type the code that the listed address got."""
    return page("house/code.html", group=group, form=TypedCodeForm())


@bp.post("/groups/<slug>/claim/code")
@access(Permission.PUBLIC, on=Group)
def prove(group: Group) -> Response:
    """With the right code the asker is invited, at their own address."""
    form = TypedCodeForm()
    if not form.validate():
        return page("house/code.html", 422, group=group, form=form)
    key, token = _underway()
    try:
        claiming.prove(g.db, group, claim_id=key, browser=token, text=form.code.data or "", locale=language())
    except Refused as refused:
        form.add_error("code", str(refused))
        return page("house/code.html", 422, group=group, form=form)
    session.pop(UNDERWAY, None)
    say(_("That is right. You get an invitation by mail, at your own address. Open it to go on."))
    return see_other("groups.show", slug=group.slug)


def _underway() -> tuple[UUID, str]:
    """What this browser asked for; something unknown when it asked nothing."""
    try:
        key, token = session[UNDERWAY]
        return UUID(key), str(token)
    except (KeyError, TypeError, ValueError):
        return new_id(), ""


def _refuse_others(group: Group) -> None:
    if not claiming.claimable(g.db, group):
        raise NotFound()


@bp.post("/stewardship/claims/<uuid:id>/grant")
@access(Permission.CLAIM_DECIDE, on=Claim)
def grant(claim: Claim) -> Response:
    """The call was right: invite this person as contact person."""
    claiming.grant(g.db, claim, by=g.person, locale=g.network.locale)
    say(_("The invitation is on its way. The link works for seven days."))
    return see_other("stewardship.today_page")


@bp.post("/stewardship/claims/<uuid:id>/refusal")
@access(Permission.CLAIM_DECIDE, on=Claim)
def refuse(claim: Claim) -> Response:
    """Nobody there knows of it."""
    claiming.refuse(g.db, claim, by=g.person)
    say(_("Refused. Nobody gets a mail about it."))
    return see_other("stewardship.today_page")
