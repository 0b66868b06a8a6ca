"""`flask --app portal geo import`: where postcodes lie, from a file of GeoNames."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import click
import psycopg
from flask.cli import AppGroup

from portal.commands import fail, owner_url
from portal.geo.importing import replace_postcodes
from portal.geo.postal_files import PostalRow, Reading, UnreadablePostalFile, opened
from portal.geo.postcodes import COUNTRIES
from tenants.owner import owner_connection

commands = AppGroup("geo", help="Where places and postcodes lie.")
EVERY = 1.0
"""Seconds between two lines of progress."""


@commands.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--country", type=click.Choice(COUNTRIES, case_sensitive=False), help="Only this country.")
def import_postcodes(file: Path, country: str | None) -> None:
    """Take in FILE, a postal file of GeoNames (.txt or .zip); it replaces what was known of its countries.

    All of it or nothing: after a fault or an interruption mend the cause and run it again.
    """
    started, reading = time.monotonic(), Reading(only=country)
    url = owner_url()
    try:
        with opened(file) as text, owner_connection(url) as owner:
            known = replace_postcodes(owner, _told(reading, reading.rows(text)))
    except UnreadablePostalFile as unreadable:
        fail(f"{file.name} {unreadable} Nothing was changed.")
    except psycopg.errors.UndefinedTable:
        fail("There is no table for postcodes yet: run 'networks migrate' first.")
    used = ", ".join(f"{one} {count:,}" for one, count in sorted(reading.used.items()))
    click.echo(f"{file.name}: {known:,} postcodes are known now, in {time.monotonic() - started:.1f} s")
    click.echo(f"lines used: {used}; {_passed_over(reading)}")


def _passed_over(reading: Reading) -> str:
    counts = {
        "of other countries": reading.other_countries,
        "without a position": reading.without_position,
        "outside their country": reading.outside,
    }
    told = ", ".join(f"{count:,} {why}" for why, count in counts.items() if count)
    return f"passed over: {told or 'none'}"


def _told(reading: Reading, rows: Iterator[PostalRow]) -> Iterator[PostalRow]:
    """The same rows; says now and then how far it is."""
    last = time.monotonic()
    for row in rows:
        if time.monotonic() - last > EVERY:
            last = time.monotonic()
            click.echo(f"{reading.lines:,} lines read", err=True)
        yield row
    click.echo(f"{reading.lines:,} lines read, all good; storing them", err=True)
