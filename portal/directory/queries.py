"""Searching what all networks published. Columns only: these rows become lines on a page."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ARRAY, Select, Text, and_, case, cast, delete, func, or_, select
from sqlalchemy.dialects.postgresql import array, insert
from sqlalchemy.orm import Session

from portal.directory.models import PublishedGroup
from portal.groups.models import Group, GroupTheme, Location
from tenants.registry import Network, NetworkState

PER_PAGE = 20
_COPIED = (
    "group_id",
    "slug",
    "name",
    "place",
    "themes",
    "meeting",
    "formats",
    "audiences",
    "verified_on",
    "words",
    "document",
    "sort_key",
)
_SHOWN = (Group.listed, Group.state == "active", Group.stale_since.is_(None))


def _formats() -> Any:
    parts = [(Group.in_person, "in_person"), (Group.online, "online"), (Group.by_phone, "by_phone")]
    found = array([case((flag, name)) for flag, name in parts])
    return func.array_remove(cast(found, ARRAY(Text)), None)


def kept_back(field: str) -> Any:
    """The group does not show this field to visitors."""
    return func.coalesce(Group.shown_to[field].astext, "public") != "public"


def _public_rows(ids: list[str]) -> Select[Any]:
    themes = (
        select(func.array_agg(GroupTheme.theme_code)).where(GroupTheme.group_id == Group.id).scalar_subquery()
    )
    place = func.coalesce(func.nullif(Group.place, ""), Location.city, "")
    return (
        select(
            Group.id,
            Group.slug,
            Group.name,
            place,
            func.coalesce(themes, cast(array([]), ARRAY(Text))),
            case((kept_back("meeting_text"), ""), else_=Group.meeting_text),
            _formats(),
            Group.audiences,
            Group.verified_on,
            Group.words,
            func.coalesce(Group.document, func.to_tsvector("")),
            Group.sort_key,
        )
        .outerjoin(Location, Location.id == Group.location_id)
        .where(Group.id.in_(ids), *_SHOWN)
    )


def publish(db: Session, ids: list[str]) -> None:
    """Copy the public side of these groups to the national directory; take away what is not public.

    Runs in the network's own login: row security lets it touch its own rows only.
    """
    shown = select(Group.id).where(Group.id.in_(ids), *_SHOWN)
    db.execute(
        delete(PublishedGroup).where(PublishedGroup.group_id.in_(ids), PublishedGroup.group_id.not_in(shown)),
        execution_options={"synchronize_session": False},
    )
    rows = insert(PublishedGroup).from_select(list(_COPIED), _public_rows(ids))
    changed = {name: rows.excluded[name] for name in _COPIED[1:]}
    db.execute(rows.on_conflict_do_update(index_elements=["role", "group_id"], set_=changed))


_OPEN = and_(Network.role == PublishedGroup.role, Network.state == NetworkState.ACTIVE)


def _anywhere(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{escaped}%"


def matching(words: list[str], place: str, theme_codes: list[str]) -> Any:
    """Published groups that hold every one of the (folded) words, in that place and theme if one is given.

    A word is found by stem in the languages of our networks, or as a part of a longer word.
    """
    query = select(
        PublishedGroup.slug,
        PublishedGroup.name,
        PublishedGroup.place,
        PublishedGroup.themes,
        PublishedGroup.meeting,
        PublishedGroup.formats,
        PublishedGroup.verified_on,
        Network.slug.label("network_slug"),
        Network.name.label("network_name"),
        func.count().over().label("total"),
    ).join(Network, _OPEN)
    for word in words:
        stems = func.plainto_tsquery("dutch", word).op("||")(func.plainto_tsquery("german", word))
        query = query.where(
            or_(PublishedGroup.document.op("@@")(stems), PublishedGroup.words.like(_anywhere(word)))
        )
    if place:
        query = query.where(func.lower(PublishedGroup.place).like(_anywhere(place.lower())))
    if theme_codes:
        query = query.where(PublishedGroup.themes.op("&&")(cast(array(theme_codes), ARRAY(Text))))
    return query.order_by(PublishedGroup.sort_key, PublishedGroup.group_id)


def counts(control: Session) -> dict[str, int]:
    """How many groups each open network published, by slug."""
    rows = control.execute(
        select(Network.slug, func.count().label("groups")).join(PublishedGroup, _OPEN).group_by(Network.slug)
    )
    return {row.slug: row.groups for row in rows}
