"""Searching as people do it: forms and parts of words, everyday words in three languages, typing mistakes."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from portal.groups.search import MOST_TERMS, Term, terms
from tests import factories
from tests.groups.helpers import heading, said, slugs
from tests.world import World

GROUPS = (
    # name, theme, more
    ("Rouwgroep Helmond", "rouw", {}),
    ("Na het verlies van je partner", "rouw", {"place": "Deurne"}),
    ("Sterk na depressie", "depressie", {"place": "Best"}),
    ("Inloop Alcohol", "alcohol", {"place": "Heeze", "audiences": ["women"]}),
    ("NA Eindhoven", "drugs", {"place": "Eindhoven"}),
    (
        "Samen verder",
        "autisme",
        {"place": "Gemert", "audiences": ["relatives"], "audience_note": "vanaf zestig"},
    ),
    (
        "Eetbuien de baas",
        "eetbuien",
        {"place": "Son en Breugel", "intro": "In vertrouwen, met wandelen erbij."},
    ),
    ("Vrijwilligerstraining", "perfectionisme", {"place": "Geldrop"}),
    ("MS-café", "ms", {"place": "Asten"}),
    ("Praten helpt", "adhd", {"place": "Nuenen", "online": True, "in_person": False}),
    ("Suïcide in de familie", "zelfdoding", {"place": "Someren"}),
)


@pytest.fixture
def groups(alpha: World) -> World:
    """Eleven groups that differ in everything."""
    with alpha.db() as db:
        for name, theme, more in GROUPS:
            factories.group(db, name, theme=theme, **more)
    return alpha


def found(world: World, q: str) -> list[str]:
    """The groups that a visitor finds with these words."""
    return slugs(world.visitor().get("/groups", query_string={"q": q}))


@pytest.mark.parametrize(
    ("q", "expected"),
    [
        # the name, whole and in parts
        ("rouw", ["rouwgroep-helmond", "na-het-verlies-van-je-partner"]),
        ("ROUW", ["rouwgroep-helmond", "na-het-verlies-van-je-partner"]),
        ("rouwgroep", ["rouwgroep-helmond", "na-het-verlies-van-je-partner"]),
        ("rouwgroepen in Deurne", ["na-het-verlies-van-je-partner"]),
        ("helmond", ["rouwgroep-helmond"]),
        ("deur", ["na-het-verlies-van-je-partner"]),
        # stems, plurals, beginnings
        ("rouwen", ["rouwgroep-helmond", "na-het-verlies-van-je-partner"]),
        ("depressies", ["sterk-na-depressie"]),
        ("verslavingen", ["inloop-alcohol", "na-eindhoven"]),
        ("eetbui", ["eetbuien-de-baas"]),
        ("wandelen", ["eetbuien-de-baas"]),
        ("wandelingen", ["eetbuien-de-baas"]),
        # parts of longer words
        ("training", ["vrijwilligerstraining"]),
        ("verslaving alcohol", ["inloop-alcohol"]),
        # everyday words in three languages
        ("weduwe", ["na-het-verlies-van-je-partner", "rouwgroep-helmond"]),
        ("grief", ["na-het-verlies-van-je-partner", "rouwgroep-helmond"]),
        ("Trauergruppe", ["na-het-verlies-van-je-partner", "rouwgroep-helmond", "suicide-in-de-familie"]),
        ("Alcoholics Anonymous", ["inloop-alcohol"]),
        ("somber", ["sterk-na-depressie"]),
        ("drank", ["inloop-alcohol"]),
        ("asperger", ["samen-verder"]),
        ("overeaters", ["eetbuien-de-baas"]),
        # the parent theme
        ("addiction", ["inloop-alcohol", "na-eindhoven"]),
        # short names, also where a language ignores them
        ("NA", ["na-eindhoven"]),
        ("na", ["na-eindhoven"]),
        ("MS", ["ms-cafe"]),
        ("co-afhankelijk", []),
        ("18-30", []),
        ("ad(h)d", ["praten-helpt"]),
        ("ADHD", ["praten-helpt"]),
        # accents and hyphens
        ("suicide", ["suicide-in-de-familie"]),
        ("SUÏCIDE", ["suicide-in-de-familie"]),
        ("burn-out", []),
        # for whom and how
        ("alcohol vrouwen", ["inloop-alcohol"]),
        ("autisme naasten", ["samen-verder"]),
        ("adhd online", ["praten-helpt"]),
        ("zestig", ["samen-verder"]),
        ("dinsdag alcohol", ["inloop-alcohol"]),
        # every word counts
        ("rouw alcohol", []),
    ],
)
def test_what_people_type_finds_what_they_mean(groups: World, q: str, expected: list[str]) -> None:
    assert found(groups, q) == expected


@pytest.mark.parametrize("q", ["vrouw", "eten", "ven", "al", "omgeving"])
def test_a_word_inside_another_is_not_that_word(groups: World, q: str) -> None:
    """ "rouw" is no part of "vrouwen", nor of "vertrouwen"."""
    assert "eetbuien-de-baas" not in found(groups, "rouw")
    assert "inloop-alcohol" not in found(groups, "rouw")
    assert "rouwgroep-helmond" not in found(groups, q)


@pytest.mark.parametrize(
    "q", ["", "   ", "de groep voor mensen met", "zelfhulpgroepen", "?", "!!! … ---", "'"]
)
def test_words_that_say_nothing_show_everything(groups: World, q: str) -> None:
    page = groups.visitor().get("/groups", query_string={"q": q})
    assert len(slugs(page)) == len(GROUPS)
    assert heading(page) == "11 groepen, 1 online"


@pytest.mark.parametrize(
    ("q", "meant", "expected"),
    [
        ("depresie", "depressie", ["sterk-na-depressie"]),
        ("depresi", "depressie", ["sterk-na-depressie"]),
        ("alcolhol", "alcohol", ["inloop-alcohol"]),
        ("rouwgroeep", "rouwgroep", ["rouwgroep-helmond", "na-het-verlies-van-je-partner"]),
        ("rouwende", "rouw", ["rouwgroep-helmond", "na-het-verlies-van-je-partner"]),
        ("autistich", "autistisch", ["samen-verder"]),
        ("jeugddepressie", "depressie", ["sterk-na-depressie"]),
        ("alcohol heese", "heeze", ["inloop-alcohol"]),
        (
            "bereavment",
            "bereavement",
            ["na-het-verlies-van-je-partner", "rouwgroep-helmond", "suicide-in-de-familie"],
        ),
    ],
)
def test_typing_mistakes_are_forgiven_and_said(
    groups: World, q: str, meant: str, expected: list[str]
) -> None:
    page = groups.visitor().get("/groups", query_string={"q": q})
    assert slugs(page) == expected
    wrong = next(word for word in q.split() if word != "alcohol" or " " not in q)
    assert f"We zochten op ‘{meant}’ in plaats van ‘{wrong}’." in said(page)
    exactly = groups.visitor().get("/groups", query_string={"q": q, "exact": "1"})
    assert slugs(exactly) == [] and "in plaats van" not in said(exactly)


@pytest.mark.parametrize("q", ["muziek", "xyzzy", "kinderopvang", "schaken", "abc", "x" * 190])
def test_what_nobody_meant_is_not_replaced(groups: World, q: str) -> None:
    page = groups.visitor().get("/groups", query_string={"q": q})
    assert slugs(page) == []
    assert "in plaats van" not in said(page)


def test_names_come_before_themes_and_themes_before_the_rest(alpha: World) -> None:
    with alpha.db() as db:
        factories.group(db, "Aan tafel", theme="eetbuien", intro="Ook na angst en verlies.")
        factories.group(db, "Bij elkaar", theme="angst")
        factories.group(db, "Zonder angst", theme="angst")
        factories.group(db, "Angst de baas", theme="dwang")
    assert found(alpha, "angst") == ["angst-de-baas", "zonder-angst", "bij-elkaar", "aan-tafel"]


HOSTILE = (
    *(
        "%",
        "_____",
        "rouw%",
        "\\",
        "rouw' | 'alcohol",
        "a & b | !c",
        "<->",
        "rouw:*A",
        "(((",
        "rouw & !helmond",
    ),
    *(
        "'; drop table support_group; --",
        "\x00rouw",
        "\ud83d rouw",
        "<script>alert(1)</script>",
        "🙂",
        "::tsquery",
    ),
    *(
        "%(x)s",
        "{{ 7*7 }}",
        "rouw\u202e",
        "a" * 5_000,
        "rouw " * 500,
        "*" * 200,
        "e\u0301" * 300,
        "-1 OR 1=1",
    ),
    *("to_tsquery('x')", "'" * 50),
)


@pytest.mark.parametrize("q", HOSTILE)
def test_hostile_words_are_words(groups: World, q: str) -> None:
    page = groups.visitor().get("/groups", query_string={"q": q.encode("utf-8", "surrogatepass")})
    assert page.status_code == 200
    assert "<script>alert" not in page.text
    assert groups.count("support_group") == len(GROUPS)


@pytest.mark.parametrize("q", ["%", "_____", "rouw & !helmond", "xyz' | 'rouw"])
def test_signs_do_not_act(groups: World, q: str) -> None:
    """Neither wildcards nor operators: with them gone, the words decide."""
    bare = " ".join("".join(sign if sign.isalnum() else " " for sign in q).split())
    assert found(groups, q) == found(groups, bare)


def test_a_query_has_a_length() -> None:
    assert len(terms(" ".join(f"woord{number}" for number in range(100)))) == MOST_TERMS
    assert terms("x" * 1_000) == [Term("x" * 200)]


def test_what_was_typed_stays_in_the_form_as_text(groups: World) -> None:
    page = groups.visitor().get("/groups", query_string={"q": '"><img src=x onerror=alert(1)>'})
    assert "<img" not in page.text
    assert "&lt;img src=x onerror=alert(1)&gt;" in page.text


@pytest.mark.parametrize(("locale", "config"), [("nl", "dutch"), ("de", "german"), ("en", "english")])
def test_stems_follow_the_language_of_the_network(alpha: World, locale: str, config: str) -> None:
    from flask import g

    from portal.groups.indexing import search_config

    with alpha.db() as db:
        g.network = type("Network", (), {"locale": locale})()
        assert search_config() == config
        assert db.execute(
            text("select to_tsvector(cast(:c as regconfig), 'x') is not null"), {"c": config}
        ).scalar()
