"""Meetings of one group: what they are, entering one after reading it back, and changing a single date."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, g, request
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import selectinload
from werkzeug.exceptions import NotFound

from portal.access import Permission, access
from portal.clock import today
from portal.errors import Refused
from portal.groups.meetings import actions
from portal.groups.meetings.dates import buildings, upcoming
from portal.groups.meetings.forms import MeetingForm, stored
from portal.groups.meetings.models import Meeting
from portal.groups.meetings.queries import KnownMeeting, meetings_of
from portal.groups.meetings.section import spoken
from portal.groups.models import Group, Location
from portal.groups.rhythms import mark_of
from portal.i18n import language
from portal.pages import page, part, say, see_other, wants_part
from portal.recurrence.pattern import Pattern, problems
from portal.recurrence.wording import sentence

bp = Blueprint("meetings", __name__, url_prefix="/groups/<slug>/meetings")


def find_meeting(group: Group, meeting_id: UUID) -> Meeting:
    """One of the group's meetings with its changes; 404 for any other."""
    query = select(Meeting).where(Meeting.id == meeting_id, Meeting.group_id == group.id)
    found: Meeting | None = g.db.scalars(query.options(selectinload(Meeting.changes))).first()
    if found is None:
        raise NotFound()
    return found


@bp.get("")
@access(Permission.GROUP_EDIT, on=Group)
def index(group: Group) -> Response:
    """The group's meetings with their next dates."""
    meetings = meetings_of(g.db, [group.id]).get(group.id, [])
    places = buildings(g.db, meetings, since=today())
    shown = []
    for meeting in meetings:
        lines = upcoming([meeting], places, since=today(), in_person=group.in_person, home=group.location_id)
        shown.append((meeting, spoken(meeting, language(), today()), _rule_said(meeting), lines,
                      problems(meeting.pattern, today())))  # fmt: skip
    return page("groups/meetings/index.html", group=group, meetings=shown)


def _rule_said(meeting: KnownMeeting) -> str:
    """What the rule says, beside the sentence people wrote."""
    return sentence(meeting.pattern, language(), today()) if meeting.text and meeting.pattern.rrule else ""


@bp.get("/new")
@access(Permission.GROUP_EDIT, on=Group)
def new(group: Group) -> Response:
    """An empty form."""
    return _form(group, MeetingForm())


@bp.post("/new")
@access(Permission.GROUP_EDIT, on=Group)
def add(group: Group) -> Response:
    """Read a new meeting back, then save it."""
    form = MeetingForm()
    return _checked(group, form, None)


@bp.get("/<uuid:meeting_id>")
@access(Permission.GROUP_EDIT, on=Group)
def edit(group: Group, meeting_id: UUID) -> Response:
    """One meeting as a form."""
    meeting = find_meeting(group, meeting_id)
    place = g.db.get(Location, meeting.location_id) if meeting.location_id else None
    values = stored(meeting, place)
    form = MeetingForm(data=values or {"rhythm": "none", "text": meeting.text})
    return _form(group, form, meeting, unshown=values is None)


@bp.post("/<uuid:meeting_id>")
@access(Permission.GROUP_EDIT, on=Group)
def save(group: Group, meeting_id: UUID) -> Response:
    """Read the changed meeting back, then save it."""
    return _checked(group, MeetingForm(), find_meeting(group, meeting_id))


@bp.get("/<uuid:meeting_id>/removal")
@access(Permission.GROUP_EDIT, on=Group)
def ask_removal(group: Group, meeting_id: UUID) -> Response:
    """Ask before a meeting goes."""
    meeting = find_meeting(group, meeting_id)
    said = meeting.text or sentence(meeting.pattern, language(), today())
    return page("groups/meetings/removal.html", group=group, said=said)


@bp.post("/<uuid:meeting_id>/removal")
@access(Permission.GROUP_EDIT, on=Group)
def remove(group: Group, meeting_id: UUID) -> Response:
    """Take it away."""
    actions.remove(g.db, group, find_meeting(group, meeting_id), by=g.person)
    say(_("Removed. Visitors do not see these dates any more."))
    return see_other("meetings.index", slug=group.slug)


def _checked(group: Group, form: MeetingForm, meeting: Meeting | None) -> Response:
    """Show what was understood; save when that was shown and the second button was pressed."""
    pattern = form.read(today())
    if wants_part():
        shown = _preview(form, pattern, meeting)
        return part("groups/meetings/_preview.html", form=form, htmx=True, **shown)
    if pattern is None:
        return _form(group, form, meeting, status=422)
    if request.form.get("save") != "yes" or form.seen.data != mark_of(pattern):
        return _form(group, form, meeting, pattern=pattern)
    entered = form.entered(pattern, group.place)
    try:
        if meeting is None:
            actions.add(g.db, group, entered, by=g.person)
        else:
            actions.change(g.db, group, meeting, entered, by=g.person)
    except Refused as refused:
        form.add_error("rhythm", str(refused))
        return _form(group, form, meeting, status=409)
    say(_("Saved. Visitors see it now.") if group.listed else _("Saved. Visitors do not see this group."))
    return see_other("meetings.index", slug=group.slug)


def _preview(form: MeetingForm, pattern: Pattern | None, meeting: Meeting | None) -> dict[str, Any]:
    """The sentence and the next dates, the changed ones that stay included."""
    form.seen.data = mark_of(pattern) if pattern else ""
    if pattern is None:
        return {"said": "", "lines": []}
    whole = replace(pattern, changes=meeting.pattern.changes if meeting else ())
    known = KnownMeeting(UUID(int=0), UUID(int=0), "", whole, "", None, 0)
    lines = upcoming([known], {}, since=today(), in_person=False, home=None)
    return {"said": sentence(pattern, language(), today()), "lines": lines}


def _form(
    group: Group, form: MeetingForm, meeting: Meeting | None = None, *, pattern: Pattern | None = None,
    unshown: bool = False, status: int = 200,
) -> Response:  # fmt: skip
    shown = _preview(form, pattern, meeting)
    values = {"group": group, "form": form, "meeting": meeting, "unshown": unshown, **shown}
    return page("groups/meetings/form.html", status, **values)


def day_of(text: str) -> date:
    """The day in an address; 404 when it is none."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise NotFound() from None
