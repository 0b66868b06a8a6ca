"""Codes for people of another network: stewards give them, whoever has one comes in with it."""

from __future__ import annotations

from datetime import timedelta

from flask import Response, g, request
from flask_babel import gettext as _

from portal.access import Permission, access
from portal.clock import today
from portal.errors import Refused
from portal.pages import network_url, page, say, see_other
from portal.signups import invitations
from portal.signups.forms import InvitationForm, InvitedForm
from portal.signups.models import Invited
from portal.signups.views import bp
from portal.trainings.models import Training

USUALLY = timedelta(days=30)


@bp.get("/trainings/invited")
@access(Permission.PUBLIC)
def invited() -> Response:
    """Type a code. A link with a code leads here too: opening it changes nothing."""
    return page("signups/invited.html", form=InvitedForm(data={"code": request.args.get("code", "")[:40]}))


@bp.post("/trainings/invited")
@access(Permission.PUBLIC)
def come_in() -> Response:
    """On to the training it is for."""
    form = InvitedForm()
    if form.validate():
        try:
            found = invitations.open_with(g.db, form.code.data or "")
            invitations.remember(found)
            return see_other("trainings.show", id=found.training_id)
        except Refused as refused:
            form.add_error("code", str(refused))
    return page("signups/invited.html", 422, form=form)


@bp.get("/trainings/<uuid:id>/invitations", endpoint="invitations")
@access(Permission.TRAINING_MANAGE, on=Training)
def invitations_page(training: Training) -> Response:
    """Codes that were given, and the form for one more."""
    return _page(training, InvitationForm(data={"places": 5, "until": today() + USUALLY}))


@bp.post("/trainings/<uuid:id>/invitations")
@access(Permission.TRAINING_MANAGE, on=Training)
def give_invitation(training: Training) -> Response:
    """One more. Its code is said once."""
    form = InvitationForm()
    if not form.validate():
        return _page(training, form, 422)
    code = invitations.give(
        g.db, training, by=g.person, label=form.label.data or "", places=form.places.data or 1,
        until=form.until.data or today(),
    )  # fmt: skip
    link = network_url(g.network.slug, f"/trainings/invited?code={code}")
    say(
        _(
            "The code is %(code)s, the link %(link)s. It is shown only now: send it to those it is for.",
            code=code,
            link=link,
        )
    )
    return see_other("signups.invitations", id=training.id)


@bp.post("/trainings/invitations/<uuid:id>/end")
@access(Permission.TRAINING_MANAGE, on=Invited)
def end_invitation(invitation: Invited) -> Response:
    """Nobody comes in with it any more."""
    invitations.end(g.db, invitation, by=g.person)
    say(_("Nobody can use this code any more."))
    return see_other("signups.invitations", id=invitation.training_id)


def _page(training: Training, form: InvitationForm, status: int = 200) -> Response:
    rows = invitations.of(g.db, training)
    return page("signups/invitations.html", status, training=training, form=form, rows=rows, today=today())
