"""A group's own part in practical help, and what a person agrees to."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from flask import Response, g, request
from flask_babel import gettext as _

from portal.access import Permission, access
from portal.fields import NOTHING, as_id
from portal.groups.models import Group
from portal.help_requests import groups
from portal.help_requests.forms import AskerForm, WillingForm
from portal.help_requests.queries import willing_of
from portal.help_requests.reading import apart
from portal.help_requests.views import bp
from portal.limits import spend
from portal.pages import page, say, see_other

MOST_ASKED = 20
"""People one contact person can let ask in a day."""


@bp.get("/groups/<slug>/help")
@access(Permission.HOUSE_DECIDE, on=Group)
def settings(group: Group) -> Response:
    """What the group may be asked about, and who asks for it."""
    return _settings(group, _willing(group), AskerForm(formdata=None))


@bp.post("/groups/<slug>/help")
@access(Permission.HOUSE_DECIDE, on=Group)
def settle(group: Group) -> Response:
    """Save what the group may be asked about."""
    form = WillingForm()
    if not form.validate():
        return _settings(group, form, AskerForm(formdata=None), 422)
    groups.be_willing(g.db, group, by=g.person, categories=form.categories.data or ())
    say(_("Saved."))
    return see_other("help_requests.settings", slug=group.slug)


@bp.post("/groups/<slug>/help/askers")
@access(Permission.HOUSE_DECIDE, on=Group)
def let_ask(group: Group) -> Response:
    """Let somebody ask for the group."""
    form = AskerForm()
    if not form.validate():
        return _settings(group, _willing(group), form, 422)
    spend("help.asker", str(g.person.id), most=MOST_ASKED, per=timedelta(days=1))
    groups.let_ask(g.db, group, by=g.person, email=form.email.data or "")
    say(_("If somebody here has this address, they get a mail. They stand here once they agree."))
    return see_other("help_requests.settings", slug=group.slug)


@bp.post("/groups/<slug>/help/askers/<uuid:person_id>/removal")
@access(Permission.HOUSE_DECIDE, on=Group)
def stop_asker(group: Group, person_id: UUID) -> Response:
    """Somebody no longer asks for the group."""
    groups.stop(g.db, group.id, person_id, by=g.person)
    say(_("This person no longer asks for the group."))
    return see_other("help_requests.settings", slug=group.slug)


@bp.post("/help-requests/asking-for")
@access(Permission.SELF_MANAGE)
def agree() -> Response:
    """The person agrees to ask for a group, or stops."""
    group_id = as_id(request.form.get("group")) or NOTHING
    if request.form.get("answer") != "yes":
        groups.stop(g.db, group_id, g.person.id, by=g.person)
        say(_("You do not ask for this group."))
    elif groups.agree(g.db, group_id, by=g.person):
        say(_("You can ask for this group now."))
    return see_other("accounts.me")


def _willing(group: Group) -> WillingForm:
    return WillingForm(formdata=None, data={"categories": willing_of(g.db, group.id)})


def _settings(group: Group, willing: WillingForm, asker: AskerForm, status: int = 200) -> Response:
    people = groups.askers_of(g.db, group)
    apart({"willing": willing, "asker": asker})
    return page(
        "help_requests/settings.html", status, group=group, willing=willing, asker=asker, people=people
    )
