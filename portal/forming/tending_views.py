"""What those see who start a group, the companion and the stewards."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import Response, g, request
from flask_babel import gettext as _

from portal.access import Permission, access
from portal.accounts.models import Person
from portal.clock import today
from portal.errors import Refused
from portal.forming import actions
from portal.forming.forms import CompanionForm, OpeningForm, ProposalForm
from portal.forming.rules import FEWEST
from portal.forming.views import bp
from portal.groups.almanac import almanac
from portal.groups.models import Group
from portal.limits import spend
from portal.pages import page, say, see_other
from portal.paging import natural

USUAL = timedelta(days=182)
MOST_PROPOSALS = 5


@bp.get("/start-a-group/proposal")
@access(Permission.SELF_MANAGE)
def proposal() -> Response:
    """An empty form."""
    return _proposal(ProposalForm(data={"needed": 6}))


@bp.post("/start-a-group/proposal")
@access(Permission.SELF_MANAGE)
def propose() -> Response:
    """Write the idea down for the stewards."""
    form = ProposalForm()
    form.offer(_themes())
    if not form.validate():
        return _proposal(form, 422)
    spend("formation.propose", str(g.person.id), most=MOST_PROPOSALS, per=timedelta(days=1))
    values = {"themes": [form.theme.data], "place": form.place.data or "", "intro": form.intro.data or ""}
    group = actions.propose(g.db, by=g.person, values=values, needed=form.needed.data or 0)
    say(_("Thank you. The network reads it and gets in touch with you."))
    return see_other("forming.show", id=group.id)


@bp.get("/formations/<uuid:id>")
@access(Permission.FORMATION_TEND, on=Group)
def show(group: Group) -> Response:
    """How far it is, and what comes next."""
    return _show(group)


@bp.post("/formations/<uuid:id>/opening")
@access(Permission.FORMATION_OPEN, on=Group)
def open_list(group: Group) -> Response:
    """Visitors see it from now on; for one that is open already: longer, or with another number."""
    form = OpeningForm()
    if not form.validate():
        return _show(group, 422, opening=form)
    actions.open_list(
        g.db, group, by=g.person, needed=form.needed.data or 0, until=form.until.data or today()
    )
    say(_("The list is open. Visitors see the group as “in formation”."))
    return see_other("forming.show", id=group.id)


@bp.post("/formations/<uuid:id>/beginning")
@access(Permission.GROUP_EDIT, on=Group)
def begin(group: Group) -> Response:
    """The group meets from now on."""
    try:
        actions.begin(g.db, group, by=g.person)
    except Refused as refused:
        return _show(group, 409, refused=str(refused))
    say(_("The group has begun. Everybody on the list gets one mail, and the list is deleted."))
    return see_other("groups.show", slug=group.slug)


@bp.post("/formations/<uuid:id>/companion")
@access(Permission.FORMATION_OPEN, on=Group)
def companion(group: Group) -> Response:
    """Who comes along to the first meetings."""
    form = CompanionForm()
    if not form.validate():
        return _show(group, 422, naming=form)
    try:
        actions.name_companion(g.db, group, by=g.person, email=form.email.data or "")
    except Refused as refused:
        form.add_error("email", str(refused))
        return _show(group, 409, naming=form)
    say(_("Saved."))
    return see_other("forming.show", id=group.id)


@bp.post("/formations/<uuid:id>/meetings")
@access(Permission.FORMATION_TEND, on=Group)
def count(group: Group) -> Response:
    """The companion was there once more."""
    number = natural(request.form.get("number", ""), otherwise=0)
    actions.count_meeting(g.db, group, by=g.person, number=number)
    say(_("Counted."))
    return see_other("forming.show", id=group.id)


def _themes() -> list[tuple[str, str]]:
    return [(theme.code, theme.name) for theme in almanac(g.db).themes.values()]


def _proposal(form: ProposalForm, status: int = 200) -> Response:
    form.offer(_themes())
    return page("forming/proposal.html", status, form=form)


def _show(group: Group, status: int = 200, **values: Any) -> Response:
    until = group.forming_until if group.forming_until and group.forming_until > today() else today() + USUAL
    blank = {"needed": max(group.needed, FEWEST), "until": until}
    helper = g.db.get(Person, group.companion_id) if group.companion_id else None
    forms = {
        "opening": OpeningForm(formdata=None, data=blank),
        "naming": CompanionForm(formdata=None, data={"email": helper.email if helper else ""}),
    }
    number = actions.on_the_list(g.db, group.id) if group.state == "forming" else 0
    shown = {"number": number if number >= FEWEST else None, "most": actions.MOST_MEETINGS, "helper": helper}
    return page("forming/show.html", status, group=group, **{**forms, **shown, **values})
