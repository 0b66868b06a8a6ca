"""Lists of articles, as columns."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, and_, case, func, or_, select
from sqlalchemy.orm import Session

from portal.accounts.models import Person
from portal.clock import today
from portal.groups.models import Group, GroupContact
from portal.knowledge.checking import due
from portal.knowledge.models import ArticleHelped
from portal.knowledge.rules import ARTICLE, listed, readable

PER_PAGE = 20
MOST_FOUND, MOST_READ = 40, 200
MOST_WORDS = 8
VIEWS = ("", "drafts", "checks", "hidden", "origins", "retired")
"""Of the stewards' list; the first shows all but what is retired."""
_HELPED: Any = (
    select(func.count())
    .where(ArticleHelped.article_id == ARTICLE.id)
    .correlate(ARTICLE.id.table)
    .scalar_subquery()
)
_LINE = (
    *(ARTICLE.id, ARTICLE.title, ARTICLE.text, ARTICLE.category, ARTICLE.region, ARTICLE.checked_on),
    *(ARTICLE.state, ARTICLE.visibility, ARTICLE.origin, ARTICLE.origin_state, ARTICLE.valid_until),
    *(ARTICLE.stale_since, _HELPED.label("helped")),
)
Lines = Sequence[Row[*tuple[Any, ...]]]


def _page(db: Session, query: Select[Any], page: int) -> tuple[Lines, int]:
    counted = query.add_columns(func.count().over().label("total"))
    rows = db.execute(counted.limit(PER_PAGE).offset((page - 1) * PER_PAGE)).all()
    return rows, rows[0].total if rows else 0


def articles(db: Session, person: Person | None, *, category: str, page: int) -> tuple[Lines, int]:
    """One page of what the person may read and what holds, newest check first; and how many there are."""
    query = select(*_LINE).where(readable(person), listed())
    if category:
        query = query.where(ARTICLE.category == category)
    query = query.order_by(ARTICLE.checked_on.desc().nulls_last(), ARTICLE.title, ARTICLE.id)
    return _page(db, query, page)


def found(db: Session, person: Person | None, ids: Sequence[UUID], q: str, *, category: str) -> Lines:
    """These articles in this order, then those with all words of `q`; without what may not be read."""
    said = ARTICLE.title + " " + ARTICLE.text
    words = and_(*(said.icontains(word, autoescape=True) for word in q.split()[:MOST_WORDS]))
    query = select(*_LINE).where(readable(person), listed(), or_(ARTICLE.id.in_(ids), words))
    if category:
        query = query.where(ARTICLE.category == category)
    place = {id: number for number, id in enumerate(ids)}
    rows = db.execute(
        query.order_by(ARTICLE.checked_on.desc().nulls_last(), ARTICLE.id).limit(MOST_READ)
    ).all()
    return sorted(rows, key=lambda row: place.get(row.id, len(ids)))


def _view(name: str) -> ColumnElement[bool]:
    kept: ColumnElement[bool] = ARTICLE.state != "retired"
    views: dict[str, ColumnElement[bool]] = {
        "": kept,
        "drafts": ARTICLE.state == "draft",
        "checks": due(today()),
        "hidden": and_(kept, ARTICLE.stale_since.is_not(None)),
        "origins": and_(kept, ARTICLE.origin_state != ""),
        "retired": ARTICLE.state == "retired",
    }
    return views[name]


def tended(db: Session, view: str, page: int) -> tuple[Lines, int]:
    """One page of the stewards' list."""
    first = case((ARTICLE.origin_state != "", 0), (ARTICLE.state == "draft", 1), else_=2)
    query = select(*_LINE).where(_view(view)).order_by(first, ARTICLE.checked_on.nulls_first(), ARTICLE.id)
    return _page(db, query, page)


def to_check(db: Session, person: Person, page: int) -> tuple[Lines, int]:
    """What is due, oldest check first: for stewards all of it, for others what they look after."""
    query = select(*_LINE).where(due(today()))
    if not person.is_steward:
        query = query.where(ARTICLE.keeper_id == person.id)
    return _page(db, query.order_by(ARTICLE.checked_on.nulls_first(), ARTICLE.id), page)


def own(person: Person) -> Select[Any]:
    """Drafts the person wrote, and what waits for their check."""
    drafts = and_(ARTICLE.state == "draft", ARTICLE.created_by == person.id, ARTICLE.origin != "pool")
    waiting = and_(ARTICLE.keeper_id == person.id, due(today()))
    query = select(ARTICLE.id, ARTICLE.title, ARTICLE.state).where(or_(drafts, waiting))
    return query.order_by(ARTICLE.created_at.desc()).limit(10)


def own_groups(db: Session, person: Person, article_id: UUID) -> Lines:
    """Groups (id, name, helped) the person speaks for; whether they said that the article helped them."""
    said = and_(ArticleHelped.group_id == Group.id, ArticleHelped.article_id == article_id)
    query = (
        select(Group.id, Group.name, ArticleHelped.group_id.is_not(None).label("helped"))
        .join(GroupContact, GroupContact.group_id == Group.id)
        .outerjoin(ArticleHelped, said)
        .where(GroupContact.person_id == person.id)
        .order_by(Group.sort_key)
    )
    return db.execute(query).all()
