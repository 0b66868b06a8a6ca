"""What becomes of each row. A dry run stops here; an import decides again, and goes on to write."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from portal.imports.facts import Part, spoken_of
from portal.imports.matching import Match, match_rows
from portal.imports.merging import Merge, merge
from portal.imports.models import ImportRow, ImportRun
from portal.imports.reading.fields import Field
from portal.imports.wording import as_json, venue_of


@dataclass
class Plan:
    """A row with its outcome. `checked` says that the file knows of a later check than the page."""

    match: Match
    outcome: str
    merge: Merge = field(default_factory=Merge)
    checked: bool = False


def plan_rows(db: Session, run: ImportRun, rows: list[ImportRow]) -> list[Plan]:
    """Decide about the rows of one slice, and write the decision into the rows."""
    mapped = {Field(name) for name in run.mapping.values() if name}
    plans = [_decide(match, mapped, run.created_by) for match in match_rows(db, run, rows)]
    for plan in plans:
        row, known = plan.match.row, plan.match.known
        row.outcome, row.group_id = plan.outcome, known.id if known else None
        row.changes = list(_differences(plan))
    return plans


def _decide(match: Match, mapped: Collection[Field], by: UUID | None) -> Plan:
    if match.twin or match.rivals:
        return Plan(match, "duplicate")
    if match.known is None:
        return Plan(match, "new")
    known, file = match.known, match.file
    spoken = spoken_of(file, mapped)
    made = merge(known.facts, file, spoken, known.marks, known.id, asks=known.decides(by))
    day = match.values.checked_on
    checked = day is not None and day > (known.facts["verified_on"] or day.min)
    return Plan(match, "update" if made.write or checked else "same", made, checked)


def _differences(plan: Plan) -> list[dict[str, Any]]:
    """What the page says and what the file says, part by part."""
    if plan.match.rivals:
        return [{"part": "rivals", "names": [known.facts["name"] for known in plan.match.rivals]}]
    known = plan.match.known
    if known is None or plan.outcome == "duplicate":
        return []
    found = [_beside(part, plan, kept=False) for part in plan.merge.changed]
    found += [_beside(part, plan, kept=False) | {"asked": True} for part in plan.merge.asked]
    found += [_beside(part, plan, kept=True) for part in plan.merge.kept]
    if plan.checked:
        values = plan.match.values
        page = {"on": _iso(known.facts["verified_on"]), "precision": known.facts["verified_precision"]}
        file = {"on": _iso(values.checked_on), "precision": values.checked_precision}
        found.append({"part": "checked", "page": page, "file": file})
    return found


def _beside(part: Part, plan: Plan, *, kept: bool) -> dict[str, Any]:
    assert plan.match.known is not None
    page = as_json(part, plan.match.known.facts, plan.match.known.venue)
    file = as_json(part, plan.match.file, venue_of(plan.match.values))
    return {"part": part.code, "page": page, "file": file, "kept": kept}


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""
