"""What tests of groups read from pages and from the database."""

from __future__ import annotations

import html
import re
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload
from werkzeug.test import TestResponse

from portal.audit import AuditEntry
from portal.groups.models import Group
from tests.browser_like import Browser
from tests.world import World

_ENTRY = re.compile(r'<h3><a href="[^"?]*/groups/([^"?]+)">([^<]*)</a></h3>')
_TAG = re.compile(r"<script.*?</script>|<[^>]+>", re.DOTALL)
_FIELD = re.compile(r'<input[^>]*\bname="(?P<name>[^"]+)"[^>]*>')


def slugs(page: TestResponse) -> list[str]:
    """The groups of a list, in its order."""
    assert page.status_code == 200, page.text[:500]
    return [slug for slug, _ in _ENTRY.findall(page.text)]


def said(page: TestResponse) -> str:
    """The main part of a page as people read it."""
    main = page.text.split("<main", 1)[-1].split("</main>")[0]
    return " ".join(html.unescape(_TAG.sub(" ", main)).split())


def heading(page: TestResponse) -> str:
    """The sentence above the results."""
    found = re.search(r"<h2 data-announce>(.*?)</h2>", page.text, re.DOTALL)
    assert found, said(page)[:300]
    return " ".join(html.unescape(found[1]).split())


def stored(world: World, slug: str) -> Group:
    """A group with its themes, place and contact persons, as the database has it."""
    with world.db() as db:
        query = select(Group).where(Group.slug == slug)
        query = query.options(
            joinedload(Group.location), selectinload(Group.themes), selectinload(Group.contacts)
        )
        found = db.scalars(query).one()
        db.expunge_all()
        return found


def audited(world: World, action: str) -> list[list[str]]:
    """The fields of each such deed, oldest first."""
    with world.db() as db:
        query = select(AuditEntry.fields).where(AuditEntry.action == action).order_by(AuditEntry.id)
        return list(db.scalars(query))


def filled_in(browser: Browser, path: str) -> dict[str, Any]:
    """Everything a form holds when it is opened, ready to be sent back."""
    text = browser.get(path).text.split("<main", 1)[-1]
    values: dict[str, Any] = {}
    for tag in re.finditer(r"<input[^>]*>", text):
        at = dict(re.findall(r'([\w-]+)="([^"]*)"', tag[0]))
        ticked = at.get("type") not in ("checkbox", "radio") or re.search(r"\bchecked\b", tag[0])
        if ticked and "name" in at:
            values.setdefault(at["name"], []).append(html.unescape(at.get("value", "")))
    for name, content in re.findall(
        r'<textarea[^>]*name="([^"]+)"[^>]*>\r?\n?(.*?)</textarea>', text, re.DOTALL
    ):
        values[name] = [html.unescape(content).replace("\n", "\r\n")]
    return {name: found if len(found) > 1 else found[0] for name, found in values.items()}
