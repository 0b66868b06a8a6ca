"""A whole import in one go, for commands: slice by slice like the jobs, each in a transaction of its own."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import UUID

from flask import g
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal import runner
from portal.errors import Refused
from portal.extensions import kernel
from portal.imports import actions, files, queries
from portal.imports.meeting_guide import as_csv
from portal.imports.models import ImportRun
from portal.imports.queries import Counts
from portal.imports.reading.sheets import read_sheet
from tenants.registry import KnownNetwork
from tenants.scope import PlaneSession

Progress = Callable[[str, int, int], None]
"""Called after each slice with the state of the run, how much is done, and of how much."""


@dataclass(frozen=True)
class Summary:
    """What became of a file."""

    run_id: UUID
    counts: Counts

    @property
    def complete(self) -> bool:
        """Every row could be used."""
        return not self.counts.refused

    def __str__(self) -> str:
        found = self.counts
        return (
            f"{found.new} new, {found.changed} changed, {found.same} the same, {found.duplicate} double, "
            f"{found.refused} cannot be used, {found.unsure} with a question for a steward"
            f"{f', {found.asked} proposals sent to groups' if found.asked else ''}"
        )


def import_now(
    network: KnownNetwork,
    filename: str,
    data: bytes,
    *,
    by: UUID | None = None,
    locale: str | None = None,
    choices: Mapping[str, str] | None = None,
    dry_run: bool = False,
    progress: Progress = lambda *_: None,
) -> Summary:
    """Read a file into a network, or with `dry_run` only find out what would happen.

    Needs an application context. `locale` is the language of the file (when not given, the network's own);
    `choices` correct the guessed columns: a header or number, and the name of a field. A run of the same
    bytes that was cut off is taken up again. Raises UnreadableSheet, UnreadableMapping, or Refused with the
    reason why the columns cannot be used.
    """
    g.network = network
    with _committed(network) as db:
        run_id = _begin(db, filename, data, choices or {}, by=by, locale=locale or network.locale)
    _work(network, run_id, progress)
    if not dry_run:
        with _committed(network) as db:
            actions.start(db, db.get_one(ImportRun, run_id), by=by)
        _work(network, run_id, progress)
    with kernel().scope.network(network, read_only=True) as db:
        return Summary(run_id, queries.counts(db, run_id))


def forget(network: KnownNetwork, run_id: UUID) -> None:
    """Take away what a dry run left."""
    with _committed(network) as db:
        actions.cancel(db, db.get_one(ImportRun, run_id), by=None)


@contextmanager
def _committed(network: KnownNetwork) -> Iterator[PlaneSession]:
    """A session whose work is kept when the block ends well, and made known as after a request."""
    with kernel().scope.network(network) as db:
        yield db
        db.commit()
        if db.info.pop("forget", False):
            kernel().directory.forget()
        if db.info.pop("ring", False):
            runner.ring(network.role)


def _begin(
    db: Session, filename: str, data: bytes, choices: Mapping[str, str], *, by: UUID | None, locale: str
) -> UUID:
    data = as_csv(data, locale)
    sheet = read_sheet(filename, data)
    mapping = files.layout_of(db, sheet).mapping.chosen(choices)
    if problems := mapping.problems():
        raise Refused(" ".join(str(problem) for problem in problems))
    digest = hashlib.sha256(data).digest()
    cut_off = select(ImportRun.id).where(
        ImportRun.state.in_(["checking", "importing"]), ImportRun.filename == sheet.filename,
        ImportRun.mapping == mapping.choices(), func.sha256(ImportRun.data) == digest,
    )  # fmt: skip
    if (found := db.scalar(cut_off.limit(1))) is not None:
        return found
    run = actions.upload(db, by=by, filename=filename, data=data)
    run.locale = locale
    actions.choose_columns(db, run, mapping=mapping)
    return run.id


def _work(network: KnownNetwork, run_id: UUID, progress: Progress) -> None:
    more = True
    while more:
        with _committed(network) as db:
            run = db.get_one(ImportRun, run_id)
            more = actions.advance(db, run)
            said = (run.state, run.done, run.total)
            failure = run.failure if run.state == "failed" else ""
        if failure:
            raise Refused(failure)
        progress(*said)
