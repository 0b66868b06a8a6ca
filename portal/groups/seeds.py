"""The themes every network starts with, put into its own table."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Insert, func
from sqlalchemy.dialects.postgresql import insert

from portal.groups.catalogue import listed_themes
from portal.groups.models import Theme

_THEME: Any = Theme.__table__
_COLUMNS = ("parent", "position", "nl", "en", "de", "synonyms")


def themes() -> Insert:
    """Bring the themes up to date with the list. What left the list stays with its groups."""
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
    wish = insert(_THEME).values(listed)
    known, wanted = ([columns[name] for name in _COLUMNS] for columns in (_THEME.c, wish.excluded))
    return wish.on_conflict_do_update(
        index_elements=[_THEME.c.code],
        set_={name: wish.excluded[name] for name in _COLUMNS},
        where=func.row(*known).is_distinct_from(func.row(*wanted)),
    )
