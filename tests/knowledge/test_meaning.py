"""Words and what they mean: stems, compounds, verbs in two parts, and the list of synonyms itself."""

from __future__ import annotations

import csv

import pytest

from portal.knowledge.categories import CODES, categories, choices, name_of
from portal.knowledge.meaning import STRENGTHS, WORD, asked, meaning, meanings
from portal.knowledge.starters import WRITTEN_ON, starters
from portal.knowledge.stems import stem
from portal.knowledge.synonyms import FILE


@pytest.mark.parametrize(
    "forms",
    [
        "betalen betaalt betaald betaling betalingen",
        "zaal zalen zaaltje",
        "drukken gedrukt",
        "verzekering verzekeringen verzekerd verzekeren verzekert",
        "kosten kost",
        "bel bellen gebeld",
        "mogelijkheid mogelijkheden mogelijk",
    ],
)
def test_the_forms_of_a_word_have_one_stem(forms: str) -> None:
    assert len({stem(form) for form in forms.split()}) == 1


@pytest.mark.parametrize("pair", ["beeld bel", "zaal zak", "post porto", "les lat", "bank bang"])
def test_different_words_keep_different_stems(pair: str) -> None:
    one, other = pair.split()
    assert stem(one) != stem(other)


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("porti", {"postage"}),
        ("verzendkosten", {"postage"}),
        ("Briefmarken", {"postage"}),
        ("stamps", {"postage"}),
        ("huisvesting", {"room"}),
        ("vrijwilligersverzekering", {"volunteer", "insurance"}),
        ("bestuursvergadering", {"board", "convene"}),
        ("We zeggen de huur van de zaal op", {"ending", "rent", "room"}),
        ("Kamer van Koophandel", {"register"}),
        ("Vereinsgründung", {"legal_form", "founding"}),
    ],
)
def test_words_come_to_what_they_mean(text: str, holds: set[str]) -> None:
    assert holds <= set(meanings(text))


def test_what_nobody_knows_is_a_word_by_its_stem() -> None:
    assert list(meanings("pannenkoeken")) == ["w.panenkoek"]


def test_words_that_say_nothing_ask_nothing() -> None:
    assert asked("Kan iemand ons hiermee helpen?").query == ""
    assert asked("").query == asked("?!").query == ""


def test_a_very_long_word_and_a_very_long_text_stay_small() -> None:
    text = " ".join(f"onbekend{number}x" for number in range(5_000))
    assert len(meaning("a" * 10_000, text).document) < 5_000


def test_every_line_of_the_list_can_be_asked() -> None:
    with FILE.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    codes = [row["code"] for row in rows]
    assert len(codes) == len(set(codes))
    for row in rows:
        assert float(row["strength"]) in STRENGTHS and float(row["strength"]) != WORD
        assert row["turns"] in ("", "yes") and row["nl"] and row["en"] and row["de"], row["code"]


def test_the_categories_are_the_twelve() -> None:
    assert len(CODES) == len(categories()) == 12
    assert dict(choices())["porto"] and name_of("porto") != "porto" and name_of("gone") == "gone"


def test_every_category_has_a_starter_with_sources_and_a_date() -> None:
    assert {one.category for one in starters()} == set(CODES)
    for one in starters():
        assert one.sources and "Geschreven op 22 november 2026" in one.text and WRITTEN_ON.year == 2026
        assert "!" not in one.text
        assert not any(word in one.text.lower() for word in ("cliënt", "patiënt", "hulpverlener"))
