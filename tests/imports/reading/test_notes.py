"""What a note seems to say, and for whom a group is."""

from __future__ import annotations

import pytest

from portal.imports.reading.audiences import read_audiences
from portal.imports.reading.hints import read_hints


@pytest.mark.parametrize(
    ("text", "code", "severity", "suggests"),
    [
        ("gestopt? navragen", "note.stopped", "unsure", ("state", "paused")),
        ("Gruppe hat sich aufgelöst", "note.stopped", "unsure", ("state", "paused")),
        ("no longer meeting", "note.stopped", "unsure", ("state", "paused")),
        ("ligt stil", "note.paused", "unsure", ("state", "paused")),
        ("let op: zomerstop", "note.break", "unsure", None),
        ("Sommerpause im Juli", "note.break", "unsure", None),
        ("nieuwe trekker gezocht", "note.contact_wanted", "note", None),
        ("neue Leitung gesucht", "note.contact_wanted", "note", None),
        ("besloten groep, intake", "note.intake", "note", ("joining", "intake")),
        ("besloten groep", "note.closed", "note", ("joining", "closed")),
        ("closed group", "note.closed", "note", ("joining", "closed")),
        ("rolstoeltoegankelijk", "note.wheelchair", "note", None),
        ("barrierefrei", "note.wheelchair", "note", None),
        ("eerst bellen aub", "note.call_first", "note", None),
        ("koffie €1,50 p.p.", "note.costs", "note", ("costs", "koffie €1,50 p.p.")),
        ("5 euro per keer", "note.costs", "note", ("costs", "5 euro per keer")),
        ("Teilnahme kostenlos", "note.costs", "note", ("costs", "Teilnahme kostenlos")),
    ],
)
def test_hint(text: str, code: str, severity: str, suggests: tuple[str, str] | None) -> None:
    (finding,) = read_hints(text)
    assert (finding.code, finding.severity.value, finding.suggests) == (code, severity, suggests)


@pytest.mark.parametrize("text", ["", "sleutel bij de buren", "gezellige groep", "kamer 12, 2e verdieping"])
def test_no_hint(text: str) -> None:
    assert read_hints(text) == ()


@pytest.mark.parametrize(
    ("text", "audiences"),
    [
        ("naasten", ("relatives",)),
        ("Angehörige", ("relatives",)),
        ("ouders", ("parents",)),
        ("partners en ouders", ("partners", "parents")),
        ("vrouwen", ("women",)),
        ("women only", ("women",)),
        ("mannen", ("men",)),
        ("Männer", ("men",)),
        ("jongeren 18-30", ("young",)),
        ("55+", ("older",)),
        ("iedereen", ("everyone",)),
        ("bewoners van Best", ()),
        ("", ()),
    ],
)
def test_audiences(text: str, audiences: tuple[str, ...]) -> None:
    assert read_audiences(text) == audiences
