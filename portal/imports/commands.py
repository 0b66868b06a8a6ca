"""`flask --app portal groups import`: a list of groups from a file, slice by slice."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import BinaryIO

import click
from flask.cli import AppGroup
from flask_babel import force_locale

from portal.commands import fail, network_named
from portal.errors import Refused
from portal.extensions import kernel
from portal.imports import queries
from portal.imports.direct import Summary, forget, import_now
from portal.imports.reading.mapping import UnreadableMapping
from portal.imports.reading.sheet import UnreadableSheet
from portal.imports.report import Line, lines
from tenants.registry import KnownNetwork

commands = AppGroup("groups", help="The groups of a network.")
EVERY = 0.5
"""Seconds between two lines of progress."""


@commands.command("import")
@click.option("--network", "slug", required=True, help="The network that gets the groups.")
@click.option("--dry-run", is_flag=True, help="Only say what would happen.")
@click.option("--map", "map_file", type=click.File("rb"), help='JSON: {"column header": "field"}.')
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def import_groups(slug: str, dry_run: bool, map_file: BinaryIO | None, file: Path) -> None:
    """Bring the groups in FILE (csv, xlsx, ods, Meeting Guide) into a network; run again to update them."""
    network = network_named(slug)
    with force_locale("en"):
        try:
            summary = import_now(
                network, file.name, file.read_bytes(), choices=_choices(map_file), dry_run=dry_run,
                progress=_Teller(),
            )  # fmt: skip
        except (UnreadableSheet, UnreadableMapping) as unreadable:
            fail(f"{file.name}: {unreadable.sentence}")
        except Refused as refused:
            fail(f"{file.name}: {refused}")
        _report(network, summary, everything=dry_run)
        if dry_run:
            forget(network, summary.run_id)
    click.echo(f"{file.name}: {summary}{' (nothing was written)' if dry_run else ''}")
    if not summary.complete:
        sys.exit(1)


def _choices(map_file: BinaryIO | None) -> dict[str, str]:
    """What a mapping file says, or the end of the command with a sentence."""
    if map_file is None:
        return {}
    try:
        found = json.load(map_file)
    except ValueError:
        fail(f"{map_file.name} is not a JSON file.")
    if not isinstance(found, dict) or not all(isinstance(name, str) for name in found.values()):
        fail(f'{map_file.name} must look like {{"column header": "field"}}.')
    return dict(found)


class _Teller:
    """Says how far it is, now and then."""

    def __init__(self) -> None:
        self._last = time.monotonic()
        self._state = ""

    def __call__(self, state: str, done: int, total: int) -> None:
        if state in ("checking", "importing") and time.monotonic() - self._last > EVERY:
            self._last = time.monotonic()
            verb = "read" if state == "checking" else "imported"
            click.echo(f"{done} of {total} {verb}", err=True)


def _report(network: KnownNetwork, summary: Summary, *, everything: bool) -> None:
    """Each row with something to say; after an import only those that were left out."""
    view = "all" if everything else "left-out"
    with kernel().scope.network(network, read_only=True) as db:
        for number in range(1, -(-summary.counts.of_view(view) // queries.ROWS_PER_PAGE) + 1):
            for line in lines(db, queries.rows(db, summary.run_id, view, number)):
                _tell(line)


def _tell(line: Line) -> None:
    for notice in line.notices:
        where = f", {notice.column}: {notice.original!r}" if notice.column else ""
        click.echo(f"line {line.number} ({line.outcome}) {line.name}{where}: {notice.whole}")
