"""Sharing an article with the other networks, taking it back, and using what they share."""

from __future__ import annotations

from uuid import UUID

from flask import g
from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from portal.accounts.models import Person
from portal.audit import record
from portal.clock import now, today
from portal.errors import Refused
from portal.knowledge import pool
from portal.knowledge.actions import settle, task_key
from portal.knowledge.models import Article
from portal.tables import new_id
from portal.tasks.actions import close_tasks, open_task

TAKEN = tuple(name for name in pool.LEAVES if not name.startswith("checked"))
"""What a copy takes over: who checked it elsewhere says nothing of the region here."""


def share(db: Session, article: Article, *, by: Person, seen: str) -> None:
    """Let all networks read it. `seen` is the fingerprint of the preview that was read."""
    if article.state != "published" or article.stale_since is not None:
        raise Refused(_("Only an article that is published and up to date can be shared."))
    if article.origin == "pool":
        raise Refused(_("This article comes from another network, which shares it itself."))
    if seen != pool.fingerprint(pool.leaving(article)):
        raise Refused(_("The article was changed since you read it here. Read it once more, then share it."))
    pool.put(db, article)
    record(db, "article.shared", on=article.id, by=by.id, fields=pool.LEAVES)


def withdraw(db: Session, article: Article, *, by: Person) -> None:
    """Other networks no longer find it; those who made a copy are told."""
    if pool.take_away(db, [article.id]):
        record(db, "article.unshared", on=article.id, by=by.id)


def bring_in(db: Session, entry: pool.Entry, *, by: Person) -> Article:
    """A draft of our own from what another network shares. A second time: the one that is there."""
    values = {name: getattr(entry, name) for name in TAKEN}
    known = {"origin": "pool", "origin_key": str(entry.id)}
    row = {
        "id": new_id(), "created_by": by.id, "created_at": now(), "visibility": "network",
        "origin_network": entry.network, "origin_version": entry.version,
    }  # fmt: skip
    wish = insert(Article).values(**values, **known, **row).on_conflict_do_nothing()
    made = db.scalar(wish.returning(Article.id))
    if made is not None:
        record(db, "article.brought_in", on=made, by=by.id)
    return db.scalars(select(Article).filter_by(**known)).one()


def take_over(db: Session, article: Article, entry: pool.Entry, *, by: Person) -> None:
    """Put the newer text of its origin in the place of ours; the steward who does it has read it."""
    changed = [name for name in TAKEN if getattr(article, name) != getattr(entry, name)]
    for name in changed:
        setattr(article, name, getattr(entry, name))
    if article.state == "published":
        article.checked_on, article.checked_by, article.stale_since = today(), g.network.name, None
    record(db, "article.changed", on=article.id, by=by.id, fields=changed)
    keep(db, article, entry, by=by)


def keep(db: Session, article: Article, entry: pool.Entry, *, by: Person) -> None:
    """Our text stays as it is; we hear again when its origin changes once more."""
    article.origin_version, article.origin_state = entry.version, ""
    close_tasks(db, task_key("origin", article.id))
    record(db, "article.origin_seen", on=article.id, by=by.id)
    settle(db, article)


def follow(db: Session) -> None:
    """Look what became of the origins of our copies; the stewards hear once of each change."""
    query = select(Article).where(Article.origin == "pool", Article.state != "retired")
    copies = {UUID(article.origin_key): article for article in db.scalars(query)}
    shared = pool.versions(copies) if copies else {}
    for pool_id, article in copies.items():
        state = _state(shared.get(pool_id), article)
        if state != article.origin_state:
            article.origin_state = state
            _tell(db, article)
    db.flush()


def _state(version: int | None, article: Article) -> str:
    if version is None:
        return "withdrawn"
    return "changed" if version > article.origin_version else ""


def _tell(db: Session, article: Article) -> None:
    key = task_key("origin", article.id)
    if not article.origin_state:
        close_tasks(db, key)
        return
    with force_locale(g.network.locale):
        if article.origin_state == "changed":
            sentence = _("Another network changed an article that you copied. Compare both under “Articles”.")
        else:
            sentence = _("Another network took back an article that you copied. See whether it still holds.")
        open_task(db, "article.origin", key=key, sentence=sentence)


def copy_of(db: Session, pool_id: UUID) -> UUID | None:
    """Our article that was made from this entry, if there is one."""
    return db.scalar(select(Article.id).filter_by(origin="pool", origin_key=str(pool_id)))
