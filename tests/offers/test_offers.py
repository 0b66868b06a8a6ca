"""What a group offers, who reads it, and what is asked and answered through the network's page."""

from __future__ import annotations

import re
from typing import Any

import pytest
from sqlalchemy import select

from portal.groups.models import Group
from portal.offers import actions
from tests import cast
from tests.attachments.making import picture
from tests.groups.helpers import filled_in, said
from tests.offers.helpers import ASK, COPIER, answered, ask, offered, recipients, the_offer
from tests.sink import Sink
from tests.world import World


def test_a_group_offers_something_and_the_others_find_it(world: World) -> None:
    path = offered(world)
    fay = world.as_(cast.IDS["fay"])
    assert "Een kopieerapparaat" in said(fay.get("/offers"))
    assert "Een kopieerapparaat" in said(fay.get("/offers?q=KOPIEER+helmond&category=drukwerk"))
    assert "Een kopieerapparaat" not in said(fay.get("/offers?category=porto"))
    assert "Een kopieerapparaat" not in said(fay.get("/offers?q=100%25"))
    page = fay.get(path)
    assert "Rouwgroep" in said(page) and "Breng papier mee." in said(page)
    assert "Ben" not in said(page).replace("Benieuwd", "")


def test_only_who_takes_part_for_a_group_reads_offers(world: World) -> None:
    path = offered(world)
    seen = {
        who: world.as_(cast.IDS[who]).get(path).status_code for who in ("ben", "fay", "cem", "dora", "ada")
    }
    assert seen == {"ben": 200, "fay": 200, "cem": 200, "dora": 404, "ada": 200}
    outside = said(world.as_(cast.IDS["dora"]).get("/offers?lang=en"))
    assert "for people who speak for a group" in outside and "kopieerapparaat" not in outside
    assert world.as_(cast.IDS["cem"]).get("/offers/new").status_code == 403
    assert world.visitor().get(path).status_code == 303


def test_one_offers_for_ones_own_group_only(world: World) -> None:
    with world.db() as db:
        others = str(db.scalars(select(Group.id).where(Group.slug == "angstgroep")).one())
    browser = world.as_(cast.IDS["ben"])
    values = {**filled_in(browser, "/offers/new"), **COPIER, "kind": "once", "group": others}
    assert browser.send("/offers/new", values).status_code == 422
    assert browser.send("/offers/new", {**values, "group": ""}).status_code == 422
    assert world.count("standing_offer") == 0
    assert offered(world, who="ada", group="")
    assert the_offer(world).group_id is None


def test_the_form_sent_twice_makes_one_offer(world: World) -> None:
    browser = world.as_(cast.IDS["ben"])
    values = {**filled_in(browser, "/offers/new"), **COPIER, "kind": "once"}
    values["group"] = re.findall(r'<option[^>]*value="([^"]*)"', browser.get("/offers/new").text)[0]
    where = {browser.send("/offers/new", values).headers["Location"] for _ in range(2)}
    assert len(where) == world.count("standing_offer") == 1


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"title": ""}, "Say in a few words"),
        ({"until": "2020-01-01"}, "from today on"),
        ({"until": "9999-12-31"}, "from today on"),
        ({"until": "x"}, "valid date"),
        ({"category": "wapens"}, "valid choice"),
        ({"text": "x" * 4_001}, "too long"),
        ({"key": "no key", "title": ""}, "Say in a few words"),
    ],
)
def test_what_cannot_be_used_is_said_and_what_was_typed_stays(
    world: World, typed: dict[str, str], sentence: str
) -> None:
    browser = world.as_(cast.IDS["ben"])
    values = {
        **filled_in(browser, "/offers/new?lang=en"),
        **COPIER,
        "kind": "once",
        "place": "Deurne",
        **typed,
    }
    answer = browser.send("/offers/new", values)
    assert answer.status_code == 422 and sentence in said(answer) and 'value="Deurne"' in answer.text


def test_a_photo_hangs_on_an_offer_and_must_be_chosen_again(world: World) -> None:
    def photo() -> Any:
        from io import BytesIO

        return (BytesIO(picture()), "kopieerapparaat.jpg")

    browser = world.as_(cast.IDS["ben"])
    values = {**filled_in(browser, "/offers/new?lang=en"), **COPIER, "kind": "once", "files": photo()}
    values["group"] = re.findall(r'<option[^>]*value="([^"]*)"', browser.get("/offers/new").text)[0]
    again = browser.send("/offers/new", {**values, "title": ""}, content_type="multipart/form-data")
    assert again.status_code == 422 and "Choose the files once more" in said(again)
    made = browser.send("/offers/new", {**values, "files": photo()}, content_type="multipart/form-data")
    page = world.as_(cast.IDS["fay"]).get(made.headers["Location"]).text
    src = re.search(r'<img[^>]*src="([^"]+)"', page)
    assert src and world.as_(cast.IDS["cem"]).get(src[1]).mimetype == "image/jpeg"
    assert world.as_(cast.IDS["dora"]).get(src[1]).status_code == 404


def test_asking_and_answering_goes_through_the_page_without_addresses(world: World, sink: Sink) -> None:
    path = offered(world)
    answer, browser, sent = ask(world, path)
    assert answer.status_code == 303
    browser.send(f"{path}/questions", sent)
    world.work()
    assert recipients(sink) == ["ben"] and world.count("offer_question") == 1
    seen = said(world.as_(cast.IDS["ben"]).get(path))
    assert ASK in seen and "Angstgroep" in seen and "fay" not in seen.casefold()
    answered(world, path), answered(world, path)
    world.work()
    assert recipients(sink) == ["fay"]
    assert "Dat kan." in said(world.as_(cast.IDS["fay"]).get(path))
    for who in ("cem",):
        assert ASK not in said(world.as_(cast.IDS[who]).get(path))


def test_who_may_only_ask_hears_of_the_answer_too(world: World, sink: Sink) -> None:
    path = offered(world)
    ask(world, path, who="cem")
    answered(world, path)
    world.work()
    assert recipients(sink) == ["ben", "cem"]
    assert "Dat kan." in said(world.as_(cast.IDS["cem"]).get(path))


def test_who_does_not_offer_it_does_not_answer(world: World) -> None:
    path = offered(world)
    ask(world, path)
    assert answered(world, path, who="fay").status_code == 403
    assert answered(world, path, who="cem").status_code == 404
    assert world.count("offer_question where answer <> ''") == 0


def test_an_offer_that_is_over_takes_no_questions(world: World) -> None:
    path = offered(world)
    _, browser, sent = ask(world, path)
    world.as_(cast.IDS["ben"]).post(f"{path}/end", page=f"{path}/end")
    assert browser.send(f"{path}/questions", {**sent, "text": "Nog een vraag"}).status_code == 409
    assert world.count("offer_question") == 1


def test_changing_it(world: World) -> None:
    path = offered(world)
    ben = world.as_(cast.IDS["ben"])
    values = filled_in(ben, f"{path}/edit") | {"category": "porto", "title": "Postzegels"}
    assert ben.send(f"{path}/edit", values).status_code == 303
    assert (the_offer(world).title, the_offer(world).category) == ("Postzegels", "porto")
    assert world.as_(cast.IDS["fay"]).get(f"{path}/edit").status_code == 403


def test_a_group_does_not_fill_the_list(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    offered(world)
    monkeypatch.setattr(actions, "MOST_OPEN", 1)
    browser = world.as_(cast.IDS["ben"])
    values = {**filled_in(browser, "/offers/new"), **COPIER, "title": "Een beamer", "kind": "once"}
    values["group"] = re.findall(r'<option[^>]*value="([^"]*)"', browser.get("/offers/new").text)[0]
    assert browser.send("/offers/new", values).status_code == 409


def test_the_neighbour_sees_nothing(world: World, beta: World) -> None:
    path = offered(world)
    with beta.db() as db:
        cast.eve(db)
    assert beta.as_(cast.IDS["eve"]).get(path).status_code == 404
    assert "Een kopieerapparaat" not in said(beta.as_(cast.IDS["eve"]).get("/offers"))


def test_a_file_that_is_not_taken_is_said_at_its_field(world: World) -> None:
    from io import BytesIO

    browser = world.as_(cast.IDS["ben"])
    values = {**filled_in(browser, "/offers/new?lang=en"), **COPIER, "kind": "once"}
    values["group"] = re.findall(r'<option[^>]*value="([^"]*)"', browser.get("/offers/new").text)[0]
    sent = {**values, "files": (BytesIO(b"<svg onload='x()'/>"), "../plan.png")}
    answer = browser.send("/offers/new", sent, content_type="multipart/form-data")
    assert answer.status_code == 422 and world.count("standing_offer") == 0
    assert "plan: We take a PDF, a PNG or a JPEG" in said(answer)
