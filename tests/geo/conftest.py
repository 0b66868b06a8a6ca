"""Postal files, and the table they go into."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import psycopg
import pytest
from click.testing import Result

from portal.geo.commands import commands
from tenants.owner import owner_connection
from tests.world import World


def line(country: str, code: str, place: str, lat: float | str, lon: float | str) -> str:
    """One line of a postal file of GeoNames."""
    return "\t".join((country, code, place, "Region", "06", "", "", "Town", "0794", str(lat), str(lon), "6"))


HELMOND = line("NL", "5701 AB", "Helmond", 51.4780, 5.6600)
HELMOND_TOO = line("NL", "5701 AC", "Helmond", 51.4800, 5.6640)
ANTWERP = line("BE", "2000", "Antwerpen", 51.2199, 4.4035)
AACHEN = line("DE", "52062", "Aachen", 50.7753, 6.0839)
PARIS = line("FR", "75001", "Paris", 48.86, 2.34)


class Postal:
    """What an operator does with postal files, and what comes of it."""

    def __init__(self, world: World, folder: Path) -> None:
        self.world = world
        self.folder = folder

    def owner(self) -> AbstractContextManager[psycopg.Connection]:
        """A connection of the schema owner."""
        return owner_connection(str(self.world.kernel.settings.database_owner_url))

    def file(self, *lines: str, name: str = "postcodes.txt") -> Path:
        """A postal file with these lines."""
        path = self.folder / name
        path.write_text("".join(f"{one}\n" for one in lines), encoding="utf-8")
        return path

    def load(self, path: Path, *options: str) -> Result:
        """`flask --app portal geo import FILE ...`."""
        runner: Any = self.world.app.test_cli_runner()
        result: Result = runner.invoke(commands, ["import", str(path), *options])
        return result

    def rows(self) -> list[tuple[Any, ...]]:
        """Everything in the table."""
        with self.owner() as owner:
            query = "SELECT country, code, lat, lon, place FROM shared.postcode ORDER BY 1, 2"
            return owner.execute(query).fetchall()

    def codes(self) -> list[str]:
        """Country and code of everything in the table."""
        return [f"{country} {code}" for country, code, *_ in self.rows()]


@pytest.fixture
def postal(alpha: World, tmp_path: Path) -> Iterator[Postal]:
    """The table of postcodes, empty."""
    tool = Postal(alpha, tmp_path)
    with tool.owner() as owner:
        owner.execute("DELETE FROM shared.postcode")
    yield tool
    with tool.owner() as owner:
        owner.execute("DELETE FROM shared.postcode")
