"""What a group decides about itself, and leaving the directory."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import g
from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from portal.accounts.models import Person
from portal.audit import record
from portal.groups import actions as groups
from portal.groups.models import Group
from portal.tasks.actions import open_task


def settle(db: Session, group: Group, *, by: Person, values: Mapping[str, Any]) -> None:
    """Save the group's own decisions. Raises Unreachable when visitors could not reach it any more."""
    shown_to = {name: to for name, to in values["shown_to"].items() if to != "public"}
    groups.change(db, group, by=by, values={**values, "shown_to": shown_to})


def leave(db: Session, group: Group, *, by: Person) -> None:
    """The group goes out of the directory; its people keep its page, its history and its export."""
    groups.change(db, group, by=by, values={"state": "ended", "listed": False})
    record(db, "group.left", on=group.id, by=by.id)
    with force_locale(g.network.locale):
        sentence = _("The group has left the directory. It decided so itself.")
    open_task(db, "left", key=f"left:{group.id}", sentence=sentence, group_id=group.id)
