"""What later features add to the knowledge base: it comes before them and imports none of them.

Append at import time, so that it happens once.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement
from sqlalchemy.orm import Session

from portal.accounts.models import Person
from portal.knowledge.models import Article

insiders: list[Callable[[UUID], ColumnElement[bool]]] = []
"""Who else, besides people with a seat in a group and stewards, reads what is for the network only: a
condition for the person with this id."""


class Material(NamedTuple):
    """What an article is made from, as it was written: names and all."""

    title: str
    text: str
    category: str
    region: str = ""
    known: tuple[str, ...] = ()
    """Names that are known to stand in it: the group's, those who signed, the place."""


materials: dict[str, Callable[[Session, Person, UUID], Material | None]] = {}
"""By origin ("request"): the material with this id, or None when the person may not make an article of it."""

on_made: dict[str, Callable[[Session, Article, UUID, Person], None]] = {}
"""By origin: called in the transaction in which an article was made of the material with this id."""
