"""Writing, reading, changing and retiring articles, and saying that they helped."""

from __future__ import annotations

import pytest
from sqlalchemy import update

from portal.knowledge.models import Article
from tests import cast, factories
from tests.groups.helpers import filled_in, said
from tests.knowledge.helpers import TITLE, article, opened, stored, suggested, tasks, titles, write
from tests.world import World


def test_a_steward_writes_and_publishes(base: World) -> None:
    ada = base.as_(cast.IDS["ada"])
    shown = ada.follow(write(ada, publish="1", visibility="public"))
    assert "Het netwerk betaalt ze." in said(shown) and "<li>Bewaar de bon.</li>" in shown.text
    assert '<a href="https://voorbeeld.example/porto" rel="nofollow noreferrer">' in shown.text
    assert TITLE in said(base.visitor().get("/knowledge"))


def test_a_contact_person_writes_a_draft_that_a_steward_publishes(base: World) -> None:
    ben, ada = base.as_(cast.IDS["ben"]), base.as_(cast.IDS["ada"])
    sent = write(ben, publish="1", visibility="public")
    path = sent.headers["Location"]
    assert sent.status_code == 303 and tasks(base) == ["article.draft"] and suggested(base) == 0
    assert ben.get(path).status_code == 200 and base.visitor().get(path).status_code == 404
    assert ben.post(f"{path}/publication", {}, page=f"{path}/edit").status_code == 403
    ada.post(f"{path}/publication", {}, page=path)
    assert tasks(base) == [] and suggested(base) == 1
    assert base.visitor().get(path).status_code == 404, "for the network unless a steward says otherwise"


def test_somebody_without_a_group_cannot_write(base: World) -> None:
    assert write(base.as_(cast.IDS["cem"])).status_code == 409
    assert titles(base) == []


@pytest.mark.parametrize(
    ("more", "readers"),
    [
        ({"visibility": "public"}, {"visitor", "cem", "ben", "ada"}),
        ({"visibility": "network"}, {"ben", "ada"}),
        ({"publish": False}, {"ada"}),
        ({"publish": False, "origin": "starter", "origin_key": "porto"}, {"ben", "ada"}),
    ],
)
def test_who_reads_what(base: World, more: dict[str, object], readers: set[str]) -> None:
    path = f"/knowledge/{article(base, **more)}"
    browsers = {name: base.as_(cast.IDS[name]) for name in ("cem", "ben", "ada")}
    browsers["visitor"] = base.visitor()
    assert {name for name, browser in browsers.items() if browser.get(path).status_code == 200} == readers
    listing = {name for name, browser in browsers.items() if TITLE in browser.get("/knowledge").text}
    found = {
        name for name, browser in browsers.items() if TITLE in browser.get("/knowledge?q=postzegels").text
    }
    drafts = {"ada"} if readers == {"ada"} else set()
    assert listing == found == readers - drafts


def test_sent_twice_it_is_one_article(base: World) -> None:
    ada = base.as_(cast.IDS["ada"])
    data = {**opened(ada, "/knowledge/new"), "title": TITLE, "text": "Het netwerk."}
    first, second = (ada.send("/knowledge/new", data) for _ in range(2))
    assert first.headers["Location"] == second.headers["Location"] and len(titles(base)) == 1
    assert write(ada, title="Control: another form").status_code == 303 and len(titles(base)) == 2


def test_somebody_elses_mark_on_the_form_does_not_lead_to_their_draft(base: World) -> None:
    mine = article(base, publish=False)
    ben = base.as_(cast.IDS["ben"])
    assert write(ben, draft_id=str(mine)).status_code == 409
    assert write(ben, draft_id="no id").status_code == 303


def test_two_who_change_it_at_once_lose_nothing(base: World) -> None:
    path = f"/knowledge/{article(base)}/edit"
    ada = base.as_(cast.IDS["ada"])
    page = opened(ada, path)
    assert ada.send(path, {**page, "title": "Eerst"}).status_code == 303
    late = ada.send(path, {**page, "title": "Te laat"})
    assert late.status_code == 409 and "Te laat" in late.text and titles(base) == ["Eerst"]


@pytest.mark.parametrize(
    "typed",
    [
        {"title": ""},
        {"text": ""},
        {"category": "nothing"},
        {"title": "x" * 121},
        {"text": "x" * 20_001},
        {"valid_until": "2020-01-01"},
        {"valid_until": "soon"},
        {"visibility": "world"},
    ],
)
def test_what_cannot_be_used_is_explained_and_kept(base: World, typed: dict[str, str]) -> None:
    answer = write(base.as_(cast.IDS["ada"]), **{"visibility": "network", **typed})
    assert answer.status_code == 422 and titles(base) == []
    assert "text" in typed or "Het netwerk betaalt ze." in answer.text


def test_markup_in_a_text_does_nothing(base: World) -> None:
    bad = '<script>alert(1)</script>\n\n- <b>x</b>\n\njavascript:alert(1) https://a.example/"onclick=x'
    page = base.as_(cast.IDS["ada"]).get(f"/knowledge/{article(base, text=bad)}").text
    assert "<script>alert" not in page and "<b>x</b>" not in page and 'href="javascript' not in page


def test_a_retired_article_is_gone_for_all_but_stewards(base: World) -> None:
    id = article(base, visibility="public")
    ada, path = base.as_(cast.IDS["ada"]), f"/knowledge/{id}"
    assert base.visitor().get(path).status_code == 200
    ada.post(f"{path}/retirement", {})
    assert base.visitor().get(path).status_code == base.as_(cast.IDS["ben"]).get(path).status_code == 404
    assert suggested(base) == 0 and "retired" in ada.get("/stewardship/articles?view=retired").text
    ada.post(f"{path}/publication", {}, page=path)
    assert base.visitor().get(path).status_code == 200 and suggested(base) == 1


def test_a_group_says_once_that_it_helped_and_can_take_it_back(base: World) -> None:
    id = article(base)
    path, ben = f"/knowledge/{id}", base.as_(cast.IDS["ben"])
    group_id = filled_in(ben, path)["group_id"]
    for _ in range(2):
        ben.post(f"{path}/helped", {"group_id": group_id}, page=path)
    assert base.count("article_helped") == base.count("question_text where helped = 1") == 1
    assert "helped 1 group" in said(ben.get("/knowledge?lang=en"))
    assert "Rouwgroep" not in said(base.as_(cast.IDS["ada"]).get(path))
    ben.post(f"{path}/helped", {"group_id": group_id, "taken_back": "1"}, page=path)
    assert base.count("article_helped") == 0 == base.count("question_text where helped > 0")


def test_nobody_speaks_for_a_group_of_others(base: World) -> None:
    id = article(base)
    with base.db() as db:
        other = factories.group(db, "Angstgroep", theme="angst").id
    ben, path = base.as_(cast.IDS["ben"]), f"/knowledge/{id}"
    for wrong in (str(other), "none", ""):
        assert ben.post(f"{path}/helped", {"group_id": wrong}, page=path).status_code in (303, 409)
    assert base.count("article_helped") == 0


def test_search_finds_other_words_and_the_very_words(base: World) -> None:
    article(base)
    article(
        base, "Zaal huren", text="Vraag het buurthuis om een ruimte met een Xylofoon.", category="huisvesting"
    )
    ben = base.as_(cast.IDS["ben"])
    assert TITLE in ben.get("/knowledge?q=porto").text and "Zaal huren" not in said(
        ben.get("/knowledge?q=porto")
    )
    assert "Zaal huren" in ben.get("/knowledge?q=xylofoon").text
    assert TITLE not in said(ben.get("/knowledge?q=zaal&category=huisvesting"))
    assert ben.get("/knowledge?q=%25%27%5C&category=%00&page=99999").status_code == 200


def test_the_list_works_as_a_part(base: World) -> None:
    article(base, visibility="public")
    part = base.visitor().get("/knowledge?q=porto", headers={"HX-Request": "true"})
    assert TITLE in part.text and "<html" not in part.text


def test_an_article_follows_its_reader_in_the_cache(base: World) -> None:
    id, path = article(base, visibility="public"), "/knowledge"
    assert TITLE in base.visitor().get(path).text
    with base.db() as db:
        db.execute(update(Article).values(title="Niet gezegd"))
    assert TITLE in base.visitor().get(path).text, "control: without an announcement the kept page stays"
    ada = base.as_(cast.IDS["ada"])
    edit = f"/knowledge/{id}/edit"
    ada.send(edit, {**opened(ada, edit), "visibility": "network", "title": "Nu anders"})
    assert stored(base, id).visibility == "network"
    assert "Nu anders" not in (page := base.visitor().get(path).text) and TITLE not in page
