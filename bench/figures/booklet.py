"""A network's whole directory as a booklet: at most two seconds for sixty pages.

Square codes are remembered per address, so the first booklet of a process is measured apart.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from datetime import time as clock
from statistics import median
from uuid import UUID

from flask import Flask
from flask_babel import Babel

from bench.finding import Finding
from bench.rows import TOWNS, VENUES
from bench.run import Bench
from portal.groups.catalogue import listed_themes
from portal.groups.public import PublicGroup, PublicMeeting, PublicNetwork, PublicPlace
from portal.printing.booklet import booklet
from portal.recurrence.pattern import Pattern
from portal.texts import CATALOGS

GROUPS, PAGES = 110, 60
MOST_SECONDS = 2.0
CHECKED = date(2026, 10, 14)
MOMENT = datetime(2026, 10, 14, tzinfo=UTC)
INTRO = (
    "We komen bij elkaar met koffie en zonder agenda. Je hoeft niets te vertellen; luisteren is genoeg."
    " Wie nieuw is, wordt opgevangen door twee mensen die er al langer zijn."
)
HOME = "https://bench.zelfhulp.example/"
NETWORK = PublicNetwork("bench", "Zelfhulpnetwerk", "nl", "de regio", "040-000 00 00", "", HOME, MOMENT)


def measure(bench: Bench) -> Iterator[Finding]:
    """The first booklet and those after it."""
    groups = [public_group(number) for number in range(GROUPS)]
    with paper().app_context():
        first, pdf = _timed(groups, 0)
        found = [_timed(groups, 1 + number)[0] for number in range(bench.rounds(10))]
    pages = int(re.findall(rb"/Type/Pages/Count (\d+)", pdf)[0])
    yield Finding(
        "booklet", f"first booklet of a process, {GROUPS} groups, {pages} pages, per {PAGES} pages",
        first * PAGES / pages, "s", at_most=MOST_SECONDS,
        control=f"typefaces and square codes included; {len(pdf) / 1e6:.1f} MB",
    )
    yield Finding(
        "booklet", f"the next ones, per {PAGES} pages", median(found) * PAGES / pages, "s",
        at_most=MOST_SECONDS, control=f"slowest {max(found):.2f} s for {pages} pages",
    )


def paper() -> Flask:
    """What prints and feeds need of an application: the words."""
    made = Flask("paper")
    Babel(made, default_translation_directories=str(CATALOGS))
    return made


def _timed(groups: list[PublicGroup], number: int) -> tuple[float, bytes]:
    """Another day each time: Typst would remember a booklet it has just made."""
    today = CHECKED + timedelta(days=number)
    began = time.perf_counter()
    pdf = booklet(NETWORK, groups, locale="nl", today=today, stitched=True)
    return time.perf_counter() - began, pdf


def public_group(number: int) -> PublicGroup:
    """A group that fills its place in a booklet."""
    themes = [(theme.code, theme.name("nl")) for theme in listed_themes().values() if theme.parent]
    theme, town = themes[number % len(themes)], TOWNS[number % len(TOWNS)]
    venue, street = VENUES[number % len(VENUES)], f"Dorpsstraat {number}"
    place = PublicPlace(UUID(int=number), venue, street, "5600 AB", town, "rolstoel", "", None, None)
    pattern = Pattern("FREQ=MONTHLY;BYDAY=2TU", None, clock(19, 30), clock(21, 30))
    text = "elke tweede dinsdag van de maand"
    return PublicGroup(
        id=UUID(int=number), slug=f"groep-{number}", name=f"{theme[1]} {town} {number}", intro=INTRO,
        themes=(theme,), audiences=("everyone",), audience_note="", joining="intake", costs="koffie € 1,50",
        contact_name="Gerda", phone=f"040-000 {number:04d}", phone_note="ma t/m vr na 18 uur",
        email="groep@groepen.example", website="", in_person=True, online=False, by_phone=False, place=town,
        state="active", paused_until=None, verified_on=CHECKED, verified_precision="day", updated_at=MOMENT,
        url=f"{HOME}groups/groep-{number}",
        meetings=(PublicMeeting(UUID(int=number), pattern, text, place, True, False, False),),
    )
