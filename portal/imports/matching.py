"""Which group a row is about: one of ours, none of them yet, or one that another row is about already.

A row is known by the key it left when it was imported before. Without one it can still be a group of ours:
entered by hand, or with another contact person or name than in the last file. Then it must be the only one
that fits, or a steward decides.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any, cast
from uuid import UUID

from sqlalchemy import ARRAY, ColumnElement, Row, Text, and_, any_, exists, func, literal, or_, select
from sqlalchemy.orm import Session

from portal.groups.models import Group, GroupContact, GroupTheme, Location
from portal.groups.texts import fold, sort_key
from portal.imports.facts import Facts, facts_of
from portal.imports.models import GroupSource, ImportRow, ImportRun
from portal.imports.reading.values import GroupValues

_FACTS = (
    "name", "audiences", "audience_note", "place", "in_person", "online", "by_phone", "meeting_text", "rrule",
    "starts_at", "ends_at", "contact_name", "phone", "phone_note", "email", "website", "costs", "intro",
    "network_note", "listed", "verified_on", "verified_precision",
)  # fmt: skip
_CONTACTS = (
    select(func.array_agg(GroupContact.person_id))
    .where(GroupContact.group_id == Group.id, GroupContact.role == "contact")
    .scalar_subquery()
)
_PAGES = select(
    Group.id, Group.source_key, Group.sort_key, *(getattr(Group, name) for name in _FACTS),
    func.coalesce(Location.identity, "").label("location"), Location.name.label("venue"), Location.street,
    Location.city, _CONTACTS.label("contacts"),
).outerjoin(Location, Location.id == Group.location_id)  # fmt: skip
_DIGITS = 9
"""Last digits of a telephone number by which it is recognised, with or without a country in front."""


@dataclass(frozen=True)
class Known:
    """A group of ours as its page is now, and the marks of its last import."""

    id: UUID
    source_key: str | None
    sort_key: str
    facts: Facts
    venue: str
    marks: dict[str, str]
    contacts: tuple[UUID, ...] = ()

    def decides(self, by: UUID | None) -> bool:
        """The group itself decides about its page, and this person is none of those who do."""
        return bool(self.contacts) and by not in self.contacts

    @property
    def digits(self) -> str:
        """The end of the telephone number."""
        return last_digits(self.facts["phone"])


@dataclass
class Match:
    """A row of the file beside what it is about. `rivals` are groups between which nobody could choose."""

    row: ImportRow
    values: GroupValues
    file: Facts
    known: Known | None = None
    twin: int = 0
    rivals: list[Known] = field(default_factory=list)


def among(column: Any, values: Collection[Any]) -> ColumnElement[bool]:
    """`column` is one of the values, sent as one array: hundreds of parameters make a statement slow."""
    return cast(ColumnElement[bool], column == any_(literal(list(values), ARRAY(column.type))))


def last_digits(phone: str) -> str:
    """What two ways of writing a number have in common; empty when it is too short to say."""
    digits = re.sub(r"\D", "", phone)
    return digits[-_DIGITS:] if len(digits) >= _DIGITS else ""


def match_rows(db: Session, run: ImportRun, rows: list[ImportRow]) -> list[Match]:
    """Find the group of each row (of one slice, in the order of the file)."""
    matches = []
    for row in rows:
        values = GroupValues.from_json(row.values)
        matches.append(Match(row, values, facts_of(values), twin=_twin(row)))
    keys = [row.identity for row in rows]
    by_key = {known.source_key: known for known in _pages(db, among(Group.source_key, keys))}
    strangers = []
    for match in matches:
        match.known = by_key.get(match.row.identity)
        if match.known is None and not match.twin:
            strangers.append(match)
    if strangers:
        _recognise(db, run, strangers, taken=_taken(db, run, rows[0].line, matches))
    return matches


def _twin(row: ImportRow) -> int:
    """The earlier line that is about the same group, as the reader noticed; 0 for none."""
    codes = ("row.same", "row.same_group")
    return int(next((remark["understood"] for remark in row.remarks if remark["code"] in codes), 0))


def _taken(db: Session, run: ImportRun, line: int, matches: Iterable[Match]) -> set[UUID]:
    """Groups that another row of this file is about."""
    earlier = select(ImportRow.group_id).where(
        ImportRow.run_id == run.id, ImportRow.line < line, ImportRow.group_id.is_not(None)
    )
    return {*db.scalars(earlier), *(match.known.id for match in matches if match.known)}


def _recognise(db: Session, run: ImportRun, strangers: list[Match], taken: set[UUID]) -> None:
    """Match rows that were never imported under this key with groups that are no other row's."""
    phones = [digits for match in strangers if (digits := last_digits(match.values.phone))]
    emails = [match.values.email for match in strangers if match.values.email]
    written = func.right(func.regexp_replace(Group.phone, r"\D", "", "g"), _DIGITS, type_=Text())
    in_file = exists().where(ImportRow.run_id == run.id, ImportRow.identity == Group.source_key)
    names = [sort_key(match.values.name) for match in strangers]
    free = _pages(
        db,
        and_(or_(among(Group.sort_key, names), among(Group.email, emails), among(written, phones)), ~in_file),
    )
    for match in strangers:
        fitting = [known for known in free if known.id not in taken]
        named = [known for known in fitting if _same_name(match, known)]
        found = named or [known for known in fitting if _same_contact(match, known)]
        if len(found) == 1:
            match.known = found[0]
            taken.add(found[0].id)
        else:
            match.rivals = found


def _same_place(match: Match, known: Known) -> bool:
    return fold(match.values.city) == fold(known.facts["place"])


def _same_name(match: Match, known: Known) -> bool:
    return sort_key(match.values.name) == known.sort_key and _same_place(match, known)


def _same_contact(match: Match, known: Known) -> bool:
    """The same theme and town, and a mail address or telephone number in common."""
    values, page = match.values, known.facts
    mail = bool(values.email) and values.email.casefold() == page["email"].casefold()
    phone = bool(known.digits) and known.digits == last_digits(values.phone)
    somewhere = _same_place(match, known) or not (values.city and page["place"])
    return (mail or phone) and somewhere and bool(set(values.themes) & set(page["themes"]))


def _pages(db: Session, condition: Any) -> list[Known]:
    """Groups as their pages are now: three statements, whatever their number."""
    rows = db.execute(_PAGES.where(condition).order_by(Group.sort_key, Group.id)).all()
    ids = [row.id for row in rows]
    themes: defaultdict[UUID, list[str]] = defaultdict(list)
    for group_id, code in db.execute(
        select(GroupTheme.group_id, GroupTheme.theme_code).where(among(GroupTheme.group_id, ids))
    ):
        themes[group_id].append(code)
    sources = select(GroupSource.group_id, GroupSource.marks).where(among(GroupSource.group_id, ids))
    marks = dict(db.execute(sources).all())
    return [_known(row, themes[row.id], marks.get(row.id, {})) for row in rows]


def _known(row: Row[Any], themes: list[str], marks: dict[str, str]) -> Known:
    facts = {name: getattr(row, name) for name in _FACTS}
    facts |= {"location": row.location, "themes": tuple(sorted(themes))}
    venue = ", ".join(part for part in (row.venue, row.street, row.city) if part)
    return Known(row.id, row.source_key, row.sort_key, facts, venue, marks, tuple(row.contacts or ()))
