"""The themes every network starts with, put into its own table."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from portal.groups.catalogue import listed_themes
from portal.groups.models import Theme
from portal.ledger import announce_public_change
from tenants.registry import KnownNetwork

_COLUMNS = ("code", "parent", "position", "nl", "en", "de", "synonyms")


def plant_themes(db: Session, _network: KnownNetwork) -> None:
    """Bring the network's themes up to date with the list. What left the list stays with its groups."""
    listed = [
        {
            "code": theme.code,
            "parent": theme.parent or None,
            "position": position,
            **theme.names,
            "synonyms": list(theme.synonyms),
        }
        for position, theme in enumerate(listed_themes().values())
    ]
    columns = [getattr(Theme, name) for name in _COLUMNS]
    present = {row.code: row._asdict() for row in db.execute(select(*columns))}
    fresh = [row for row in listed if present.get(str(row["code"])) != row]
    if not fresh:
        return
    wish = insert(Theme).values(fresh)
    changed = {name: wish.excluded[name] for name in _COLUMNS[1:]}
    db.execute(wish.on_conflict_do_update(index_elements=[Theme.code], set_=changed))
    announce_public_change(db)
