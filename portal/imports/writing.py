"""Writes the rows of one slice: whole rows or nothing of them.

All rows of a slice are tried at once, which is quick. When that fails, each is tried by itself, and the one
that cannot be saved is reported while the others stand.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache, partial
from typing import Any, cast
from uuid import UUID

import structlog
from flask import g
from flask_babel import force_locale
from sqlalchemy import Table, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import DataError, IntegrityError
from sqlalchemy.orm import Session, joinedload, selectinload
from sqlalchemy.orm.exc import StaleDataError

from portal.accounts.models import Person
from portal.audit import record
from portal.clock import ZONE, now
from portal.geo import places as towns
from portal.groups import actions as groups
from portal.groups.indexing import reindex_all
from portal.groups.meetings.models import Meeting
from portal.groups.meetings.summary import rows_follow
from portal.groups.models import Group, GroupTheme, Location
from portal.groups.texts import slug, sort_key
from portal.house.lists import propose
from portal.imports import todo
from portal.imports.facts import PARTS, Facts
from portal.imports.matching import among
from portal.imports.merging import all_marks
from portal.imports.models import GroupSource, ImportRow, ImportRun
from portal.imports.planning import Plan, plan_rows
from portal.imports.queries import theme_name
from portal.imports.reading.values import GroupValues
from portal.ledger import announce_public_change
from portal.profile import NetworkProfile, profile
from portal.tables import NetworkBase, new_id

log = structlog.get_logger(__name__)


def write_rows(db: Session, run: ImportRun, rows: list[ImportRow]) -> int:
    """Import the rows of one slice; returns how many could not be saved."""
    if _saved(db, run, rows):
        return 0
    return sum(not _saved(db, run, [row]) for row in rows) if len(rows) > 1 else 1


def _saved(db: Session, run: ImportRun, rows: list[ImportRow]) -> bool:
    try:
        with db.begin_nested():
            _write(db, run, rows)
    except (DataError, IntegrityError, StaleDataError, ValueError) as error:
        log.warning("import slice failed", rows=len(rows), error=type(error).__name__)
        if len(rows) == 1:
            rows[0].outcome, rows[0].changes = "refused", [{"part": "failed"}]
            db.flush()
        return False
    return True


def _write(db: Session, run: ImportRun, rows: list[ImportRow]) -> None:
    db.execute(select(NetworkProfile.id).with_for_update())  # in turn, as for every new group: slugs
    plans = plan_rows(db, run, rows)
    by = db.get(Person, run.created_by) if run.created_by else None
    made = _create(db, run, [plan for plan in plans if plan.outcome == "new"])
    for plan in plans:
        if plan.match.known is not None and plan.outcome in ("update", "same"):
            _update(db, plan, by)
        plan.match.row.imported = True
    db.flush()
    _put_on_list(db, run, plans, made)


def _table(model: type[NetworkBase]) -> Table:
    """Where rows are written in bulk: the mapper would send groups of rows with the same empty columns."""
    return cast(Table, model.__table__)


def _places(db: Session, plans: Iterable[Plan]) -> dict[str, UUID]:
    """The places these rows name, made where they are new, by identity."""
    wanted, country = {}, profile(db).country
    for plan in plans:
        values, identity = plan.match.values, plan.match.file["location"]
        if identity:
            town = _town(values.city, country)
            row = {"id": new_id(), "created_at": now(), "identity": identity, "access_note": ""}
            row |= {"name": values.location, "street": values.street}
            row |= {"lat": town.lat if town else None, "lon": town.lon if town else None}
            wanted[identity] = row | {"postcode": values.postcode, "city": values.city}
    if not wanted:
        return {}
    missing = insert(_table(Location))
    db.execute(missing.on_conflict_do_nothing(index_elements=[Location.identity]), list(wanted.values()))
    known = select(Location.identity, Location.id).where(among(Location.identity, wanted))
    return dict(db.execute(known).all())


@lru_cache(maxsize=2_000)
def _town(city: str, where: str) -> towns.Place | None:
    """Where a town lies; a list names the same few again and again."""
    return towns.find(city, where) if city else None


def _create(db: Session, run: ImportRun, plans: list[Plan]) -> dict[str, UUID]:
    """Write down new groups; returns their ids by identity."""
    if not plans:
        return {}
    places, taken = _places(db, plans), set(db.scalars(select(Group.slug)))
    fresh = [_new_group(plan, places, taken) for plan in plans]
    db.execute(insert(_table(Group)), fresh)
    made = {group["source_key"]: group["id"] for group in fresh}
    _describe(db, plans, made)
    _meet(db, plans, made)
    for plan in plans:
        plan.match.row.group_id = group_id = made[plan.match.row.identity]
        record(db, "group.created", on=group_id, by=run.created_by)
    db.flush()
    reindex_all(db, list(made.values()))
    announce_public_change(db)
    for group_id in made.values():
        for hear in groups.CHANGED:
            hear(db, group_id)
    return made


def _new_group(plan: Plan, places: dict[str, UUID], taken: set[str]) -> dict[str, Any]:
    """The row of a new group. Its address is taken from now on."""
    facts, values = plan.match.file, plan.match.values
    row = {name: value for name, value in facts.items() if name not in ("themes", "location")}
    row |= {"id": new_id(), "slug": slug(values.name, taken), "sort_key": sort_key(values.name)}
    row |= {"source_key": plan.match.row.identity, "location_id": places.get(facts["location"])}
    row |= {"verified_on": values.checked_on, "verified_precision": values.checked_precision}
    taken.add(row["slug"])
    return row | {"verified_how": "import" if values.checked_on else ""}


def _describe(db: Session, plans: Iterable[Plan], made: dict[str, UUID]) -> None:
    """The themes of new groups, and what the file said of them."""
    themes, sources = [], []
    for plan in plans:
        group_id, facts = made[plan.match.row.identity], plan.match.file
        themes += [{"group_id": group_id, "theme_code": code} for code in facts["themes"]]
        sources.append({"group_id": group_id, "marks": all_marks(facts, group_id)})
    if themes:
        db.execute(insert(_table(GroupTheme)), themes)
    db.execute(insert(_table(GroupSource)), sources)


def _meet(db: Session, plans: Iterable[Plan], made: dict[str, UUID]) -> None:
    """The meetings of new groups, as far as they were understood: an interval may lack its first date."""
    rows = []
    for plan in plans:
        facts, values = plan.match.file, plan.match.values
        when = {name: facts[name] for name in ("rrule", "starts_at", "ends_at")}
        if facts["meeting_text"] or any(when.values()):
            row = {"group_id": made[plan.match.row.identity], "text": facts["meeting_text"], **when}
            rows.append(row | {"id": new_id(), "created_at": now(), "first_on": values.anchor})
    if rows:
        usual = {"position": 0, "zone": ZONE.key, "not_months": [], "mode": "", "sequence": 0}
        db.execute(insert(_table(Meeting)), [row | usual for row in rows])


def _update(db: Session, plan: Plan, by: Person | None) -> None:
    """Let the page follow the file where only the file changed; the group hears of it as of any change.

    A group that has contact persons decides itself: for it the file is a proposal.
    """
    known, row = plan.match.known, plan.match.row
    assert known is not None
    if plan.merge.marks != known.marks:
        wish = insert(GroupSource).values(group_id=known.id, marks=plan.merge.marks)
        db.execute(
            wish.on_conflict_do_update(index_elements=["group_id"], set_={"marks": wish.excluded.marks})
        )
    if plan.outcome == "same" and known.source_key == row.identity:
        return
    shown = (joinedload(Group.location), selectinload(Group.themes), selectinload(Group.seats))
    group = db.scalars(select(Group).where(Group.id == known.id).options(*shown)).one()
    group.source_key = row.identity
    if plan.checked:
        _note_check(group, plan.match.values)
    asked = {name for part in plan.merge.asked for name in part.facts}
    of_group, write = ({name: fact for name, fact in plan.merge.write.items() if (name in asked) is so}
                       for so in (True, False))  # fmt: skip
    written = _as_form(write, known.facts, plan.match.values)
    if "rrule" in write:
        group.rrule = written["rrule"] = write["rrule"]
    changed = groups.change(db, group, by=by, values=written, role="import") if written else []
    db.flush()
    rows_follow(db, group, write, first_on=plan.match.values.anchor)
    if of_group:
        propose(db, group, by=by, values=_as_form(of_group, known.facts, plan.match.values))
    if not changed and plan.outcome == "update":
        groups.tell_all(db, group)


def _note_check(group: Group, values: GroupValues) -> None:
    group.verified_on, group.verified_precision = values.checked_on, values.checked_precision
    group.verified_how, group.verified_by = "import", None


def _as_form(write: Facts, page: Facts, values: GroupValues) -> dict[str, object]:
    """The facts to write as a form would hand them over, the place as its address."""
    written: dict[str, object] = {name: write[name] for name in write if name in groups.COLUMNS}
    if "themes" in write:
        written["themes"] = list(write["themes"])
    if write.get("location", page["location"]) != page["location"]:
        written |= {"venue": values.location, "street": values.street, "postcode": values.postcode}
    return written


def _put_on_list(db: Session, run: ImportRun, plans: list[Plan], made: dict[str, UUID]) -> None:
    with force_locale(g.network.locale):
        doubts = [
            doubt
            for plan in plans
            for doubt in todo.doubts_of(plan, _group_of(plan, made), partial(theme_name, db))
        ]
        known = {plan.match.known.id for plan in plans if plan.match.known}
        columns = {*run.mapping.values(), "row", *(part.code for part in PARTS)}
        todo.put_on_list(db, doubts, known, columns)


def _group_of(plan: Plan, made: dict[str, UUID]) -> UUID | None:
    return plan.match.row.group_id or (made.get(plan.match.row.identity) if plan.match.twin else None)
