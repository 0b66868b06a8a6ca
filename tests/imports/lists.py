"""Lists of groups as stewards have them, and what tests of the importer do with them."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any
from uuid import UUID

import xlsxwriter  # type: ignore[import-untyped]
from flask import g
from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

import portal.imports
from portal.groups.models import Group
from portal.imports.direct import Summary, import_now
from portal.tasks.models import Task
from tests import cast
from tests.browser_like import Browser
from tests.world import World

SAMPLE = Path(portal.imports.__file__).parent / "samples" / "zuidoost-brabant-groepen.csv"
HEADER = (
    "Naam groep",
    "Thema",
    "Contactpersoon",
    "Telefoon",
    "E-mail",
    "Locatie",
    "Plaats",
    "Wanneer",
    "Tijd",
)
GRIEF = ("Rouwcafé", "rouw", "Ben", "0492 000 361", "", "De Huiskamer", "Helmond", "elke dinsdag", "19:30")
DRUGS = (
    "Clean",
    "drugs",
    "Fay",
    "",
    "fay@clean.example",
    "Buurthuis",
    "Best",
    "elke 2e maandag van de maand",
    "20:00",
)


def csv_of(*rows: Iterable[str], header: Iterable[str] = HEADER, delimiter: str = ";") -> bytes:
    """A csv file with these rows."""
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows([header, *rows])
    return text.getvalue().encode()


def changed(row: tuple[str, ...], **cells: str) -> tuple[str, ...]:
    """The same row with other cells, named by the start of their header in lower case."""
    found = list(row)
    for name, value in cells.items():
        found[next(at for at, header in enumerate(HEADER) if header.lower().startswith(name))] = value
    return tuple(found)


def many(count: int) -> bytes:
    """A long list of different groups, in the ways of writing of the sample."""
    lines = [line for line in SAMPLE.read_bytes().decode("cp1252").splitlines() if line.count(";") == 14]
    head, body = lines[2], [line for line in lines[3:] if len(line.split(";")[0]) > 3 and line.split(";")[1]]
    made = []
    for number in range(count):
        name, rest = body[number % len(body)].split(";", 1)
        made.append(f"{name} {number};{rest}")
    return "\n".join([head, *made]).encode("cp1252")


def xlsx_of(*rows: Iterable[str]) -> bytes:
    """A workbook with a title above the header and a tab of its own for something else."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    sheet = book.add_worksheet("Groepen")
    sheet.write(0, 0, "Onze groepen")
    for number, row in enumerate([HEADER, *rows], start=2):
        sheet.write_row(number, 0, list(row))
    book.add_worksheet("Adressen").write(0, 0, "nog leeg")
    book.close()
    return stream.getvalue()


def bring(world: World, data: bytes, name: str = "lijst.csv", **options: Any) -> Summary:
    """Import a file as a command does."""
    with world.app.app_context():
        g.network = world.network
        return import_now(world.network, name, data, **options)


def outcome(summary: Summary) -> tuple[int, int, int, int, int]:
    """New, changed, the same, double, refused."""
    found = summary.counts
    return (found.new, found.update, found.same, found.duplicate, found.refused)


def group(world: World, name: str) -> Group:
    """The only group of this name, with its place and themes."""
    with world.db() as db:
        shown = (joinedload(Group.location), selectinload(Group.themes), selectinload(Group.contacts))
        return db.scalars(select(Group).where(Group.name == name).options(*shown)).one()


def open_tasks(world: World) -> list[Task]:
    """What waits for the stewards, oldest first."""
    with world.db() as db:
        return list(db.scalars(select(Task).where(Task.done_at.is_(None)).order_by(Task.created_at, Task.id)))


def steward(world: World) -> Browser:
    """The browser of ada, in English."""
    with world.db() as db:
        ada = cast.ada(db).id
    browser = world.as_(ada)
    browser.set_cookie("lang", "en")
    return browser


def upload(browser: Browser, data: bytes, name: str = "lijst.csv") -> Any:
    """Choose a file and press the button."""
    return browser.post("/stewardship/import", {"file": (io.BytesIO(data), name)})


def uploaded(browser: Browser, data: bytes, name: str = "lijst.csv") -> str:
    """Upload a file that can be read; returns the address of the import."""
    answer = upload(browser, data, name)
    assert answer.status_code == 303, answer.text[:2000]
    return str(answer.headers["Location"]).removesuffix("/columns")


def guessed(browser: Browser, address: str) -> dict[str, str]:
    """The columns form as it stands on the page."""
    from html.parser import HTMLParser

    class Selects(HTMLParser):
        found: Mapping[str, str] = {}
        name = ""

        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            at = dict(attrs)
            if tag == "select":
                self.name = str(at["name"])
            if tag == "input" and at.get("name") == "header_line":
                self.found = {**self.found, "header_line": str(at.get("value"))}
            if tag == "option" and "selected" in at and self.name.startswith("column-"):
                self.found = {**self.found, self.name: str(at["value"])}

    parser = Selects()
    parser.feed(browser.get(f"{address}/columns").text)
    return dict(parser.found)


def looked(browser: Browser, address: str, **columns: str) -> Any:
    """Send the columns as guessed, with some corrected (`column_2="theme"`), and follow to the rows."""
    form = guessed(browser, address) | {name.replace("_", "-"): value for name, value in columns.items()}
    form["header_line"] = form.pop("header-line", form["header_line"])
    answer = browser.post(f"{address}/columns", form)
    return browser.follow(answer) if answer.status_code == 303 else answer


def run_id(address: str) -> UUID:
    """The key of the import at an address."""
    return UUID(address.rsplit("/", 1)[1])
