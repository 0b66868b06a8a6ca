"""What is shown to somebody who types a question: who reads what, where it leads, and that it helped."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple
from uuid import UUID

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.accounts.models import Person
from portal.errors import Refused
from portal.groups.models import GroupContact
from portal.groups.rules import seats_of
from portal.knowledge import actions, hooks, indexing
from portal.knowledge.models import Article
from portal.knowledge.rules import visible_articles
from portal.knowledge.similar import Found, Reader, reader, similar

SHOWN = 5


class Kind(NamedTuple):
    """What can be done with things of one kind (`indexing.KINDS`)."""

    address: Callable[[UUID], str]
    helped: Callable[[Session, Person, UUID, UUID | None], None]
    """Notes that it helped the group that is given (None: the person's own); Refused says why it cannot."""


KINDS: dict[str, Kind] = {}
"""Whoever owns a kind says; what is of no kind here is not suggested."""

TYPING = {
    "data_hx_get": "/questions/similar",
    "data_hx_trigger": "input changed delay:300ms",
    "data_hx_target": "#similar",
    "data_hx_swap": "outerHTML",
    "data_hx_include": "#category",
    "data_hx_sync": "this:replace",
}
"""Attributes of the field in which a question is typed: it asks when typing pauses for 300 ms."""


@dataclass(frozen=True)
class Suggestion:
    """One line."""

    found: Found
    address: str


def suggestions(db: Session, person: Person, text: str, *, category: str = "") -> list[Suggestion]:
    """What is like the text so far and may be read by this person."""
    may_see = reader_of(db, person)
    found = similar(db, text, may_see=may_see, category=category, kinds=tuple(KINDS), limit=SHOWN)
    return [Suggestion(one, KINDS[one.kind].address(one.thing_id)) for one in found]


def reader_of(db: Session, person: Person) -> Reader:
    """What this person may find, by the groups they have a seat in and those that let them ask."""
    if person.is_steward:
        return reader(person)
    seats = select(func.array_agg(GroupContact.group_id)).where(GroupContact.person_id == person.id)
    others = [more(person.id) for more in hooks.insiders]
    groups, *let_in = db.execute(select(seats.scalar_subquery(), *others)).one()
    if groups or any(let_in):
        return Reader(("public", "network"), tuple(groups or ()))
    return reader(person)


def note_helped(db: Session, person: Person, kind: str, thing_id: UUID, group_id: UUID | None) -> str:
    """It helped, so the question need not be asked; returns where it can be read."""
    KINDS[kind].helped(db, person, thing_id, group_id)
    return KINDS[kind].address(thing_id)


def _address(article_id: UUID) -> str:
    return url_for("knowledge.show", id=article_id)


def _helped(db: Session, person: Person, article_id: UUID, group_id: UUID | None) -> None:
    article = db.scalars(visible_articles(person).where(Article.id == article_id)).first()
    if article is None:
        raise Refused(_("This is no longer there."))
    for one in [group_id] if group_id else _only_group(db, person):
        actions.say_it_helped(db, article, by=person, group_id=one)


def _only_group(db: Session, person: Person) -> Sequence[Any]:
    """The group of somebody who speaks for one; who speaks for none or several says it on the page."""
    groups = db.scalars(seats_of(person)).all()
    return groups if len(groups) == 1 else ()


def _put_again(db: Session, article_id: UUID) -> None:
    article = db.get(Article, article_id)
    if article is None:
        indexing.remove(db, "article", article_id)
    else:
        actions.settle(db, article)


KINDS["article"] = Kind(_address, _helped)
indexing.AGAIN["article"] = _put_again
