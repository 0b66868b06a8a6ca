"""What happens to an article: written, published, changed, checked, retired; and that it helped."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from flask import g
from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy import delete, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from portal.accounts.models import Person
from portal.audit import record
from portal.clock import now, today
from portal.errors import Refused
from portal.groups.models import GroupContact
from portal.groups.rules import seats_of
from portal.knowledge import hooks, indexing, pool
from portal.knowledge.models import Article, ArticleHelped
from portal.knowledge.rules import of_the_network
from portal.ledger import announce_public_change
from portal.tables import new_id
from portal.tasks.actions import close_tasks, open_task

WRITTEN = ("title", "text", "category", "region", "sources", "valid_until", "checked_by", "visibility")
"""What a form may say of an article."""


def draft(
    db: Session,
    *,
    by: Person,
    title: str,
    text: str,
    category: str,
    region: str = "",
    sources: str = "",
    valid_until: date | None = None,
    checked_by: str = "",
    visibility: str = "network",
    origin: str = "",
    origin_key: str = "",
    id: UUID | None = None,
) -> Article:
    """Write an article down; it is shown to others once a steward published it.

    Sent twice (the same `id`), or made of the same material twice: the one that is there. Stewards hear of
    what others wrote.
    """
    if not by.is_steward and not db.scalar(select(of_the_network(by.id))):
        raise Refused(_("Articles are written by people who speak for a group, and by the network."))
    values = {
        "title": title, "text": text, "category": category, "region": region, "sources": sources,
        "valid_until": valid_until, "checked_by": checked_by, "visibility": visibility,
        "origin": origin, "origin_key": origin_key, "created_by": by.id, "created_at": now(),
    }  # fmt: skip
    wanted = id or new_id()
    made = db.scalar(
        insert(Article).values(id=wanted, **values).on_conflict_do_nothing().returning(Article.id)
    )
    if made is None:
        return _there_already(db, by, wanted, origin, origin_key)
    return _begin(db, db.get_one(Article, made), by)


def _begin(db: Session, article: Article, by: Person) -> Article:
    record(db, "article.drafted", on=article.id, by=by.id)
    if article.origin in hooks.on_made:
        hooks.on_made[article.origin](db, article, UUID(article.origin_key), by)
    if not by.is_steward:
        _ask_stewards(db, article)
    db.flush()
    return article


def _there_already(db: Session, by: Person, id: UUID, origin: str, origin_key: str) -> Article:
    same = (Article.id == id) & (Article.created_by == by.id)
    if origin:
        same |= (Article.origin == origin) & (Article.origin_key == origin_key)
    found = db.scalars(select(Article).where(same)).first()
    if found is None:
        raise Refused(_("This could not be saved. Open the form again."))
    return found


def _ask_stewards(db: Session, article: Article) -> None:
    with force_locale(g.network.locale):
        sentence = _(
            "Somebody wrote an article for the knowledge base. Read and publish it under “Articles”."
        )
    open_task(db, "article.draft", key=_task("draft", article), sentence=sentence)


def change(
    db: Session, article: Article, *, by: Person, values: Mapping[str, Any], checked: bool = False
) -> None:
    """Change what it says. `checked`: the steward who does it says that it holds today."""
    changed = [name for name in WRITTEN if name in values and values[name] != getattr(article, name)]
    if "public" in (article.visibility, values.get("visibility")):
        announce_public_change(db)
    for name in changed:
        setattr(article, name, values[name])
    article.updated_at = now()
    if changed:
        record(db, "article.changed", on=article.id, by=by.id, fields=changed)
    if checked:
        _checked(db, article, by)
    settle(db, article)


def publish(db: Session, article: Article, *, by: Person) -> None:
    """Show it to those it is for. Whoever publishes it has checked it and is asked again in a year."""
    if article.state != "published":
        article.state = "published"
        record(db, "article.published", on=article.id, by=by.id)
        article.keeper_id = by.id
        _checked(db, article, by)
    close_tasks(db, _task("draft", article))
    settle(db, article)


def retire(db: Session, article: Article, *, by: Person) -> None:
    """It does not hold any more: only stewards see it, and the other networks no longer."""
    article.state, article.asked_step, article.asked_on = "retired", 0, None
    record(db, "article.retired", on=article.id, by=by.id)
    for kind in ("draft", "check", "origin"):
        close_tasks(db, _task(kind, article))
    if pool.take_away(db, [article.id]):
        record(db, "article.unshared", on=article.id, by=by.id)
    if article.visibility == "public":
        announce_public_change(db)
    settle(db, article)


def check(db: Session, article: Article, *, by: Person, valid_until: date | None) -> None:
    """It still holds; who checked it is asked again next time."""
    if valid_until is not None and valid_until < today():
        raise Refused(_("What is no longer valid cannot be confirmed. Change the text, or set a later day."))
    article.valid_until, article.keeper_id = valid_until, by.id
    _checked(db, article, by)
    settle(db, article)


def _checked(db: Session, article: Article, by: Person) -> None:
    article.checked_on, article.checked_by = today(), article.checked_by or g.network.name
    article.asked_on, article.asked_step = None, 0
    over = article.valid_until is not None and article.valid_until < today()
    article.stale_since = today() if over else None
    close_tasks(db, _task("check", article))
    record(db, "article.checked", on=article.id, by=by.id)


def settle(db: Session, article: Article) -> None:
    """Bring pages and suggestions up to date with the article; also when the round hid it."""
    db.flush()
    if article.visibility == "public" and article.state == "published":
        announce_public_change(db)
    shown = article.state == "published" or (article.state == "draft" and article.origin == "starter")
    if not shown or article.stale_since is not None:
        indexing.remove(db, "article", article.id)
        return
    indexing.put(
        db,
        kind="article",
        thing_id=article.id,
        title=article.title,
        text=article.text,
        category=article.category,
        audience=article.visibility,
        region=article.region,
        dated=article.checked_on,
        helped=helped_groups(db, article.id),
    )


def say_it_helped(db: Session, article: Article, *, by: Person, group_id: UUID, helped: bool = True) -> None:
    """A group says that it helped, or takes that back. Pressing twice counts once."""
    if db.scalar(seats_of(by).where(GroupContact.group_id == group_id)) is None:
        raise Refused(_("You can only say this for a group that you speak for."))
    if helped:
        row = {"article_id": article.id, "group_id": group_id, "created_at": now()}
        db.execute(insert(ArticleHelped).values(**row).on_conflict_do_nothing())
    else:
        theirs = (ArticleHelped.article_id == article.id) & (ArticleHelped.group_id == group_id)
        db.execute(delete(ArticleHelped).where(theirs))
    indexing.note_helped(db, article.id, helped_groups(db, article.id))
    if article.visibility == "public":
        announce_public_change(db)


def helped_groups(db: Session, article_id: UUID) -> int:
    """How many groups said that it helped them."""
    query = select(func.count()).select_from(ArticleHelped).where(ArticleHelped.article_id == article_id)
    return int(db.scalar(query) or 0)


def let_go(db: Session, person: Person) -> None:
    """An account ended: its articles are asked of the stewards."""
    for article in db.scalars(select(Article).where(Article.keeper_id == person.id)):
        article.keeper_id = None
    db.flush()


def task_key(kind: str, article_id: UUID) -> str:
    """What an article is called on the stewards' list."""
    return f"article.{kind}:{article_id}"


def _task(kind: str, article: Article) -> str:
    return task_key(kind, article.id)
