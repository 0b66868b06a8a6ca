"""The contact persons of one group: who they are, inviting, and no longer being one."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from flask import Response, g, request
from flask_babel import gettext as _
from werkzeug.exceptions import BadRequest, NotFound

from portal.access import Permission, access
from portal.accounts.actions import invite as send_invitation
from portal.clock import today
from portal.errors import Refused
from portal.groups.contacts import change_role, contacts_of, invited_to, remove
from portal.groups.forms import ContactForm
from portal.groups.models import Group
from portal.groups.sentences import SEATS
from portal.groups.views import bp
from portal.i18n import language
from portal.limits import spend
from portal.pages import page, say, see_other

MOST_INVITATIONS = 20
"""Mails one person can have us send to new addresses in an hour."""


@bp.get("/groups/<slug>/contacts")
@access(Permission.CONTACT_INVITE, on=Group)
def contacts(group: Group) -> Response:
    """Who speaks for the group, and who was asked to."""
    return _contacts(group, ContactForm())


@bp.post("/groups/<slug>/contacts")
@access(Permission.CONTACT_INVITE, on=Group)
def invite(group: Group) -> Response:
    """Invite one more."""
    form = ContactForm()
    if not form.validate():
        return _contacts(group, form, 422)
    spend("contact.invite", str(g.person.id), most=MOST_INVITATIONS, per=timedelta(hours=1))
    try:
        send_invitation(
            g.db,
            email=form.email.data or "",
            name=form.name.data or "",
            group_id=group.id,
            as_stand_in=form.role.data == "stand_in",
            by=g.person,
            locale=language(),
        )
    except Refused as refused:
        form.add_error("email", str(refused))
        return _contacts(group, form, 409)
    say(_("The invitation is on its way. The link works for seven days."))
    return see_other("groups.contacts", slug=group.slug)


@bp.get("/groups/<slug>/contacts/<uuid:person_id>/removal")
@access(Permission.CONTACT_INVITE, on=Group)
def ask_removal(group: Group, person_id: UUID) -> Response:
    """Ask before somebody stops being a contact person; the last one is asked about in other words."""
    return _asked(group, person_id)


@bp.post("/groups/<slug>/contacts/<uuid:person_id>/removal")
@access(Permission.CONTACT_INVITE, on=Group)
def take_away(group: Group, person_id: UUID) -> Response:
    """Somebody no longer speaks for the group."""
    try:
        remove(g.db, group, person_id, by=g.person, also_last=request.form.get("last") == "yes")
    except Refused:
        return _asked(group, person_id, 409)
    say(_("Done. This person can no longer change the page of the group."))
    if person_id == g.person.id and not g.person.is_steward:
        return see_other("groups.show", slug=group.slug) if group.listed else see_other("accounts.me")
    return see_other("groups.contacts", slug=group.slug)


@bp.post("/groups/<slug>/contacts/<uuid:person_id>/role")
@access(Permission.CONTACT_INVITE, on=Group)
def give_role(group: Group, person_id: UUID) -> Response:
    """From stand-in to contact person, or back."""
    role = request.form.get("role", "")
    if role not in SEATS:
        raise BadRequest()
    change_role(g.db, group, person_id, role=role, by=g.person)
    say(_("Saved."))
    return see_other("groups.contacts" if person_id != g.person.id else "groups.show", slug=group.slug)


def _asked(group: Group, person_id: UUID, status: int = 200) -> Response:
    there = contacts_of(g.db, group)
    person = next((row for row in there if row.id == person_id), None)
    if person is None:
        raise NotFound()
    last = [row.id for row in there if row.role == "contact"] == [person_id]
    return page("groups/contact_removal.html", status, group=group, contact=person, last=last)


def _contacts(group: Group, form: ContactForm, status: int = 200) -> Response:
    there, invited = contacts_of(g.db, group), invited_to(g.db, group)
    values = {"contacts": there, "invited": invited, "seats": SEATS, "today": today()}
    return page("groups/contacts.html", status, group=group, form=form, **values)
