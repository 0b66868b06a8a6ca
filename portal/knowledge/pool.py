"""What networks share with each other: written in a network's own login, read through the control plane.

A network's login sees its own rows only. What others shared is read as columns, on its way into a page or
a copy: no object of another network enters a network's session.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from flask import g
from sqlalchemy import Row, and_, delete, func, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from portal.clock import now, today
from portal.extensions import kernel
from portal.knowledge.models import Article, PooledArticle
from portal.tables import new_id
from tenants.registry import Network, NetworkState

PER_PAGE = 20
LEAVES = ("title", "text", "category", "region", "sources", "valid_until", "checked_on", "checked_by")
"""All of an article that leaves its network; with it go the network's name and its language."""
Entry = Row[*tuple[Any, ...]]
_POOLED: Any = PooledArticle.__table__.c
_NETWORK: Any = Network.__table__.c
_COLUMNS = (
    _POOLED.id,
    *(_POOLED[name] for name in LEAVES),
    _POOLED.locale,
    _POOLED.version,
    _POOLED.shared_at,
)
_OPEN = and_(_NETWORK.role == _POOLED.role, _NETWORK.state == NetworkState.ACTIVE)


def leaving(article: Article) -> dict[str, Any]:
    """Exactly what others would get."""
    return {name: getattr(article, name) for name in LEAVES}


def fingerprint(values: dict[str, Any]) -> str:
    """The same for the same text: what was shown in a preview is what is shared, or nothing is."""
    said = json.dumps([str(values[name]) for name in LEAVES])
    return hashlib.sha256(said.encode()).hexdigest()[:32]


def differs(shared: Entry, article: Article) -> bool:
    """The article has changed since it was shared."""
    return any(getattr(shared, name) != getattr(article, name) for name in LEAVES)


def own_entry(db: Session, article_id: UUID) -> Entry | None:
    """What this network shared of an article, if it did."""
    return db.execute(select(*_COLUMNS).where(_POOLED.article_id == article_id)).first()


def put(db: Session, article: Article) -> None:
    """Share it, or share it anew."""
    values = {**leaving(article), "locale": g.network.locale, "shared_at": now()}
    wish = insert(PooledArticle).values(article_id=article.id, id=new_id(), version=1, **values)
    anew = {**values, "version": PooledArticle.version + 1}
    db.execute(wish.on_conflict_do_update(index_elements=["role", "article_id"], set_=anew))


def take_away(db: Session, article_ids: Collection[UUID]) -> bool:
    """Other networks can no longer find these. False when they could not before."""
    mine = delete(PooledArticle).where(PooledArticle.article_id.in_(article_ids))
    done = db.execute(mine, execution_options={"synchronize_session": False})
    return bool(done.rowcount)  # type: ignore[attr-defined]


def entries(q: str, category: str, page: int) -> tuple[Sequence[Entry], int]:
    """One page of what others share and still holds: own language first, then newest; and how many."""
    query = (
        select(*_COLUMNS, _NETWORK.name.label("network"), func.count().over().label("total"))
        .join(Network.__table__, _OPEN)
        .where(_POOLED.role != g.network.role)
        .where(or_(_POOLED.valid_until.is_(None), _POOLED.valid_until >= today()))
    )
    for word in q.split()[:8]:
        says = (column.icontains(word, autoescape=True) for column in (_POOLED.title, _POOLED.text))
        query = query.where(or_(*says))
    if category:
        query = query.where(_POOLED.category == category)
    query = query.order_by(_POOLED.locale != g.network.locale, _POOLED.shared_at.desc(), _POOLED.id)
    with kernel().scope.control(read_only=True) as control:
        rows = control.execute(query.limit(PER_PAGE).offset((page - 1) * PER_PAGE)).all()
    return rows, rows[0].total if rows else 0


def entry(pool_id: UUID) -> Entry | None:
    """What another open network shares under this id."""
    query = select(*_COLUMNS, _NETWORK.name.label("network")).join(Network.__table__, _OPEN)
    with kernel().scope.control(read_only=True) as control:
        return control.execute(query.where(_POOLED.id == pool_id, _POOLED.role != g.network.role)).first()


def versions(pool_ids: Collection[UUID]) -> dict[UUID, int]:
    """The present version of each of these that is still shared, by whatever network in whatever state."""
    query = select(_POOLED.id, _POOLED.version).where(
        _POOLED.id.in_(pool_ids), _POOLED.role != g.network.role
    )
    with kernel().scope.control(read_only=True) as control:
        return {row.id: row.version for row in control.execute(query)}
