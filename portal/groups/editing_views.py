"""What a group's contact persons and the stewards do: change the page, write down a new group."""

from __future__ import annotations

from typing import Any

from flask import Response, g, request
from flask_babel import gettext as _
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import NotFound

from portal.access import Permission, access, find
from portal.errors import Refused
from portal.groups import actions, hooks
from portal.groups.almanac import almanac
from portal.groups.forms import GroupForm, NewGroupForm, stored
from portal.groups.merging import Clash, merge, opened
from portal.groups.models import Group
from portal.groups.rules import has_contacts, speaks_for
from portal.groups.sentences import field_name, verified
from portal.groups.stewarding import StewardWish, look
from portal.groups.views import bp
from portal.i18n import language
from portal.pages import go, page, say, see_other


@bp.get("/groups/<slug>/edit")
@access(Permission.GROUP_EDIT, on=Group)
def edit(group: Group) -> Response:
    """The group's page as a form."""
    form = GroupForm(data=stored(group))
    opened(form, group)
    return _edit(form, group)


@bp.post("/groups/<slug>/edit")
@access(Permission.GROUP_EDIT, on=Group)
def save(group: Group) -> Response:
    """Save it, unless somebody else saved since it was opened."""
    form = _with_themes(GroupForm())
    clash, valid = merge(form, group), form.validate()
    if clash or not valid:
        return _edit(form, group, 409 if clash else 422, clash)
    try:
        if proposed := _propose(form, group):
            return proposed
        actions.change(g.db, group, by=g.person, values=form.values(), still_correct=form.still_correct.data)
    except StaleDataError:
        g.db.rollback()
        return _overtaken(form)
    except Refused as refused:
        g.db.rollback()
        if isinstance(refused, actions.Unreachable):
            form.add_error("listed", str(refused))
        else:
            form.form_errors = [str(refused)]
        return _edit(form, _again(), 422)
    say(_("Saved. Visitors see it now.") if group.listed else _("Saved. Visitors do not see this group."))
    return see_other("groups.show", slug=group.slug)


@bp.get("/groups/new")
@access(Permission.GROUP_CREATE)
def new() -> Response:
    """An empty form."""
    return _new(NewGroupForm(data={"in_person": True, "listed": True}))


@bp.post("/groups/new")
@access(Permission.GROUP_CREATE)
def create() -> Response:
    """Write down a new group."""
    form = _with_themes(NewGroupForm())
    if not form.validate():
        return _new(form, 422)
    group = actions.create(g.db, by=g.person, values=form.values())
    say(_("The group is written down. Invite a contact person, so that it can look after its own page."))
    return see_other("groups.contacts", slug=group.slug)


@bp.get("/stewardship/groups")
@access(Permission.STEWARDSHIP_SEE)
def overview() -> Response:
    """All groups, also those that visitors do not see."""
    book = almanac(g.db)
    wish = StewardWish.read(request.args, book)
    answer, locale = look(g.db, wish, book), language()
    checked = [verified(row.verified_on, row.verified_precision, locale) for row in answer.rows]
    rows = list(zip(answer.rows, checked, strict=True))
    return page("groups/overview.html", wish=wish, answer=answer, rows=rows)


def _propose(form: GroupForm, group: Group) -> Response | None:
    """What is not for this person to change goes another way; None: change it here."""
    saving = hooks.Saving(g.person, form.values(), form.why.data or "", form.still_correct.data)
    where = next((path for ask in hooks.instead_of_change if (path := ask(g.db, group, saving))), None)
    return go(where) if where else None


def _again() -> Group:
    """The group as it is stored, after what was tried was taken back."""
    found: Group | None = find(g.db, Group, g.person, slug=(request.view_args or {})["slug"])
    if found is None:
        raise NotFound()
    return found


def _overtaken(form: GroupForm) -> Response:
    """Somebody saved in the same moment: start from what they saved."""
    g.db.rollback()
    group = _again()
    return _edit(form, group, 409, merge(form, group) or Clash())


def _with_themes(form: Any) -> Any:
    book = almanac(g.db)
    form.offer_themes((theme.code, theme.name) for theme in book.themes.values())
    return form


def _edit(form: GroupForm, group: Group, status: int = 200, clash: Clash | None = None) -> Response:
    _with_themes(form)
    proposes = has_contacts(group) and not speaks_for(g.person, group)
    if not proposes:
        del form.why
    return page(
        "groups/edit.html",
        status,
        form=form,
        group=group,
        clash=clash,
        field_name=field_name,
        present=stored(group),
        branches=_branches(form),
        proposes=proposes,
    )


def _new(form: GroupForm, status: int = 200) -> Response:
    _with_themes(form)
    return page("groups/new.html", status, form=form, branches=_branches(form))


def _branches(form: GroupForm) -> list[tuple[str, list[Any], bool]]:
    """The theme boxes by parent: its name, the boxes, and whether one of them is ticked."""
    boxes = {box.data: box for box in form.themes}
    made = []
    for parent, children in almanac(g.db).tree():
        inside = [boxes[theme.code] for theme in (parent, *children)]
        made.append((parent.names[language()], inside, any(box.checked for box in inside)))
    return made
