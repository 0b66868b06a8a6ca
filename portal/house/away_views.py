"""“I cannot for a while”: a quiet switch with a date, without a reason. It gives back by itself."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from flask import Response, g
from flask_babel import gettext as _
from sqlalchemy import Row

from portal.access import Permission, access
from portal.clock import today
from portal.groups.answering import present
from portal.groups.contacts import groups_of, set_away
from portal.house.blueprint import bp
from portal.house.forms import AwayForm
from portal.pages import page, say, see_other


def own_groups(rows: Sequence[Row[Any]]) -> dict[UUID, str]:
    """The groups somebody has a seat in, by id."""
    return {row.id: row.name for row in rows if row.state != "ended"}


@bp.get("/me/away")
@access(Permission.SELF_MANAGE)
def away() -> Response:
    """Until when, and for which group."""
    groups = own_groups(groups_of(g.db, g.person))
    return page("house/away.html", form=AwayForm(today(), groups), groups=groups)


@bp.post("/me/away")
@access(Permission.SELF_MANAGE)
def go_away() -> Response:
    """Others take over from now on, until the day that was filled in."""
    groups = own_groups(groups_of(g.db, g.person))
    form = AwayForm(today(), groups)
    if not form.validate():
        return page("house/away.html", 422, form=form, groups=groups)
    chosen = form.chosen(groups)
    set_away(g.db, g.person, groups=chosen, until=form.until.data)
    say(_("Noted. You get no mails of the group until that day, and everything comes back to you by itself."))
    looked_after = {found.group_id for found in present(g.db, chosen, today())}
    for name in [groups[key] for key in chosen if key not in looked_after]:
        say(_("Nobody else is there for %(group)s. The network takes over meanwhile.", group=name), "warning")
    return see_other("accounts.me")


@bp.post("/me/away/end")
@access(Permission.SELF_MANAGE)
def come_back() -> Response:
    """Earlier than planned."""
    set_away(g.db, g.person, groups=list(own_groups(groups_of(g.db, g.person))), until=None)
    say(_("Welcome back. The mails of the group come to you again."))
    return see_other("accounts.me")
