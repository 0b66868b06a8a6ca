"""What visitors see of groups in formation: the guide, the list, the entry behind the link in the mail."""

from __future__ import annotations

from flask import Blueprint, Response, g, redirect, url_for
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound

from portal.access import Permission, access
from portal.forming import actions
from portal.forming.forms import InterestForm
from portal.forming.models import Interest
from portal.forming.notices import GROUP_LINK_LIVES, LIST_LINK_LIVES
from portal.forming.rules import takes_interest
from portal.groups.models import Group
from portal.i18n import language
from portal.limits import DAY, HOUR, Limit, beyond, caller, spend
from portal.links import opened
from portal.pages import page, say, see_other
from portal.profile import profile

PER_ADDRESS = Limit("interest.address", 3, DAY)
PER_LIST = Limit("interest.list", 100, DAY)
MOST_A_CALLER = 10
bp = Blueprint("forming", __name__)


@bp.get("/start-a-group")
@access(Permission.PUBLIC, cached=True)
def guide() -> Response:
    """How a group is started, step by step."""
    return page("forming/guide.html", profile=profile(g.db))


@bp.get("/groups/<slug>/interest")
@access(Permission.PUBLIC, on=Group)
def interest(group: Group) -> Response:
    """The form to be told when a group begins."""
    return _interest(group, InterestForm(group.id))


@bp.post("/groups/<slug>/interest")
@access(Permission.PUBLIC, on=Group)
def join(group: Group) -> Response:
    """Send the link that confirms. The same page for everybody, on the list already or not."""
    if not takes_interest(group):
        raise NotFound()
    form = InterestForm(group.id)
    if not form.validate():
        return _interest(group, form, 422)
    spend("interest.caller", caller(), most=MOST_A_CALLER, per=HOUR)
    doubtful = [
        form.doubtful,
        beyond(PER_ADDRESS, f"{group.id} {form.email.data}"),
        beyond(PER_LIST, str(group.id)),
    ]
    if not any(doubtful):
        entry = {"email": form.email.data or "", "alias": form.alias.data or ""}
        actions.put_on_list(g.db, group, **entry, purposes=form.purposes(), locale=language())
    return see_other("forming.asked", slug=group.slug)


@bp.get("/groups/<slug>/interest/sent")
@access(Permission.PUBLIC, on=Group)
def asked(group: Group) -> Response:
    """Look in your mail."""
    return page("forming/asked.html", group=group, days=actions.UNCONFIRMED.days)


def _interest(group: Group, form: InterestForm, status: int = 200) -> Response:
    if not takes_interest(group):
        raise NotFound()
    return page("forming/interest.html", status, group=group, form=form)


@bp.get("/interest/<token>")
@access(Permission.PUBLIC)
def entry(token: str) -> Response:
    """One's own entry: confirm it, or leave the list. Opening it changes nothing."""
    found = _entry(token)
    if found is None:
        return _gone()
    group = g.db.get_one(Group, found.group_id)
    return page("forming/entry.html", entry=found, group=group)


@bp.post("/interest/<token>")
@access(Permission.PUBLIC)
def confirm(token: str) -> Response:
    """Yes, that is my address."""
    found = _entry(token)
    if found is None:
        return _gone()
    actions.confirm(g.db, found)
    say(_("You are on the list. We mail you when the group begins."))
    return see_other("forming.entry", token=token)


@bp.post("/interest/<token>/withdrawal")
@access(Permission.PUBLIC)
def withdraw(token: str) -> Response:
    """Off the list, at once and without a trace."""
    found = _entry(token)
    if found is None:
        return _gone()
    actions.withdraw(g.db, found)
    say(_("You are off the list. We have removed your address."))
    return see_other("groups.home")


@bp.get("/begun/<token>")
@access(Permission.PUBLIC)
def begun(token: str) -> Response:
    """From a mail that does not name the group to the group's page."""
    found = opened("begun", token, lives=GROUP_LINK_LIVES)
    group = g.db.get(Group, found.id) if found else None
    if group is None:
        return _gone()
    return redirect(url_for("groups.show", slug=group.slug), 303)  # type: ignore[return-value]


def _entry(token: str) -> Interest | None:
    found = opened("interest", token, lives=LIST_LINK_LIVES)
    return g.db.get(Interest, found.id) if found else None


def _gone() -> Response:
    return page("forming/gone.html", 404)
