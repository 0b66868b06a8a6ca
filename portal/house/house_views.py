"""Behind a group's page: its own decisions, what changed, its export, and leaving."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from flask import Response, g, make_response, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import NotFound

from portal.access import Permission, access, find, may
from portal.groups.actions import Unreachable
from portal.groups.almanac import almanac
from portal.groups.models import Group
from portal.groups.sentences import FIELDS
from portal.house import deciding
from portal.house.blueprint import bp
from portal.house.difference import SEATED, said
from portal.house.export import export as everything_of
from portal.house.forms import KEEPABLE, WHO, DecisionsForm, stored
from portal.house.queries import PER_PAGE, changes_of, open_claims, open_proposals, people_in
from portal.pages import page, say, see_other
from portal.paging import page_in, pages_of


@bp.get("/groups/<slug>/house")
@access(Permission.HOUSE_SEE, on=Group)
def show(group: Group) -> Response:
    """What waits for the group, and what it decided about itself."""
    return _house(group, DecisionsForm(data=stored(group)))


@bp.post("/groups/<slug>/house")
@access(Permission.HOUSE_DECIDE, on=Group)
def settle(group: Group) -> Response:
    """Save the group's decisions."""
    form = DecisionsForm()
    if not form.validate():
        return _house(group, form, 422)
    if form.version.data != str(group.version):
        return _overtaken(form, group)
    try:
        deciding.settle(g.db, group, by=g.person, values=form.values())
    except Unreachable as refused:
        form.add_error("takes_messages", str(refused))
        slug = group.slug
        g.db.rollback()
        return _house(_again(slug), form, 422)
    except StaleDataError:
        slug = group.slug
        g.db.rollback()
        return _overtaken(form, _again(slug))
    say(_("Saved. The page of the group follows at once."))
    return see_other("house.show", slug=group.slug)


def _again(slug: str) -> Group:
    found: Group | None = find(g.db, Group, g.person, slug=slug)
    if found is None:
        raise NotFound()
    return found


def _overtaken(form: DecisionsForm, group: Group) -> Response:
    """Nothing typed is lost; saving once more saves it."""
    form.version.data = str(group.version)
    form.version.raw_data = None
    form.form_errors = [
        _("Somebody else changed the page meanwhile. Nothing you typed is lost: look at it and save again.")
    ]
    return _house(group, form, 409)


def _house(group: Group, form: DecisionsForm, status: int = 200) -> Response:
    claims = open_claims(g.db, group) if g.person.is_steward else ()
    decides = may(g.person, Permission.HOUSE_DECIDE, group)
    return page(
        "house/show.html", status, group=group, form=form, decides=decides, keepable=KEEPABLE, who=WHO,
        fields=FIELDS, claims=claims, proposals=open_proposals(g.db, group_id=group.id),
        edits=may(g.person, Permission.GROUP_EDIT, group),
    )  # fmt: skip


@bp.get("/groups/<slug>/changes")
@access(Permission.HOUSE_SEE, on=Group)
def changes(group: Group) -> Response:
    """Everything that changed on the page, newest first."""
    number = page_in(request.args)
    rows = changes_of(g.db, group, page=number)
    themes = {}
    if any("themes" in row.fields for row in rows):
        themes = {theme.code: theme.name for theme in almanac(g.db).themes.values()}
    people = people_in(g.db, [row.fields for row in rows])
    lines = [(row, changed_fields(row.fields, themes, people)) for row in rows]
    pages = pages_of(rows[0].total if rows else 0, PER_PAGE)
    to_page = lambda wanted: url_for("house.changes", slug=group.slug, page=wanted)  # noqa: E731
    return page("house/changes.html", group=group, lines=lines, page=number, pages=pages, to_page=to_page)


def changed_fields(
    fields: Mapping[str, list[Any]], themes: Mapping[str, str], people: Mapping[str, str]
) -> list[tuple[str, str, str]]:
    """What each field is called, was and became."""
    found = []
    for name, values in fields.items():
        if name in SEATED:
            before, after = (people.get(key, _("somebody who left")) if key else "" for key in values)
        else:
            before, after = (said(name, value, themes) for value in values)
        found.append((str(FIELDS.get(name, name)), before, after))
    return found


@bp.get("/groups/<slug>/rules")
@access(Permission.PUBLIC, on=Group, cached=True)
def rules(group: Group) -> Response:
    """The group's own rules, in its own words."""
    if not group.house_rules:
        raise NotFound()
    return page("house/rules.html", group=group)


@bp.get("/groups/<slug>/export.json")
@access(Permission.HOUSE_DECIDE, on=Group)
def export(group: Group) -> Response:
    """Everything of the group, to take along."""
    response = make_response(json.dumps(everything_of(g.db, group), ensure_ascii=False, indent=1))
    response.mimetype = "application/json"
    response.headers["Content-Disposition"] = 'attachment; filename="export.json"'
    return response


@bp.get("/groups/<slug>/leaving")
@access(Permission.HOUSE_DECIDE, on=Group)
def ask_leaving(group: Group) -> Response:
    """Ask before the group leaves the directory."""
    return page("house/leaving.html", group=group)


@bp.post("/groups/<slug>/leaving")
@access(Permission.HOUSE_DECIDE, on=Group)
def leave(group: Group) -> Response:
    """The group is out of the directory from now on."""
    deciding.leave(g.db, group, by=g.person)
    say(_("The group has left the directory. You can take its export along, or come back any time."))
    return see_other("house.show", slug=group.slug)
