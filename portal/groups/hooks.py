"""What later features add to a group's page: groups comes before them and imports none of them.

They join in with `portal.hooks.join` when they are installed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from markupsafe import Markup
from sqlalchemy import Row
from sqlalchemy.orm import Session

from portal.accounts.models import Person
from portal.groups.models import Group


class Section(NamedTuple):
    """A piece of a group's page: a template and what that calls its values, besides `group`."""

    template: str
    values: dict[str, Any]


page_sections: list[Callable[[Session, Group, Person | None], Section | None]] = []
"""Pieces of the public page, in this order; None leaves it out. Each may cost one statement."""

page_cards: list[Callable[[Session, Group, Person | None], Section | None]] = []
"""The same for the column beside the page."""


class Saving(NamedTuple):
    """A form about a group that was sent and can be used."""

    by: Person
    values: Mapping[str, Any]
    why: str
    still_correct: bool


instead_of_change: list[Callable[[Session, Group, Saving], str | None]] = []
"""Asked before such a form is saved. A path: it was dealt with otherwise, go there. None: make the change."""


class Link(NamedTuple):
    """Where those who look after a group can go. `now`: it comes before everything else on the page."""

    label: str
    address: str
    now: bool = False


insider_links: list[Callable[[Group, Person], tuple[str, str] | Link | None]] = []
"""Links for those who look after the group, its contact persons and the stewards. (label, address) does."""

beneath_list: list[Callable[[Sequence[Row[Any]]], Markup]] = []
"""What follows a page of the list that search engines keep; gets its rows (name, slug) and asks nothing."""
