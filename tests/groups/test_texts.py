"""Folding, words and addresses: what is compared, sorted and put in links."""

from __future__ import annotations

import pytest

from portal.groups.texts import fold, identity, index_words, slug, sort_key, words


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("Suïcide", ["suicide"]),
        ("Ärger über die Straße", ["arger", "uber", "die", "strasse"]),
        ("AD(H)D", ["adhd"]),
        ("Alzheimer's café", ["alzheimers", "cafe"]),
        ("benzo’s", ["benzos"]),
        ("ME/CVS", ["me", "cvs"]),
        ("burn-out", ["burn", "out"]),
        ("'s avonds", ["s", "avonds"]),
        ("50% _verlies_ \\ *rouw*", ["50", "verlies", "rouw"]),
        ("", []),
        ("🙂 … –", []),
    ],
)
def test_words_are_folded_and_bare(written: str, found: list[str]) -> None:
    assert words(written) == found


def test_accents_and_capitals_do_not_part_words() -> None:
    assert fold("CAFÉ") == fold("café") == fold("cafe\u0301") == "cafe"


def test_hyphenated_words_are_indexed_whole_as_well() -> None:
    assert index_words(["Burn-out", "burn out", "co-afhankelijk"]) == [
        "burn",
        "out",
        "burnout",
        "co",
        "afhankelijk",
        "coafhankelijk",
    ]


def test_names_sort_without_regard_to_accents() -> None:
    names = ["Óók rouw", "autisme", "Zelfhulp", "Ärger", "ok"]
    assert sorted(names, key=sort_key) == ["Ärger", "autisme", "ok", "Óók rouw", "Zelfhulp"]
    assert sorted(names) != sorted(names, key=sort_key)
    assert sort_key("\u0301") == "\u0301"


@pytest.mark.parametrize(
    ("name", "taken", "made"),
    [
        ("Rouwgroep Helmond", (), "rouwgroep-helmond"),
        ("Rouwgroep Helmond", ("rouwgroep-helmond", "rouwgroep-helmond-2"), "rouwgroep-helmond-3"),
        ("AD(H)D-café 's-Hertogenbosch", (), "adhd-cafe-s-hertogenbosch"),
        ("New", (), "new-2"),
        ("مجموعة", (), "group"),
        ("!!!", ("group",), "group-2"),
        ("lotgenoten " * 20, (), "lotgenoten-lotgenoten-lotgenoten-lotgenoten-lotgenoten"),
        ("x" * 100, (), "x" * 60),
    ],
)
def test_addresses_are_plain_short_and_unlike_others(name: str, taken: tuple[str, ...], made: str) -> None:
    assert slug(name, taken) == made


def test_a_place_is_the_same_however_it_was_typed() -> None:
    one = identity("De Huiskamer", "Kerkstraat 58", "5741 XY", "Gemert")
    assert one == identity("de  huiskamer", "Kerkstraat 58.", "5741xy", "GEMERT")
    assert one != identity("De Huiskamer", "Kerkstraat 5", "85741 XY", "Gemert")
    assert identity("", " ", "-", "") == ""
