"""Cleaning and folding."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.imports.reading.text import clean, fold, plain, says_nothing, squeeze

ANY_TEXT = st.text(st.characters(exclude_categories=()))


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Rouw   Best ", "Rouw Best"),
        ("Rouw\x00 Best\x07", "Rouw Best"),
        ("Rouw\u00a0Best", "Rouw Best"),
        ("een\r\n\r\n twee ", "een\ntwee"),
        ("een\u2028twee\x0bdrie", "een\ntwee\ndrie"),
        ("zacht\u00adafbreken\u200b", "zachtafbreken"),
        ("\ufeffNaam", "Naam"),
        ("a\ud800b", "ab"),
        ("cafe\u0301", "café"),
        ("evil \u202etxt", "evil txt"),
    ],
)
def test_clean(typed: str, kept: str) -> None:
    assert clean(typed) == kept


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("AD(H)D", "ad h d"),
        ("Suïcide", "suicide"),
        ("Großstraße 5", "grossstrasse 5"),
        ("  --  ", ""),
        ("Ménière/Ørsted", "meniere orsted"),
        ("STRASSE", "strasse"),
    ],
)
def test_fold(typed: str, folded: str) -> None:
    assert fold(typed) == folded


def test_squeeze_joins_spellings() -> None:
    assert {squeeze("Burn-out"), squeeze("burn out"), squeeze("BURNOUT")} == {"burnout"}


@pytest.mark.parametrize("typed", ["-", "n.v.t.", "Onbekend", " ? ", "keine", "N/A"])
def test_says_nothing(typed: str) -> None:
    assert says_nothing(typed)


@pytest.mark.parametrize("typed", ["", "NA", "geen idee", "0"])
def test_says_something(typed: str) -> None:
    assert not says_nothing(typed)


@given(ANY_TEXT)
def test_clean_text_can_be_stored(text: str) -> None:
    kept = clean(text)
    kept.encode("utf-8")
    assert "\x00" not in kept
    assert clean(kept) == kept
    assert not any(unicodedata.category(c) in {"Cc", "Cs"} for c in kept if c != "\n")


@given(ANY_TEXT)
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text(st.characters(max_codepoint=127)))
def test_the_short_cut_for_ascii_is_no_other_road(text: str) -> None:
    assert plain(text + "é") == plain(text) + "e"
