"""Single meetings of a group: one that is cancelled or moved, an extra one, and back again."""

from __future__ import annotations

from uuid import UUID

from flask import Response, g
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound

from portal.access import Permission, access
from portal.clock import today
from portal.errors import Refused
from portal.groups.meetings import actions
from portal.groups.meetings.dates import day_in_words
from portal.groups.meetings.forms import DateForm, ExtraForm
from portal.groups.meetings.models import Meeting
from portal.groups.meetings.views import bp, day_of, find_meeting
from portal.groups.models import Group
from portal.pages import page, say, see_other
from portal.recurrence.stepping import gives


@bp.get("/<uuid:meeting_id>/dates/<day>")
@access(Permission.GROUP_EDIT, on=Group)
def date(group: Group, meeting_id: UUID, day: str) -> Response:
    """What happens on this day."""
    return _date(group, find_meeting(group, meeting_id), day, DateForm())


@bp.post("/<uuid:meeting_id>/dates/<day>")
@access(Permission.GROUP_EDIT, on=Group)
def change_date(group: Group, meeting_id: UUID, day: str) -> Response:
    """Cancel or move the meeting of this day."""
    meeting, form, on = find_meeting(group, meeting_id), DateForm(), day_of(day)
    if not form.validate():
        return _date(group, meeting, day, form, 422)
    note = form.note.data or ""
    try:
        if form.kind.data == "cancelled":
            actions.cancel(g.db, group, meeting, on, by=g.person, note=note)
        else:
            hours = {"starts_at": form.starts_at.data, "ends_at": form.ends_at.data}
            actions.move(g.db, group, meeting, on, by=g.person, to=form.to.data or on, note=note, **hours)
    except Refused as refused:
        form.add_error("kind" if form.kind.data == "cancelled" else "to", str(refused))
        return _date(group, meeting, day, form, 409)
    say(_("Saved. Visitors see it now."))
    return see_other("meetings.index", slug=group.slug)


@bp.post("/<uuid:meeting_id>/dates/<day>/undoing")
@access(Permission.GROUP_EDIT, on=Group)
def undo_date(group: Group, meeting_id: UUID, day: str) -> Response:
    """As usual again."""
    actions.undo(g.db, group, find_meeting(group, meeting_id), day_of(day), by=g.person)
    say(_("Done. This meeting is as usual again."))
    return see_other("meetings.index", slug=group.slug)


@bp.get("/<uuid:meeting_id>/extra")
@access(Permission.GROUP_EDIT, on=Group)
def extra(group: Group, meeting_id: UUID) -> Response:
    """An empty form for an extra meeting."""
    find_meeting(group, meeting_id)
    return page("groups/meetings/extra.html", group=group, form=ExtraForm())


@bp.post("/<uuid:meeting_id>/extra")
@access(Permission.GROUP_EDIT, on=Group)
def add_extra(group: Group, meeting_id: UUID) -> Response:
    """One more meeting."""
    meeting, form = find_meeting(group, meeting_id), ExtraForm()
    if not form.validate():
        return page("groups/meetings/extra.html", 422, group=group, form=form)
    hours = {"starts_at": form.starts_at.data, "ends_at": form.ends_at.data}
    try:
        actions.add_extra(
            g.db, group, meeting, form.on.data or today(), by=g.person, note=form.note.data or "", **hours
        )
    except Refused as refused:
        form.add_error("on", str(refused))
        return page("groups/meetings/extra.html", 409, group=group, form=form)
    say(_("Saved. Visitors see it now."))
    return see_other("meetings.index", slug=group.slug)


def _date(group: Group, meeting: Meeting, day: str, form: DateForm, status: int = 200) -> Response:
    on = day_of(day)
    if not gives(meeting.pattern, on):
        raise NotFound()
    said = day_in_words(on, today())
    return page("groups/meetings/date.html", status, group=group, form=form, said=said)
