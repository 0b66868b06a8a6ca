"""What the search for alike questions reads: one row for every article and request, whoever owns it.

Features put their things here when they are written or changed, and take them away when they are withdrawn,
retired or erased.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, CheckConstraint, ForeignKey, Index, Text, cast, delete, select, update
from sqlalchemy.dialects.postgresql import TSVECTOR, insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from portal.knowledge.meaning import list_version, meaning
from portal.ledger import handler
from portal.tables import NetworkBase

KINDS = ("article", "request")
AGAIN: dict[str, Callable[[Session, UUID], None]] = {}
"""By kind: puts the thing with this id here anew, or removes it. Whoever owns the kind says."""
MOST_AT_ONCE = 500
AUDIENCES = ("public", "network", "stewards")
"""Who may find it: everybody; who speaks for a group here, and stewards; stewards and the group it is of."""
LONGEST_TITLE = 200


class QuestionText(NetworkBase):
    """One article or request as it is compared with a question."""

    __tablename__ = "question_text"
    __table_args__ = (
        CheckConstraint("kind in ('article', 'request')", name="kind"),
        CheckConstraint("audience in ('public', 'network', 'stewards')", name="audience"),
        Index("ix_question_text_document", "document", postgresql_using="gin"),
    )
    thing_id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[str]
    audience: Mapped[str]
    group_id: Mapped[UUID | None] = mapped_column(ForeignKey("support_group.id", ondelete="CASCADE"))
    """Whose request it is: that group finds it too when it is for stewards only."""
    category: Mapped[str]
    title: Mapped[str]
    region: Mapped[str] = mapped_column(default="")
    dated: Mapped[date | None]
    helped: Mapped[int] = mapped_column(default=0)
    """How many groups said that it helped."""
    document: Mapped[str] = mapped_column(TSVECTOR)
    """Its meanings; A those of the title, C those of the rest."""
    norm: Mapped[float]
    """The length of the vector of the title's meanings."""
    turns: Mapped[list[str]] = mapped_column(ARRAY(Text))
    """Meanings of the title that make another question of the same subject."""
    written: Mapped[str]
    """The list of synonyms by which it was written (`list_version`)."""


_TABLE: Any = QuestionText.__table__


def put(
    db: Session,
    *,
    kind: str,
    thing_id: UUID,
    title: str,
    text: str,
    category: str,
    audience: str,
    group_id: UUID | None = None,
    region: str = "",
    dated: date | None = None,
    helped: int | None = None,
) -> None:
    """Make this findable as it is now, or bring what is known of it up to date.

    `helped` None keeps the number that is known. A title is what is shown: for a request without one, its
    first sentence.
    """
    found = meaning(title, text)
    values: dict[str, Any] = {
        "kind": kind,
        "audience": audience,
        "group_id": group_id,
        "category": category,
        "title": title[:LONGEST_TITLE],
        "region": region,
        "dated": dated,
        "document": cast(found.document, TSVECTOR),
        "norm": found.norm,
        "turns": list(found.turns),
        "written": list_version(),
    }
    known = {} if helped is None else {"helped": helped}
    wish = insert(_TABLE).values(thing_id=thing_id, **values, helped=helped or 0)
    db.execute(wish.on_conflict_do_update(index_elements=[_TABLE.c.thing_id], set_={**values, **known}))


def note_helped(db: Session, thing_id: UUID, groups: int) -> None:
    """So many groups said by now that it helped them."""
    db.execute(update(_TABLE).where(_TABLE.c.thing_id == thing_id).values(helped=groups))


def remove(db: Session, kind: str, thing_id: UUID) -> None:
    """Nobody finds it any more by a question like it."""
    db.execute(delete(_TABLE).where(_TABLE.c.thing_id == thing_id, _TABLE.c.kind == kind))


@handler("questions.put_again", every=timedelta(hours=6))
def put_again(db: Session) -> None:
    """What was written by an older list of synonyms is written anew, a portion at a time."""
    old = (
        select(_TABLE.c.kind, _TABLE.c.thing_id)
        .where(_TABLE.c.written != list_version(), _TABLE.c.kind.in_(AGAIN))
        .order_by(_TABLE.c.thing_id)
        .limit(MOST_AT_ONCE)
    )
    for kind, thing_id in db.execute(old).all():
        AGAIN[kind](db, thing_id)
