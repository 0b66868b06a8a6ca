"""The catalogue of themes and matching with it."""

from __future__ import annotations

import csv
from collections import defaultdict

import pytest

from portal.imports.reading.text import squeeze
from portal.imports.reading.themes import CATALOGUE_FILE, Catalogue, ThemeEntry
from tests.imports.reading.files import CATALOGUE

PARENTS = {"verslaving", "eten", "psychisch", "ontwikkeling", "lichaam", "verlies"}


def codes(text: str) -> tuple[tuple[str, ...], tuple[str, ...], list[str]]:
    match = CATALOGUE.match(text)
    return match.codes, match.suggestions, [found.code for found in match.findings]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("kanker", "kanker"),
        ("HOOGSENSITIVITEIT", "hoogsensitief"),
        ("AD(H)D", "adhd"),
        ("ad h d", "adhd"),
        ("burn out", "burn-out"),
        ("long covid en me/cvs", "long-covid"),
        ("Acquired brain injury", "hersenletsel"),
        ("grief", "rouw"),
        ("Trauer", "rouw"),
        ("Essstörungen", "eetstoornis"),
        ("Essstoerungen", "eetstoornis"),
        ("Häusliche Gewalt", "geweld"),
    ],
)
def test_a_name_in_any_language(text: str, code: str) -> None:
    assert codes(text) == ((code,), (), [])


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("OCS", "dwang"),
        ("NA", "drugs"),
        ("AA", "alcohol"),
        ("GA", "gokken"),
        ("ADD", "adhd"),
        ("suïcide", "zelfdoding"),
        ("multiple sclerose", "ms"),
        ("CoDA", "codependentie"),
        ("widowed", "rouw"),
        ("verwitwet", "rouw"),
        ("Verlust", "rouw"),
        ("Gamblers Anonymous", "gokken"),
        ("Schwerhörig", "gehoor"),
        ("PTBS", "trauma"),
    ],
)
def test_a_synonym_is_certain_and_said(text: str, code: str) -> None:
    assert codes(text) == ((code,), (), ["theme.synonym"])


@pytest.mark.parametrize(
    ("text", "suggestion"),
    [
        ("depresie", "depressie"),
        ("autsime", "autisme"),
        ("Angstt", "angst"),
        ("Zelfhulpgroep alcohol", "alcohol"),
        ("Leven met kanker in Best", "kanker"),
        ("schizophrenie", "psychose"),
    ],
)
def test_less_than_exact_is_only_a_suggestion(text: str, suggestion: str) -> None:
    certain, suggestions, found = codes(text)
    if text == "schizophrenie":
        assert (certain, found) == (("psychose",), ["theme.synonym"])
    else:
        assert (certain, suggestions[0], found) == ((), suggestion, ["theme.close"])
        assert CATALOGUE.match(text).findings[0].suggests == ("theme", suggestion)


@pytest.mark.parametrize("text", ["iets heel anders", "vrouw", "gok", "xx"])
def test_unknown_is_unknown(text: str) -> None:
    assert codes(text) == ((), (), ["theme.unknown"])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Angst en depressie", (("angst", "depressie"), (), ["theme.several"])),
        ("alcohol, drugs", (("alcohol", "drugs"), (), ["theme.several"])),
        ("Depression/Angst", (("depressie", "angst"), (), ["theme.several"])),
        ("Alcohol (AA)", (("alcohol",), (), [])),
        ("rouw / xyz", (("rouw",), (), ["theme.partly"])),
    ],
)
def test_several_themes(text: str, expected: tuple[tuple[str, ...], tuple[str, ...], list[str]]) -> None:
    assert codes(text) == expected


@pytest.mark.parametrize("text", ["", "-", "n.v.t.", "onbekend"])
def test_nothing(text: str) -> None:
    assert codes(text) == ((), (), [])


def test_a_word_of_two_themes_is_a_question() -> None:
    twins = Catalogue(
        [
            ThemeEntry("a", None, "Eerste", "First", "Erste", ("stress",)),
            ThemeEntry("b", None, "Tweede", "Second", "Zweite", ("stress",)),
        ]
    )
    match = twins.match("stress")
    assert (match.codes, match.suggestions) == ((), ("a", "b"))
    assert [found.code for found in match.findings] == ["theme.ambiguous"]


def test_the_longest_name_inside_a_text_wins() -> None:
    assert CATALOGUE.within("Praatgroep nabestaanden na zelfdoding Waalre") == ("zelfdoding",)
    assert CATALOGUE.within("Ouders van een overleden kind Helmond") == ("overleden-kind",)
    assert CATALOGUE.within("Koffie na het werk") == ()


def test_names_follow_the_language() -> None:
    assert [CATALOGUE.name("rouw", locale) for locale in ("nl", "en", "de")] == ["Rouw", "Grief", "Trauer"]
    assert CATALOGUE.name("gone", "nl") == "gone"


def test_every_theme_has_names_a_known_parent_and_synonyms() -> None:
    with CATALOGUE_FILE.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert len(rows) == 46
    assert {row["code"] for row in rows if not row["parent"]} == PARENTS
    assert {row["parent"] for row in rows} == PARENTS | {""}
    for row in rows:
        assert all(row[language] for language in ("nl", "en", "de"))
        assert all(row[f"synonyms_{language}"] for language in ("nl", "en", "de"))


def test_no_word_belongs_to_two_themes() -> None:
    owners: dict[str, set[str]] = defaultdict(set)
    for entry in CATALOGUE.entries.values():
        for word in (entry.nl, entry.en, entry.de, *entry.synonyms):
            owners[squeeze(word)].add(entry.code)
    assert {word: codes for word, codes in owners.items() if len(codes) > 1} == {}
