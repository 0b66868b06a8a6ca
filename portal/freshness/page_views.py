"""What stands on a group's page: its own people confirm it, and visitors say what is wrong."""

from __future__ import annotations

from datetime import timedelta

from flask import Response, g
from flask_babel import gettext as _

from portal.access import Permission, access
from portal.freshness import actions
from portal.freshness.forms import CheckForm, MistakeForm
from portal.freshness.views import bp
from portal.groups.actions import confirm as confirm_page
from portal.groups.facts import facts_of
from portal.groups.models import Group
from portal.groups.rules import speaks_for
from portal.i18n import language
from portal.limits import caller, spend
from portal.pages import page, say, see_other

MOST_REPORTS, MOST_OF_ONE_PAGE = 5, 30
"""Mistakes that one visitor can report in an hour, and all of them about one page in a day."""


@bp.get("/groups/<slug>/check")
@access(Permission.GROUP_EDIT, on=Group)
def check(group: Group) -> Response:
    """What the page says, with one button."""
    return _check(group, CheckForm())


@bp.post("/groups/<slug>/check")
@access(Permission.GROUP_EDIT, on=Group)
def confirm(group: Group) -> Response:
    """Everything is still correct; a steward says how she knows."""
    form, own = CheckForm(), speaks_for(g.person, group)
    if not own and not form.validate():
        return _check(group, form, 422)
    confirm_page(g.db, group, by=g.person, how="self" if own else str(form.how.data))
    say(_("Thank you. Visitors see that the page was checked today."))
    return see_other("groups.show", slug=group.slug)


def _check(group: Group, form: CheckForm, status: int = 200) -> Response:
    own, facts = speaks_for(g.person, group), facts_of(group, language())
    return page("freshness/check.html", status, group=group, facts=facts, form=form, own=own)


@bp.get("/groups/<slug>/mistake")
@access(Permission.PUBLIC, on=Group)
def mistake(group: Group) -> Response:
    """Something on this page is wrong."""
    return _mistake(group, MistakeForm(group.id))


@bp.post("/groups/<slug>/mistake")
@access(Permission.PUBLIC, on=Group)
def report(group: Group) -> Response:
    """Hand it to the stewards. A program hears the same as a person."""
    form = MistakeForm(group.id)
    if not form.validate():
        return _mistake(group, form, 422)
    spend("freshness.mistake", caller(), most=MOST_REPORTS, per=timedelta(hours=1))
    if not form.doubtful:
        spend("freshness.mistakes", str(group.id), most=MOST_OF_ONE_PAGE, per=timedelta(days=1))
        actions.report_mistake(g.db, group, text=form.text.data or "", reply_to=form.reply_to.data or "")
    return see_other("freshness.thanks", slug=group.slug)


@bp.get("/groups/<slug>/mistake/thanks")
@access(Permission.PUBLIC, on=Group)
def thanks(group: Group) -> Response:
    """What happens now, for everybody alike."""
    return page("freshness/thanks.html", group=group)


def _mistake(group: Group, form: MistakeForm, status: int = 200) -> Response:
    return page("freshness/mistake.html", status, group=group, form=form)
