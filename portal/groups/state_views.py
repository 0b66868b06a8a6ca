"""Whether the group meets now: a page of its own, because a pause ends by itself."""

from __future__ import annotations

from flask import Response, g
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField, TextAreaField
from wtforms.validators import Optional

from portal.access import Permission, access
from portal.errors import Refused
from portal.fields import Chosen, at_most, one_newline, options
from portal.forms import Form
from portal.groups.fields import Day
from portal.groups.models import Group
from portal.groups.sentences import FIELDS, STATES
from portal.groups.states import set_state
from portal.groups.views import bp
from portal.pages import page, say, see_other


class StateForm(Form):
    """Meets, paused until, ended."""

    state = RadioField(FIELDS["state"], [Chosen()], choices=options(STATES))
    paused_until = Day(
        FIELDS["paused_until"],
        [Optional()],
        description=_l(
            "Only for a pause. From that day the page says again that the group meets, by itself."
        ),
    )
    elsewhere = TextAreaField(
        FIELDS["elsewhere"],
        [at_most(600)],
        filters=[one_newline],
        description=_l("For a group that is paused or has ended: another group, a website, a phone number."),
    )


@bp.get("/groups/<slug>/state")
@access(Permission.GROUP_EDIT, on=Group)
def state(group: Group) -> Response:
    """Whether the group meets now."""
    return _state(group, StateForm(obj=group))


@bp.post("/groups/<slug>/state")
@access(Permission.GROUP_EDIT, on=Group)
def save_state(group: Group) -> Response:
    """Say it."""
    form = StateForm()
    if not form.validate():
        return _state(group, form, 422)
    try:
        set_state(
            g.db, group, by=g.person, state=form.state.data, paused_until=form.paused_until.data,
            elsewhere=form.elsewhere.data or "",
        )  # fmt: skip
    except Refused as refused:
        form.add_error("paused_until", str(refused))
        return _state(group, form, 409)
    say(_("Saved. Visitors see it now.") if group.listed else _("Saved. Visitors do not see this group."))
    return see_other("groups.show", slug=group.slug)


def _state(group: Group, form: StateForm, status: int = 200) -> Response:
    return page("groups/state.html", status, group=group, form=form)
