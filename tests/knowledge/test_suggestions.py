"""The part beneath a question while it is typed: who sees what, and that one of them helps."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select, text

from portal.groups.contacts import groups_of
from portal.knowledge import indexing, suggesting_views
from portal.knowledge.indexing import QuestionText
from portal.knowledge.models import Article
from portal.knowledge.seeds import articles, findable
from portal.knowledge.similar import Reader, reader, similar
from portal.knowledge.starters import starters
from portal.tables import new_id
from tests import cast, factories
from tests.browser_like import Browser
from tests.guards.test_lists import cost
from tests.world import World

LEGAL = "Moeten we een stichting oprichten of een vereniging?"
ADDRESS = "/questions/similar?text=Moeten we een stichting oprichten of een vereniging?"
SEES_ALL = Reader(indexing.AUDIENCES)


def _seeded(world: World) -> None:
    with world.db() as db:
        cast.ada(db), cast.dora(db)
        factories.group(db, contact=cast.ben(db), email="rouw@groep.example")
        factories.group(db, "Angst", theme="angst", contact=cast.person(db, "fay"))
        db.execute(articles())
        db.execute(findable())


@pytest.fixture
def seeded(alpha: World) -> World:
    """alpha with the starter articles, and ben and fay each with a group."""
    _seeded(alpha)
    return alpha


def _as(world: World, who: str) -> Browser:
    return world.as_(cast.IDS[who])


PART = {"HX-Request": "true"}


def _typed(browser: Browser, text: str = LEGAL) -> str:
    """The part, as it comes while this is typed."""
    return browser.get("/questions/similar", query_string={"text": text}, headers=PART).text


def _put(world: World, title: str, **more: Any) -> UUID:
    values = {"kind": "request", "text": "", "category": "rechtsvorm", "audience": "network", **more}
    key = new_id()
    with world.db() as db:
        indexing.put(db, thing_id=key, title=title, **values)
    return key


def test_a_contact_person_sees_the_starter_article_while_typing(seeded: World) -> None:
    page = _typed(_as(seeded, "ben"))
    assert "Stichting, vereniging of geen van beide?" in page
    assert "22 november 2026" in page


def test_nothing_is_shown_when_nothing_fits(seeded: World) -> None:
    page = _typed(_as(seeded, "ben"), "Wie heeft een recept voor pannenkoeken?")
    assert '<section id="similar">' in page and "<li>" not in page


def test_somebody_without_a_group_sees_only_what_is_public(seeded: World) -> None:
    dora = _as(seeded, "dora")
    assert "<li>" not in _typed(dora)
    with seeded.db() as db:
        indexing.put(
            db, kind="article", thing_id=new_id(), title="Een stichting oprichten", text="",
            category="rechtsvorm", audience="public",
        )  # fmt: skip
    assert "Een stichting oprichten" in _typed(dora)


def test_what_is_for_the_stewards_is_found_by_them_and_by_the_group_it_is_of(seeded: World) -> None:
    with seeded.db() as db:
        own = groups_of(db, cast.ben(db))[0].id
        key = new_id()
        indexing.put(
            db, kind="request", thing_id=key, title=LEGAL, text="", category="rechtsvorm",
            audience="stewards", group_id=own,
        )  # fmt: skip
        found = {
            name: key in {one.thing_id for one in similar(db, LEGAL, may_see=may_see)}
            for name, may_see in (
                ("steward", reader(cast.ada(db))),
                ("its group", reader(cast.ben(db), [own])),
                ("another group", reader(cast.person(db, "fay"), [new_id()])),
                ("nobody", reader(None)),
            )
        }
    assert found == {"steward": True, "its group": True, "another group": False, "nobody": False}


def test_the_neighbour_network_finds_nothing_of_it(seeded: World, beta: World) -> None:
    _put(seeded, "Bijzondere vraag over een stichting oprichten")
    with beta.db() as db:
        assert similar(db, LEGAL, may_see=SEES_ALL) == []
    with seeded.db() as db:
        assert similar(db, LEGAL, may_see=SEES_ALL)


def test_the_thing_itself_is_left_out_and_the_same_category_comes_first(alpha: World) -> None:
    one = _put(alpha, "Een zaal huren", category="geld")
    two = _put(alpha, "Een zaal huren", category="huisvesting")
    with alpha.db() as db:
        both = similar(db, "zaal huren", may_see=SEES_ALL, category="huisvesting")
        assert [found.thing_id for found in both] == [two, one]
        assert [f.thing_id for f in similar(db, "zaal huren", may_see=SEES_ALL, without=two)] == [one]
        assert similar(db, "zaal huren", may_see=SEES_ALL, kinds=["article"]) == []


def test_what_is_put_again_is_found_by_its_new_words_only(alpha: World) -> None:
    key = _put(alpha, "Een zaal huren", helped=3)
    with alpha.db() as db:
        indexing.put(
            db, kind="request", thing_id=key, title="Verzendkosten vergoed krijgen", text="",
            category="porto", audience="network",
        )  # fmt: skip
        assert [one.helped for one in similar(db, "porto", may_see=SEES_ALL)] == [3]
        assert similar(db, "zaal huren", may_see=SEES_ALL) == []
        indexing.remove(db, "article", key)
        assert similar(db, "porto", may_see=SEES_ALL)
        indexing.remove(db, "request", key)
        assert similar(db, "porto", may_see=SEES_ALL) == []


def test_that_helps_counts_the_group_once_and_leads_to_the_article(seeded: World) -> None:
    article = next(one for one in starters() if one.key == "rechtsvorm")
    ben = _as(seeded, "ben")
    for _ in range(2):
        answer = ben.post("/questions/helped", {"helps": f"article:{article.id}"}, page="/questions/similar")
        assert answer.location == f"/knowledge/{article.id}"
    assert seeded.count("article_helped") == 1
    with seeded.db() as db:
        assert similar(db, LEGAL, may_see=SEES_ALL)[0].helped == 1


NOBODY = "person:0192a3b4-0000-7000-8000-000000000001"


@pytest.mark.parametrize("said", ["", "article", "article:1", "room:019a", NOBODY])
def test_what_names_nothing_is_not_found(seeded: World, said: str) -> None:
    answer = _as(seeded, "ben").post("/questions/helped", {"helps": said}, page="/questions/similar")
    assert answer.status_code == 404


def test_an_article_one_may_not_read_cannot_be_said_to_help(seeded: World) -> None:
    article = starters()[0]
    said = {"helps": f"article:{article.id}"}
    answer = _as(seeded, "dora").post("/questions/helped", said, page="/questions/similar")
    assert answer.status_code == 409
    assert seeded.count("article_helped") == 0


@pytest.mark.parametrize(
    "typed",
    [
        "", "   ", "?!", "' | ' & !", "zaal:* & 'x':A", "a" * 5_000, "zaal " * 900, "\x00zaal\x00",
        "😀 zaal", "صالة اجتماعات", "\\'; drop table question_text; --", "1234567890", "é" * 300, "ﬁ ﬂ ß İ",
        "zaal\u202ehuur",
    ],
)  # fmt: skip
def test_whatever_is_typed_it_answers(seeded: World, typed: str) -> None:
    answer = _as(seeded, "ben").get("/questions/similar", query_string={"text": typed})
    assert answer.status_code == 200


def test_one_person_cannot_ask_without_end(seeded: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(suggesting_views, "MOST_A_MINUTE", 3)
    suggesting_views._asked.clear()
    ben, fay = _as(seeded, "ben"), _as(seeded, "fay")
    codes = [ben.get(ADDRESS).status_code for _ in range(5)]
    assert 429 in codes and codes[0] == 200
    assert fay.get(ADDRESS).status_code == 200


def test_it_costs_the_same_for_one_line_and_five(seeded: World) -> None:
    ben = _as(seeded, "ben")
    one = cost(seeded, ben, ADDRESS)
    for _ in range(4):
        _put(seeded, LEGAL)
    assert one == cost(seeded, ben, ADDRESS) <= 8


def test_after_the_list_changed_what_is_known_is_written_anew(
    seeded: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    with seeded.db() as db:
        db.execute(text("update question_text set document = '', written = 'old'"))
        assert similar(db, LEGAL, may_see=SEES_ALL) == []
        gone = new_id()
        indexing.put(
            db, kind="article", thing_id=gone, title="x", text="", category="geld", audience="public"
        )
        db.execute(text("update question_text set written = 'old' where thing_id = :id"), {"id": gone})
    with seeded.db() as db:
        indexing.put_again(db)
    with seeded.db() as db:
        assert similar(db, LEGAL, may_see=SEES_ALL)[0].title == "Stichting, vereniging of geen van beide?"
        assert db.scalar(select(QuestionText.thing_id).where(QuestionText.thing_id == gone)) is None


def test_planting_again_leaves_what_a_steward_changed(seeded: World) -> None:
    first, second = starters()[:2]
    with seeded.db() as db:
        db.get_one(Article, first.id).title = "Ons eigen artikel"
        db.get_one(Article, second.id).state = "retired"
    with seeded.db() as db:
        for key in (first.id, second.id):
            indexing.remove(db, "article", key)
        db.execute(articles())
        db.execute(findable())
    with seeded.db() as db:
        assert db.get_one(Article, first.id).title == "Ons eigen artikel"
        assert db.get_one(Article, second.id).state == "retired"
        known = set(db.scalars(select(QuestionText.thing_id)))
    assert known.isdisjoint({first.id, second.id}) and len(known) == len(starters()) - 2
