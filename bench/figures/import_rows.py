"""Importing a long list: understood row by row, looked at, and written, slice by slice."""

from __future__ import annotations

import csv
import io
import itertools
import time
from collections.abc import Iterator

from bench.finding import Finding
from bench.rows import DAYS, TOWNS, VENUES
from bench.run import Bench
from portal.groups.catalogue import listed_themes
from portal.imports.direct import import_now

ROWS = 10_000
MOST_SECONDS = 60.0
LONGEST_SILENCE = 5.0
HEADER = (
    *("Naam", "Thema", "Plaats", "Locatie", "Adres"),
    *("Postcode", "Wanneer", "Telefoon", "E-mail", "Omschrijving"),
)


def measure(bench: Bench) -> Iterator[Finding]:
    """How long it takes, and how long nothing is heard of it."""
    database = bench.pages
    network = database.networks[2]
    rows = ROWS // 20 if bench.quick else ROWS
    data = _list(rows)
    heard: list[tuple[float, str]] = [(time.perf_counter(), "")]

    def progress(state: str, _done: int, _total: int) -> None:
        heard.append((time.perf_counter(), state))

    cpu = time.process_time()
    with database.app.app_context():
        summary = import_now(network, "groepen.csv", data, progress=progress)
    cpu = time.process_time() - cpu
    began, ended = heard[0][0], heard[-1][0]
    looked = max(moment for moment, state in heard if state not in {"importing", "done"}) - began
    yield Finding(
        "import_rows", f"import {rows} rows", ended - began, "s", at_most=MOST_SECONDS,
        control=f"CPU {cpu:.0f} s; {looked:.0f} s until all rows were looked at; {summary}",
    )
    silence = max(after[0] - before[0] for before, after in itertools.pairwise(heard))
    yield Finding(
        "import_rows", "longest time without a sign of progress", silence, "s", at_most=LONGEST_SILENCE,
        control=f"{len(heard) - 1} signs of progress",
    )


def _list(rows: int) -> bytes:
    """A file as a network might keep it in a spreadsheet."""
    themes = [theme.name("nl") for theme in listed_themes().values() if theme.parent]
    text = io.StringIO()
    lines = csv.writer(text, delimiter=";")
    lines.writerow(HEADER)
    for number in range(rows):
        theme, town = themes[number % len(themes)], TOWNS[number % len(TOWNS)]
        lines.writerow(
            (
                f"{theme} {town} {number}", theme, town, VENUES[number % len(VENUES)],
                f"Dorpsstraat {number % 300}", f"{5600 + number % 300} AB",
                f"elke tweede {DAYS[number % len(DAYS)]} van de maand, 19.30 uur", f"0492 {number:06d}",
                f"groep{number}@groepen.example", "Voor iedereen die ermee te maken heeft.",
            )
        )
    return text.getvalue().encode("cp1252")
