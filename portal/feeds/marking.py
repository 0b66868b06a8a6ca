"""What search engines read inside our pages: a data block in the page of a group and in the list.

A script element of a data type is never run, whatever the policy of the page says.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import g
from markupsafe import Markup
from sqlalchemy import Row
from sqlalchemy.orm import Session

from portal.accounts.models import Person
from portal.clock import today
from portal.feeds.jsonld import group_page, list_of, script_text
from portal.groups import hooks
from portal.groups.models import Group
from portal.groups.publishing import public_group, public_network
from portal.i18n import language
from portal.pages import network_url, written


def of_group(db: Session, group: Group, person: Person | None) -> hooks.Section | None:
    """For the page of a group that visitors find; who is signed in needs none."""
    if person is not None:
        return None
    found = public_group(db, group, locale=language())
    if found is None:
        return None
    text = script_text(group_page(found, public_network(db, [found]), today=today()))
    return hooks.Section("feeds/_data.html", {"text": Markup(text)})  # noqa: S704  it escapes < > and &


def of_list(rows: Sequence[Row[Any]]) -> Markup:
    """For a page of the list."""
    items = [(row.name, network_url(g.network.slug, f"/groups/{row.slug}")) for row in rows]
    text = Markup(script_text(list_of(items, g.network.name)))  # noqa: S704  it escapes < > and &
    return written("feeds/_data.html", values={"text": text})
