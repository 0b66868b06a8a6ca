"""What looks like a name in a text, and the way from solved material to an article in two clicks."""

from __future__ import annotations

from uuid import UUID

import pytest
from sqlalchemy.orm import Session

from portal.accounts.models import Person
from portal.knowledge import hooks
from portal.knowledge.hooks import Material
from portal.knowledge.models import Article
from portal.knowledge.naming import Known, known, marks, pieces, without
from tests import cast
from tests.groups.helpers import said
from tests.knowledge.helpers import opened, stored, suggested, tasks, titles, write
from tests.world import World

HERE = known(["Rouwgroep Helmond", "Merel"], ["Ben Jansen", "roos de vries"])
KEY = UUID(int=7)
PATH = f"/knowledge/new?of=request&key={KEY}"


@pytest.mark.parametrize(
    ("text", "kind", "found"),
    [
        ("Mail naar ben.j+x@people.example voor meer.", "mail", "ben.j+x@people.example"),
        ("Bel (0492) 36 12 45 na zessen.", "phone", "(0492) 36 12 45"),
        ("Bel +31 6 1234 5678.", "phone", "+31 6 1234 5678"),
        ("Bel 0049 211 123456 even.", "phone", "0049 211 123456"),
        ("Stort op NL91 ABNA 0417 1643 00 graag.", "account", "NL91 ABNA 0417 1643 00"),
        ("Stort op DE89370400440532013000.", "account", "DE89370400440532013000"),
        ("Kom naar de Prins Hendrikstraat 12a om acht uur.", "address", "Prins Hendrikstraat 12a"),
        ("Wij zitten aan de Markt, 5701 AB.", "address", "5701 AB"),
        ("Zum Treffen in der Lindenallee 5 bitte.", "address", "Lindenallee 5"),
        ("De rouwgroep helmond heeft een kast.", "group", "rouwgroep helmond"),
        ("Vraag het aan Merel.", "group", "Merel"),
        ("Jansen weet het.", "name", "Jansen"),
        ("Marieke van den Berg weet het.", "name", "Marieke van den Berg"),
        ("Vraag mevrouw De Wit-Smit even.", "name", "De Wit-Smit"),
        ("Frau Obermayer hilft.", "name", "Obermayer"),
    ],
)
def test_what_names_somebody_is_found(text: str, kind: str, found: str) -> None:
    sure = [(mark.kind, text[mark.start : mark.end]) for mark in marks(text, HERE) if mark.sure]
    assert sure == [(kind, found)]
    assert found not in without(text, marks(text, HERE), lambda kind: "[-]")


@pytest.mark.parametrize(
    "text",
    [
        "Het kost 1.250,00 euro in 2026, van 01-01-2026 tot 31-12-2026.",
        "Artikel 2:26 BW en KvK-nummer 12345678.",
        "Bel 112 of 0800 0113 bij nood.",
        "Op dinsdag 4 december om 19.30 uur is er plaats voor 25 mensen.",
        "Een merel zingt. Wil je dat? Mag het ook?",
    ],
)
def test_ordinary_words_and_numbers_stay(text: str) -> None:
    assert [text[mark.start : mark.end] for mark in marks(text, HERE) if mark.sure] == []


def test_other_capitals_are_marked_and_stay() -> None:
    text = "Vraag de gemeente Deurne of Stichting Pluim. De rest volgt."
    found = marks(text, Known())
    assert [(text[mark.start : mark.end], mark.sure) for mark in found] == [
        ("Deurne", False), ("Stichting", False), ("Pluim", False),
    ]  # fmt: skip
    assert without(text, found, lambda _: "x") == text
    assert marks(text, Known(nouns=True)) == [], "in German every noun has a capital"


def test_pieces_make_up_the_text() -> None:
    text = "Jansen (jansen@x.example)\nwoont in Deurne, 5751 AA."
    assert "".join(part for part, _ in pieces(text, marks(text, HERE))) == text
    assert pieces("", []) == [] and pieces("a", []) == [("a", None)]


def test_a_text_of_one_long_word_takes_no_time() -> None:
    for text in ("a" * 20_000, "A" * 20_000, "0" * 20_000, "Jan van " * 2_500, "A1 " * 6_000, "x@" * 10_000):
        assert marks(text, HERE) is not None


@pytest.fixture
def request_solved(base: World, monkeypatch: pytest.MonkeyPatch) -> list[UUID]:
    """A solved question that ada and ben may make an article of; the articles made of it."""
    made: list[UUID] = []
    text = "Merel Janssen van Rouwgroep Helmond (ben@people.example) kreeg een zaal in de Kerkstraat 5."

    def material(_db: Session, person: Person, key: UUID) -> Material | None:
        mine = key == KEY and person.id in (cast.IDS["ada"], cast.IDS["ben"])
        return (
            Material("Zaal voor Ben", text, "huisvesting", "Peelland", ("Merel Janssen",)) if mine else None
        )

    def note(_db: Session, article: Article, key: UUID, _by: Person) -> None:
        assert key == KEY
        made.append(article.id)

    monkeypatch.setitem(hooks.materials, "request", material)
    monkeypatch.setitem(hooks.on_made, "request", note)
    return made


def test_from_a_solved_question_in_two_clicks(base: World, request_solved: list[UUID]) -> None:
    ada = base.as_(cast.IDS["ada"])
    form = {**opened(ada, PATH), "category": "huisvesting"}
    assert form["title"] == "Zaal voor [naam]" and form["region"] == "Peelland"
    assert form["text"] == "[naam] van [groep] ([mailadres]) kreeg een zaal in de [adres]."
    answer = ada.send(PATH, {**form, "publish": "1"})
    shown = ada.follow(answer).text
    assert "Rouwgroep" not in shown and "people.example" not in shown and suggested(base) == 1
    assert stored(base, request_solved[0]).origin_key == str(KEY)
    again = ada.send(PATH, {**opened(ada, PATH), "category": "huisvesting", "publish": "1"})
    assert again.headers["Location"] == answer.headers["Location"], "made once"


def test_the_preview_shows_what_was_taken_out(base: World, request_solved: list[UUID]) -> None:
    assert request_solved == []
    page = base.as_(cast.IDS["ada"]).get(PATH).text
    for named in ("Rouwgroep Helmond", "ben@people.example", "Kerkstraat 5"):
        assert f"<mark>{named}<span" in page


def test_names_that_are_typed_again_are_not_saved_unasked(base: World, request_solved: list[UUID]) -> None:
    ben = base.as_(cast.IDS["ben"])
    named = {"category": "huisvesting", "text": "Vraag het aan Merel Janssen."}
    stopped = ben.send(PATH, {**opened(ben, PATH), **named})
    assert stopped.status_code == 422 and titles(base) == [] and "<mark>Merel Janssen<span" in stopped.text
    assert "Vraag het aan Merel Janssen." in said(stopped)
    assert ben.send(PATH, {**opened(ben, PATH), **named, "may_stay": "y"}).status_code == 303
    assert len(request_solved) == 1 and tasks(base) == ["article.draft"]


def test_material_is_only_for_those_who_may_use_it(base: World, request_solved: list[UUID]) -> None:
    cem, ada = base.as_(cast.IDS["cem"]), base.as_(cast.IDS["ada"])
    assert cem.get(PATH).status_code == 404
    for wrong in ("of=request&key=x", f"of=request&key={UUID(int=8)}", f"of=else&key={KEY}", "of=&key="):
        assert ada.get(f"/knowledge/new?{wrong}").status_code == 404
    assert write(cem, "/knowledge/new?x=1").status_code == 409 and request_solved == []
