"""What a group decides about itself: words, rules, who sees what; its history, its export, leaving."""

from __future__ import annotations

import json
from datetime import date, time
from typing import Any

import pytest
from sqlalchemy import text

from portal.directory.publishing import publish
from portal.groups.meetings.models import Meeting, MeetingChange
from portal.house.forms import KEEPABLE
from tests import factories
from tests.groups.helpers import filled_in, said, slugs
from tests.house.helpers import HOUSE, SLUG, english, history, plant, propose, the_group, the_proposal
from tests.world import World

PAGE = f"/groups/{SLUG}"
SECRETS = {
    "venue": "Vlinderhuis", "street": "Zonnestraat 7", "postcode": "5799 ZZ", "contact_name": "Hildegard",
    "phone": "0492 111 222", "phone_note": "na achten", "email": "geheim@groep.example",
    "website": "https://geheim.example", "meeting_text": "iedere waxinemaan", "costs": "drie stuivers",
    "access_note": "hellingbaan", "audience_note": "imkers", "intro": "Knikkerbaan.",
}  # fmt: skip


@pytest.fixture
def house(alpha: World) -> World:
    """ben's group with something in every field that can be kept."""
    place = {name: SECRETS[name] for name in ("street", "postcode")}
    with alpha.db() as db:
        spot = factories.location(db, name=SECRETS["venue"], **place)
    own = {name: text for name, text in SECRETS.items() if name not in ("venue", "street", "postcode")}
    plant(alpha, location_id=spot.id, starts_at=time(19, 45), **own)
    return alpha


def settle(house: World, who: str = "ben", **changes: Any) -> Any:
    """Open the form, change it, send it."""
    browser = english(house, who)
    shown = {f"shown_{name}": the_group(house).shown_to.get(name, "public") for name in KEEPABLE}
    values = shown | filled_in(browser, HOUSE) | changes
    return browser.send(HOUSE, {name: value for name, value in values.items() if value is not None})


@pytest.mark.parametrize("field", SECRETS)
@pytest.mark.parametrize("audience", ["public", "network", "group"])
def test_a_field_is_seen_by_whom_the_group_wants(house: World, field: str, audience: str) -> None:
    if audience != "public":
        assert settle(house, **{f"shown_{field}": audience}).status_code == 303
    seen = {
        name: SECRETS[field].removeprefix("https://") in said(browser.get(PAGE))
        for name, browser in (
            ("visitor", house.visitor()),
            ("dora", english(house, "dora")),
            ("ben", english(house, "ben")),
            ("ada", english(house, "ada")),
        )
    }
    public, network = audience == "public", audience in ("public", "network")
    assert seen == {"visitor": public, "dora": network, "ben": True, "ada": True}


def test_hours_are_kept_with_the_sentence(house: World) -> None:
    assert "19:45" in said(house.visitor().get(f"{PAGE}?lang=en"))
    settle(house, shown_meeting_text="network")
    assert "19:45" not in house.visitor().get(f"{PAGE}?lang=en").text


@pytest.mark.parametrize(
    ("field", "query"),
    [
        ("venue", "vlinderhuis"), ("street", "zonnestraat"), ("meeting_text", "waxinemaan"),
        ("audience_note", "imkers"), ("intro", "knikkerbaan"),
    ],
)  # fmt: skip
def test_a_hidden_word_does_not_find_the_group(house: World, field: str, query: str) -> None:
    visitor = house.visitor()
    assert slugs(visitor.get(f"/groups?q={query}&exact=1")) == [SLUG], "the control: public, it is found"
    settle(house, **{f"shown_{field}": "network"})
    assert slugs(visitor.get(f"/groups?q={query}&exact=1")) == []
    assert slugs(visitor.get("/groups?q=rouw")) == [SLUG]


def test_the_list_keeps_it_too(house: World) -> None:
    assert "waxinemaan" in house.visitor().get("/groups").text
    settle(house, shown_meeting_text="group", shown_venue="group")
    shown = house.visitor().get("/groups").text
    assert "waxinemaan" not in shown and "Vlinderhuis" not in shown


def test_the_national_directory_keeps_it_too(house: World) -> None:
    settle(house, shown_meeting_text="network")
    with house.db() as db:
        publish(db, [str(the_group(house).id)])
        assert db.execute(text("select meeting from shared.published_group")).scalars().all() == [""]


def test_a_listed_group_keeps_a_way_to_be_reached(house: World) -> None:
    hidden = {f"shown_{name}": "network" for name in ("phone", "email", "website")}
    assert settle(house, takes_messages=None).status_code == 303
    refused = settle(house, **hidden)
    assert refused.status_code == 422
    assert "Visitors who find the group must be able to reach it." in said(refused)
    assert the_group(house).shown_to == {}
    assert settle(house, takes_messages="y", **hidden).status_code == 303
    assert settle(house, takes_messages=None).status_code == 422
    settle(house, takes_messages=None, shown_phone="public")
    gone = propose(house, "ben", phone="")
    assert gone.status_code == 422 and "must be able to reach it" in said(gone)
    assert the_group(house).phone == SECRETS["phone"]


def test_own_words_and_rules(house: World) -> None:
    visitor = house.visitor()
    assert visitor.get(f"{PAGE}/rules").status_code == 404
    settle(
        house, word_for_contact="trekker", word_for_participant="maatjes",
        house_rules="Wat hier gezegd wordt blijft hier.\r\n\r\nLees https://regels.example/ons.",
    )  # fmt: skip
    page = visitor.get(PAGE)
    assert "Trekker Hildegard" in said(page) and "maatjes" in said(page) and f"{PAGE}/rules" in page.text
    rules = visitor.get(f"{PAGE}/rules")
    assert "Wat hier gezegd wordt blijft hier." in said(rules)
    assert '<a href="https://regels.example/ons" rel="nofollow noreferrer">' in rules.text


def test_rules_are_plain_text(house: World) -> None:
    settle(house, house_rules="<script>alert(1)</script> javascript:alert(1) https://x.example/\"onclick=1")
    shown = house.visitor().get(f"{PAGE}/rules").text
    assert "<script>alert" not in shown and 'href="javascript' not in shown and '"onclick' not in shown


def test_decisions_are_the_groups_own(house: World) -> None:
    ada = english(house, "ada")
    assert "Only the contact persons of the group change this." in said(ada.get(HOUSE))
    assert ada.post(HOUSE, {"word_for_contact": "baas"}, page="/me").status_code == 403


def test_somebody_elses_save_meanwhile_loses_nothing(house: World) -> None:
    browser = english(house, "ben")
    opened = {f"shown_{name}": "public" for name in KEEPABLE} | filled_in(browser, HOUSE)
    propose(house, "ben", costs="gratis")
    late = browser.send(HOUSE, opened | {"house_rules": "Rustig aan."})
    assert late.status_code == 409 and "Rustig aan." in late.text
    assert "Nothing you typed is lost" in said(late)
    assert f'name="version" type="hidden" value="{the_group(house).version}"' in late.text
    assert the_group(house).house_rules == ""


def test_every_change_is_listed_for_those_who_look_after_it(house: World) -> None:
    propose(house, "ben", costs="gratis")
    settle(house, word_for_contact="trekker", shown_phone="network")
    assert [fields for _role, _by, fields in history(house)] == [
        {"costs": ["drie stuivers", "gratis"]},
        {"word_for_contact": ["", "trekker"], "shown_to": [{}, {"phone": "network"}]},
    ]
    page = said(english(house, "ada").get(f"{PAGE}/changes"))
    assert "What does it cost? drie stuivers gratis" in page and "Phone: the network" in page
    assert english(house, "dora").get(f"{PAGE}/changes").status_code == 403
    assert "This page was changed last on" in said(house.visitor().get(f"{PAGE}?lang=en"))
    assert "stuivers" not in house.visitor().get(PAGE).text


def test_a_change_that_fails_leaves_no_line(house: World) -> None:
    assert propose(house, "ben", phone="", email="", website="").status_code == 422
    assert history(house) == []


def test_the_history_has_pages(house: World) -> None:
    for number in range(21):
        propose(house, "ben", costs=f"{number} euro")
    ben = english(house, "ben")
    assert "Page 1 of 2" in said(ben.get(f"{PAGE}/changes"))
    assert "drie stuivers" in said(ben.get(f"{PAGE}/changes?page=2"))


def test_a_group_takes_everything_along_without_other_peoples_addresses(house: World) -> None:
    with house.db() as db:
        rhythm = Meeting(group_id=the_group(house).id, text="elke dinsdag", rrule="FREQ=WEEKLY;BYDAY=TU")
        db.add(rhythm)
        db.flush()
        db.add(MeetingChange(meeting_id=rhythm.id, kind="cancelled", on_date=date(2026, 12, 29)))
    propose(house, costs="gratis", why="Gehoord.")
    propose(house, "ben", audience_note="iedereen")
    ben = english(house, "ben")
    answer = ben.get(f"{PAGE}/export.json")
    found = json.loads(answer.text)
    assert answer.mimetype == "application/json" and "attachment" in answer.headers["Content-Disposition"]
    assert found["page"]["venue"] == "Vlinderhuis" and found["page"]["themes"] == ["rouw"]
    assert found["people"] == [{"name": "Ben", "role": "contact"}]
    assert found["meetings"][0]["exceptions"][0]["on_date"] == "2026-12-29"
    assert found["changes"][0]["fields"] == {"audience_note": ["imkers", "iedereen"]}
    assert found["proposals"][0] | {"why": "Gehoord.", "by": "Ada"} == found["proposals"][0]
    assert "people.example" not in answer.text


def test_leaving_is_asked_and_takes_the_group_out(house: World) -> None:
    propose(house, costs="gratis")
    ben = english(house, "ben")
    assert "Leave the directory with Rouwgroep Helmond?" in said(ben.get(f"{PAGE}/leaving"))
    assert slugs(house.visitor().get("/groups")) == [SLUG]
    ben.post(f"{PAGE}/leaving")
    assert slugs(house.visitor().get("/groups")) == []
    assert house.visitor().get(PAGE).status_code == 404
    assert ben.get(HOUSE).status_code == 200 and ben.get(f"{PAGE}/export.json").status_code == 200
    assert "Rouwgroep Helmond" in said(english(house, "ada").get("/stewardship"))
    assert the_proposal(house).state == "withdrawn"
