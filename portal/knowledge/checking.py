"""When an article is to be looked at again: the same rule for pages, lists and the daily round.

An article is due a year after its check, or a month before it is no longer valid. It is suggested to
nobody any more once it is no longer valid, or when nobody checked it for the network's months of grace.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, or_

from portal.groups.checking import back
from portal.knowledge.models import Article
from portal.knowledge.rules import ARTICLE

CHECK_MONTHS = 12
BEFORE_THE_END = timedelta(days=30)


def is_due(article: Article, today: date) -> bool:
    """Somebody has to look whether it still holds."""
    old = article.checked_on is None or article.checked_on <= back(today, CHECK_MONTHS)
    return old or (article.valid_until is not None and article.valid_until <= today + BEFORE_THE_END)


def due(today: date) -> ColumnElement[bool]:
    """`is_due` for statements, of what is published."""
    old = or_(ARTICLE.checked_on.is_(None), ARTICLE.checked_on <= back(today, CHECK_MONTHS))
    ends = ARTICLE.valid_until <= today + BEFORE_THE_END
    return and_(ARTICLE.state == "published", or_(old, ends))


def stale(today: date, grace_months: int) -> ColumnElement[Any]:
    """Published, and not to be suggested any more."""
    unchecked = ARTICLE.checked_on <= back(today, CHECK_MONTHS + grace_months)
    return and_(ARTICLE.state == "published", or_(unchecked, ARTICLE.valid_until < today))


def is_over(article: Article, today: date) -> bool:
    """It says itself that it no longer holds."""
    return article.valid_until is not None and article.valid_until < today
