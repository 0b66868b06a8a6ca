"""What happens to an uploaded file: its columns are chosen, its rows are looked at, and then imported.

Each step that changes the state does it by one UPDATE that names the state it comes from, so that a double
click, a second tab or the back button find the step taken already.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta
from uuid import UUID

from flask import g
from flask_babel import gettext as _
from sqlalchemy import ColumnElement, and_, delete, func, insert, select, update
from sqlalchemy.orm import Session

from portal.audit import record
from portal.clock import now
from portal.errors import Refused
from portal.imports import files
from portal.imports.meeting_guide import as_csv
from portal.imports.models import OUTCOMES, ImportRow, ImportRun
from portal.imports.planning import plan_rows
from portal.imports.queries import counts
from portal.imports.reading.mapping import Mapping
from portal.imports.reading.rows import ReadRow
from portal.imports.reading.sheets import read_sheet
from portal.imports.writing import write_rows
from portal.ledger import enqueue

AT_ONCE = 300
"""Lines that are looked at while the browser waits; longer files are looked at in the background."""
READ_SLICE = 500
WRITE_SLICE = 200
KEEP_UPLOAD = timedelta(days=7)
KEEP_REPORT = timedelta(days=30)


def upload(db: Session, *, by: UUID | None, filename: str, data: bytes) -> ImportRun:
    """Keep a file until it is imported. Raises UnreadableSheet when it is no list."""
    data = as_csv(data, g.network.locale)
    sheet = read_sheet(filename, data)
    run = ImportRun(filename=sheet.filename or "-", data=data, locale=g.network.locale, created_by=by)
    db.add(run)
    db.flush()
    return run


def choose_columns(db: Session, run: ImportRun, *, mapping: Mapping) -> None:
    """Read the file in this way; `advance` does it."""
    _pass(db, run, ["uploaded", "checking", "checked", "failed"], "checking")
    db.execute(delete(ImportRow).where(ImportRow.run_id == run.id))
    run.mapping, run.header_line = mapping.choices(), mapping.header_line
    run.done = run.total = run.skipped = 0
    run.counts, run.failure = {}, ""
    db.flush()


def look_through(db: Session, run: ImportRun, *, lines: int) -> None:
    """Look at a file of so many lines: at once when it is short, else in the background."""
    if lines > AT_ONCE:
        in_background(db, run)
    else:
        while advance(db, run):
            pass


def in_background(db: Session, run: ImportRun) -> None:
    """Go on with the run slice by slice, each a job with a transaction of its own."""
    enqueue(db, "imports.advance", run_id=str(run.id))


def start(db: Session, run: ImportRun, *, by: UUID | None) -> bool:
    """Begin to import the rows that were looked at. False when that was done already."""
    if run.state in ("importing", "done"):
        return False
    _pass(db, run, ["checked"], "importing")
    run.created_by = by
    run.done, run.total = 0, db.scalar(select(func.count()).where(_to_write(run))) or 0
    record(db, "import.started", on=run.id, by=by)
    db.flush()
    return True


def _pass(db: Session, run: ImportRun, before: Collection[str], after: str) -> None:
    """Go from one state to the next, or refuse because somebody else went elsewhere."""
    step = update(ImportRun).where(ImportRun.id == run.id, ImportRun.state.in_(before)).values(state=after)
    if db.scalar(step.returning(ImportRun.id)) is None:
        raise Refused(_("This is no longer possible: the file was imported. Look at the list of imports."))
    db.refresh(run)


def advance(db: Session, run: ImportRun) -> bool:
    """Do the next slice of whatever the run is in the middle of. True when there is more."""
    db.refresh(run, with_for_update=True)
    if run.state == "checking":
        return _compare(db, run) if run.total and run.done >= run.total else _read_or_fail(db, run)
    if run.state == "importing":
        return _import(db, run)
    return False


def _read_or_fail(db: Session, run: ImportRun) -> bool:
    """A file that can no longer be read ends the run with the reason instead of being tried for ever."""
    try:
        return _read(db, run)
    except Refused as refused:
        run.state, run.failure = "failed", str(refused)
        db.flush()
        return False


def _read(db: Session, run: ImportRun) -> bool:
    """Understand the next rows of the file. A file without any counts as one line that is done."""
    way = files.passage(db, run)
    rows = way.take(READ_SLICE)
    if rows:
        db.execute(insert(ImportRow), [_stored(run, row) for row in rows])
    run.total = way.total or 1
    run.done, run.skipped = way.passed or run.total, way.passed - way.groups
    if run.done < run.total:
        files.keep_open(run, way)
    db.flush()
    return True


def _stored(run: ImportRun, row: ReadRow) -> dict[str, object]:
    return {
        "run_id": run.id,
        "line": row.line,
        "identity": "" if row.refused else row.identity,
        "outcome": "refused" if row.refused else "",
        "values": row.values.as_json(),
        "remarks": [remark.as_json() for remark in row.remarks],
        "changes": [],
        "imported": False,
    }


def _compare(db: Session, run: ImportRun) -> bool:
    """Find out what becomes of the next rows; nothing is written."""
    waiting = select(ImportRow).where(ImportRow.run_id == run.id, ImportRow.outcome == "")
    rows = list(db.scalars(waiting.order_by(ImportRow.line).limit(READ_SLICE)))
    if rows:
        plan_rows(db, run, rows)
    else:
        run.state = "checked"
        _count(db, run)
    db.flush()
    return bool(rows)


def _to_write(run: ImportRun) -> ColumnElement[bool]:
    return and_(ImportRow.run_id == run.id, ImportRow.outcome != "refused", ~ImportRow.imported)


def _import(db: Session, run: ImportRun) -> bool:
    """Write the next rows, each whole or not at all."""
    waiting = select(ImportRow).where(_to_write(run))
    rows = list(db.scalars(waiting.order_by(ImportRow.line).limit(WRITE_SLICE)))
    if rows:
        write_rows(db, run, rows)
        run.done += len(rows)
    else:
        run.state, run.finished_at, run.data = "done", now(), None
        _count(db, run)
        record(db, "import.finished", on=run.id, by=run.created_by)
    db.flush()
    return bool(rows)


def _count(db: Session, run: ImportRun) -> None:
    found = counts(db, run.id)
    run.counts = {name: getattr(found, name) for name in (*OUTCOMES, "unsure", "asked")}


def cancel(db: Session, run: ImportRun, *, by: UUID | None) -> None:
    """Forget a file that is not imported yet, with everything that was understood of it."""
    gone = delete(ImportRun).where(ImportRun.id == run.id, ImportRun.state.not_in(["importing", "done"]))
    if db.scalar(gone.returning(ImportRun.id)) is None:
        raise Refused(_("This is no longer possible: the file was imported. Look at the list of imports."))
    record(db, "import.cancelled", on=run.id, by=by)


def forget_old(db: Session) -> None:
    """Files that nobody imported go after a week, reports of what was imported after a month."""
    idle = ImportRun.created_at < now() - KEEP_UPLOAD
    db.execute(delete(ImportRun).where(idle, ImportRun.state.not_in(["importing", "done"])))
    db.execute(update(ImportRun).where(idle, ImportRun.data.is_not(None)).values(data=None))
    finished = select(ImportRun.id).where(ImportRun.finished_at < now() - KEEP_REPORT)
    db.execute(delete(ImportRow).where(ImportRow.run_id.in_(finished)))
