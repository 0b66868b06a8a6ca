"""The stewards' own pages: what waits today, and the network's settings."""

from __future__ import annotations

from flask import Blueprint, Response, g, request
from flask_babel import gettext as _

from portal.access import Permission, access
from portal.groups.checking import cycle_of
from portal.pages import page, say, see_other
from portal.paging import page_in, pages_of
from portal.profile import profile_row
from portal.stewardship.actions import change_settings
from portal.stewardship.forms import SettingsForm
from portal.stewardship.queries import figures
from portal.tasks.actions import close
from portal.tasks.models import Task
from portal.tasks.queries import PER_PAGE, open_tasks

bp = Blueprint("stewardship", __name__, url_prefix="/stewardship")


@bp.get("")
@access(Permission.STEWARDSHIP_SEE)
def today_page() -> Response:
    """What waits, oldest first."""
    number = page_in(request.args)
    tasks, total = open_tasks(g.db, number)
    state = figures(g.db, cycle_of(g.db))
    pages = pages_of(total, PER_PAGE)
    return page("stewardship/today.html", tasks=tasks, total=total, figures=state, page=number, pages=pages)


@bp.post("/tasks/<uuid:id>/closure")
@access(Permission.TASK_MANAGE, on=Task)
def close_task(task: Task) -> Response:
    """Tick off one task."""
    close(g.db, task, by=g.person)
    say(_("Done. It is off the list."))
    return see_other("stewardship.today_page", page=request.args.get("page"))


@bp.get("/settings")
@access(Permission.STEWARDSHIP_SEE)
def settings() -> Response:
    """The network's own words and promises."""
    return page("stewardship/settings.html", form=SettingsForm(obj=profile_row(g.db)))


@bp.post("/settings")
@access(Permission.STEWARDSHIP_SEE)
def save_settings() -> Response:
    """Save them."""
    form = SettingsForm()
    if not form.validate():
        return page("stewardship/settings.html", 422, form=form)
    values = {name: value for name, value in form.data.items() if name != "csrf_token"}
    change_settings(g.db, profile_row(g.db), by=g.person, **values)
    say(_("Saved. Visitors see it now."))
    return see_other("stewardship.settings")
