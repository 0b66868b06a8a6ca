"""No text and no bytes bring a reader down, or keep it busy."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.imports.reading.addresses import read_address, read_city, read_postcode
from portal.imports.reading.audiences import read_audiences
from portal.imports.reading.columns import read_columns
from portal.imports.reading.dates import read_checked_on
from portal.imports.reading.fields import Field
from portal.imports.reading.formats import read_format, read_place
from portal.imports.reading.headers import known_field, likely_field, mistyped_field
from portal.imports.reading.hints import read_hints
from portal.imports.reading.links import read_email, read_website
from portal.imports.reading.mapping import Mapping
from portal.imports.reading.phones import read_phone
from portal.imports.reading.rhythms import anchor, read_rhythm
from portal.imports.reading.rows import interpret
from portal.imports.reading.sheet import Sheet, SheetRow, UnreadableSheet
from portal.imports.reading.sheets import read_sheet
from portal.imports.reading.times import read_times
from tests.imports.reading.files import CATALOGUE, TODAY, interpreted

PIECES = [
    "1", "2e", "12-", "19.30", "25:90", "0", "06-", "1234 AB", "2024", "mrt", "€1,50", "@", "a@b.", "x.nl",
    "http://", "javascript:", "elke", "om de", "week", "weken", "dinsdag", "niet in", "juli/aug", "en", "of",
    "t/m", "maand", "morgens", "'s", "avonds", "rouw", "AD(H)D", "bij", "thuis", "zoom", "(", ")", "-", "/",
    ",", ";", "\n", " ", "#", "@MONTH", "%(line)s", "%", "\x00", "\ud800", "ß", "İ", "١", "²", "日", "\u202e",
    "n.v.t.",
]  # fmt: skip
ANYTHING = st.text(st.characters(exclude_categories=()), max_size=60) | st.lists(
    st.sampled_from(PIECES), max_size=14
).map(" ".join)
READERS: list[Callable[[str], object]] = [
    read_times,
    read_rhythm,
    lambda text: read_checked_on(text, TODAY, "en"),
    read_phone,
    read_email,
    read_website,
    read_postcode,
    read_address,
    read_city,
    read_place,
    lambda text: read_format(text, text),
    read_hints,
    read_audiences,
    known_field,
    likely_field,
    mistyped_field,
    CATALOGUE.match,
    CATALOGUE.within,
]


@pytest.mark.parametrize("read", READERS)
@given(text=ANYTHING)
def test_every_reader_answers(read: Callable[[str], object], text: str) -> None:
    assert read(text) == read(text)


@pytest.mark.parametrize("read", READERS)
@settings(deadline=1000, max_examples=40)
@given(first=st.sampled_from(PIECES), second=st.sampled_from(PIECES), between=st.sampled_from(["", " "]))
def test_no_repetition_keeps_a_reader_busy(
    read: Callable[[str], object], first: str, second: str, between: str
) -> None:
    read(((first + between + second + between) * 500)[:500])


@given(ANYTHING)
def test_rules_and_websites_are_sound(text: str) -> None:
    rhythm = read_rhythm(text)
    if rhythm.rrule:
        rrulestr(rhythm.rrule)
    assert anchor(rhythm, TODAY) is None or anchor(rhythm, TODAY) >= TODAY  # type: ignore[operator]
    website = read_website(text).value
    assert not website or website.startswith(("http://", "https://"))
    assert not set(website) & set(" \n\"'<>`\\")


@settings(max_examples=60)
@given(
    st.lists(st.lists(ANYTHING, min_size=4, max_size=4), min_size=1, max_size=5),
    st.lists(st.none() | st.sampled_from(Field), min_size=4, max_size=4),
    st.sampled_from(["nl", "en", "de"]),
)
def test_every_row_is_read_refused_or_counted(
    cells: list[list[str]], fields: list[Field | None], locale: str
) -> None:
    sheet = Sheet("x", tuple(SheetRow(line, tuple(row)) for line, row in enumerate(cells, start=1)), 4)
    rows = interpret(sheet, Mapping(0, ("",) * 4, tuple(fields)), CATALOGUE, locale=locale, today=TODAY)
    read = list(rows)
    assert rows.counts.total() == len(cells)
    for row in read:
        json.dumps([row.values.as_json(), [remark.as_json() for remark in row.remarks]])
        assert all(str(remark.sentence) for remark in row.remarks)
        assert row.refused or row.values.name


@settings(max_examples=60)
@given(st.lists(st.lists(ANYTHING, max_size=6), max_size=8), st.sampled_from([";", ",", "\t"]))
def test_every_file_is_read_or_refused_with_a_sentence(cells: list[list[str]], delimiter: str) -> None:
    text = "\n".join(delimiter.join(row) for row in cells)
    try:
        sheet = read_sheet("list.csv", text.encode("utf-8", "surrogatepass"))
    except UnreadableSheet as refused:
        assert str(refused.sentence)
        return
    mapping = read_columns(sheet, CATALOGUE).mapping
    assert all(str(said) for said in (*mapping.problems(), *mapping.cautions()))
    for row in interpreted(sheet):
        json.dumps(row.values.as_json()).encode("utf-8")
        "".join(row.cells).encode("utf-8")
