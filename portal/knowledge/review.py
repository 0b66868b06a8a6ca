"""The daily round of the knowledge base: who is asked to check, and what is no longer suggested.

As with listings: the one who looks after an article is asked twice, two weeks apart; then it is on the
stewards' list; when it was not checked for the months of grace, nobody comes across it any more.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from uuid import UUID

from flask import g
from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from portal.accounts.models import Person
from portal.accounts.writing import write_to
from portal.audit import record
from portal.clock import today
from portal.groups.checking import BETWEEN_STEPS
from portal.knowledge import pool
from portal.knowledge.actions import settle, task_key
from portal.knowledge.checking import due, stale
from portal.knowledge.models import Article
from portal.knowledge.rules import ARTICLE
from portal.ledger import announce_public_change
from portal.pages import network_url
from portal.profile import profile
from portal.tasks.actions import open_task

ON_THE_LIST = 3
"""The step of asking at which it is the stewards' turn."""
MOST_A_DAY = 200


def go_round(db: Session) -> None:
    """Everything that is to be done today. Doing it twice changes nothing more."""
    day = today()
    _hide(db, day)
    _ask(db, day)
    db.flush()


def _hide(db: Session, day: date) -> None:
    late = and_(stale(day, profile(db).grace_months), ARTICLE.stale_since.is_(None))
    query = select(Article).where(late).limit(MOST_A_DAY).with_for_update(skip_locked=True)
    for article in db.scalars(query).all():
        article.stale_since = day
        record(db, "article.hidden", on=article.id, by=None)
        if pool.take_away(db, [article.id]):
            record(db, "article.unshared", on=article.id, by=None)
        if article.visibility == "public":
            announce_public_change(db)
        settle(db, article)


def _ask(db: Session, day: date) -> None:
    waited = or_(ARTICLE.asked_on.is_(None), ARTICLE.asked_on <= day - BETWEEN_STEPS)
    query = select(Article).where(due(day), waited, ARTICLE.asked_step < ON_THE_LIST)
    query = query.order_by(ARTICLE.checked_on, ARTICLE.id).limit(MOST_A_DAY).with_for_update(skip_locked=True)
    letters: dict[UUID, list[Article]] = defaultdict(list)
    for article in db.scalars(query).all():
        article.asked_on = day
        article.asked_step = article.asked_step + 1 if article.keeper_id else ON_THE_LIST
        if article.asked_step < ON_THE_LIST and article.keeper_id:
            letters[article.keeper_id].append(article)
        else:
            _ask_stewards(db, article)
    keepers = db.scalars(select(Person).where(Person.id.in_(letters), Person.ended_at.is_(None)))
    for person in keepers.all():
        _mail(db, person, len(letters.pop(person.id)), day)
    for articles in letters.values():
        for article in articles:
            article.asked_step = ON_THE_LIST
            _ask_stewards(db, article)


def _mail(db: Session, person: Person, number: int, day: date) -> None:
    write_to(
        db,
        person,
        "article_check",
        key=f"article-check:{day}:{person.id}",
        number=number,
        link=network_url(g.network.slug, "/knowledge/checks"),
    )


def _ask_stewards(db: Session, article: Article) -> None:
    with force_locale(g.network.locale):
        sentence = _("Nobody has checked an article. Check it under “Articles”, or retire it.")
    open_task(db, "article.check", key=task_key("check", article.id), sentence=sentence)
