"""The uploaded file, opened: its sheet, what its columns seem to hold, and its rows one after another."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator
from itertools import islice
from threading import Lock
from uuid import UUID

from flask import g
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.clock import today
from portal.errors import Refused
from portal.groups.models import Theme
from portal.imports.models import ImportRun
from portal.imports.reading.columns import Layout, read_columns
from portal.imports.reading.mapping import Mapping
from portal.imports.reading.rows import Interpretation, ReadRow, interpret
from portal.imports.reading.sheet import Sheet, UnreadableSheet
from portal.imports.reading.sheets import read_sheet
from portal.imports.reading.themes import Catalogue, ThemeEntry
from portal.profile import profile

MOST_OPEN = 2
"""Files kept open at once in a process, each at most some 50 MB."""

_open: OrderedDict[tuple[str, UUID], Passage] = OrderedDict()
_lock = Lock()


def network_catalogue(db: Session) -> Catalogue:
    """The network's own themes, as the words of a list are matched with them."""
    columns = (Theme.code, Theme.parent, Theme.nl, Theme.en, Theme.de, Theme.synonyms)
    rows = db.execute(select(*columns).order_by(Theme.position, Theme.code))
    return Catalogue(
        ThemeEntry(row.code, row.parent, row.nl, row.en, row.de, tuple(row.synonyms)) for row in rows
    )


def sheet_of(db: Session, run: ImportRun) -> Sheet:
    """The run's file. Raises Refused when it was wiped already, or can no longer be read."""
    data = db.scalar(select(ImportRun.data).where(ImportRun.id == run.id))
    if data is None:
        raise Refused(_("This file is no longer here. Upload it again."))
    try:
        return read_sheet(run.filename, data)
    except UnreadableSheet as unreadable:
        raise Refused(str(unreadable.sentence)) from unreadable


def layout_of(db: Session, sheet: Sheet, header_line: int | None = None) -> Layout:
    """What the columns seem to hold; a person may say which line has their names (0: none)."""
    return read_columns(sheet, network_catalogue(db), header_line)


def stored_mapping(sheet: Sheet, run: ImportRun) -> Mapping:
    """The mapping that a person confirmed for this run."""
    line = run.header_line or 0
    headers = next((row.cells for row in sheet.rows if row.line == line), ("",) * sheet.width)
    return Mapping(line, headers, (None,) * len(headers)).chosen(run.mapping)


class Passage:
    """One way through the rows of a file, to be taken up again where it stopped."""

    def __init__(self, interpretation: Interpretation, mapping: Mapping) -> None:
        self._interpretation = interpretation
        self.mapping = mapping
        self._rows: Iterator[ReadRow] = iter(interpretation)
        self.total = interpretation.total
        self.groups = 0

    @property
    def passed(self) -> int:
        """Lines behind us, those without a group included."""
        return self._interpretation.counts.total()

    def take(self, count: int) -> list[ReadRow]:
        """The next rows that hold a group."""
        rows = list(islice(self._rows, count))
        self.groups += len(rows)
        return rows

    def skip_to(self, line_count: int) -> None:
        """Pass what an earlier process dealt with: headings and doubles are remembered on the way."""
        while self.passed < line_count and self.take(1):
            pass


def passage(db: Session, run: ImportRun) -> Passage:
    """The way through this run's file, standing behind the lines that are done.

    A process that reads one slice after another keeps it; another process finds its way from the top.
    """
    with _lock:
        kept = _open.pop(_key(run), None)
    if kept is not None and kept.passed == run.done and _reads_as_wished(kept.mapping, run):
        return kept
    sheet = sheet_of(db, run)
    mapping = stored_mapping(sheet, run)
    rows = interpret(
        sheet, mapping, network_catalogue(db), locale=run.locale, today=today(), country=profile(db).country
    )
    fresh = Passage(rows, mapping)
    fresh.skip_to(run.done)
    return fresh


def _reads_as_wished(mapping: Mapping, run: ImportRun) -> bool:
    return mapping.header_line == (run.header_line or 0) and mapping.choices() == run.mapping


def keep_open(run: ImportRun, way: Passage) -> None:
    """Keep the file open for the next slice."""
    with _lock:
        _open[_key(run)] = way
        while len(_open) > MOST_OPEN:
            _open.popitem(last=False)


def _key(run: ImportRun) -> tuple[str, UUID]:
    return (g.network.role, run.id)
