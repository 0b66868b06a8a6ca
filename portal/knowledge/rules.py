"""Who reads an article, and who may write, check and share. The list rule stands beside the page's."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select

from portal.access import Permission, allows, visible
from portal.groups.models import GroupContact
from portal.knowledge import hooks
from portal.knowledge.models import Article

ARTICLE: Any = Article.__table__.c
"""The columns of the table, for lists."""


def of_the_network(person_id: UUID) -> ColumnElement[bool]:
    """The person has a seat in some group, or is let in by a later feature."""
    seat = exists().where(GroupContact.person_id == person_id)
    return or_(seat, *(more(person_id) for more in hooks.insiders))


def readable(person: Any) -> ColumnElement[bool]:
    """Articles the person can open: all for a steward; published ones by their visibility; own drafts.

    The texts we bring along are read before anybody checked them for this region, and say so.
    """
    out = and_(ARTICLE.state == "published", ARTICLE.visibility == "public")
    if person is None:
        return out
    if person.is_steward:
        return ARTICLE.id.is_not(None)  # type: ignore[no-any-return]
    brought = and_(ARTICLE.state == "draft", ARTICLE.origin == "starter")
    inside = and_(or_(ARTICLE.state == "published", brought), of_the_network(person.id))
    own = and_(ARTICLE.state == "draft", ARTICLE.created_by == person.id)
    return or_(out, inside, own)


def listed() -> ColumnElement[bool]:
    """What lists and suggestions show of it: what holds today."""
    brought = and_(ARTICLE.state == "draft", ARTICLE.origin == "starter")
    return and_(or_(ARTICLE.state == "published", brought), ARTICLE.stale_since.is_(None))


@visible(Article)
def visible_articles(person: Any) -> Select[Any]:
    """As `readable`."""
    return select(Article).where(readable(person))


@allows(Permission.ARTICLE_WRITE)
def writes(person: Any, _thing: Any) -> bool:
    """Signed in; that it is somebody of a group, the action asks the database."""
    return person is not None


@allows(Permission.ARTICLE_EDIT)
def edits(person: Any, article: Any) -> bool:
    """Stewards; whoever wrote it while it is a draft."""
    if person is None or article is None:
        return False
    return bool(person.is_steward) or (article.state == "draft" and article.created_by == person.id)


@allows(Permission.ARTICLE_CHECK)
def checks(person: Any, article: Any) -> bool:
    """Stewards, and who looks after it."""
    if person is None or article is None:
        return False
    return bool(person.is_steward) or (article.state == "published" and article.keeper_id == person.id)


@allows(Permission.ARTICLE_HELPED)
def says_it_helped(person: Any, article: Any) -> bool:
    """Signed in; for which group, the action asks the database."""
    return person is not None and article is not None


@allows(Permission.ARTICLE_DECIDE)
def decides(person: Any, article: Any) -> bool:
    """Stewards publish, retire and share."""
    return person is not None and bool(person.is_steward) and article is not None


@allows(Permission.POOL_USE)
def uses_the_pool(person: Any, _thing: Any) -> bool:
    """Stewards look at what other networks share."""
    return person is not None and bool(person.is_steward)
