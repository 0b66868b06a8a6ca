"""A group's page: what it says, what it keeps to itself, and that nothing on it acts."""

from __future__ import annotations

from datetime import date, time

import pytest

from portal.groups.models import GroupTheme
from portal.ledger import announce_public_change
from portal.profile import NetworkProfile
from tests import cast, factories
from tests.groups.helpers import said
from tests.world import World

EVIL = '<script>alert(1)</script><img src=x onerror=alert(2)>{{ 7*7919317 }}"\'><b data-hx-get="/me">'

SAID = (
    "Rouwgroep Helmond checked on 14 October 2026",
    "When elke tweede dinsdag, 19:30 to 21:30",
    "Where De Huiskamer, Kerkstraat 58, 5701 AB Helmond online",
    "Call 0492 000 361 na 18 uur",
    "Mail rouw@groep.example",
    "Website www.rouw.example",
    "Who answers Ria",
    "Eerste alinea. Tweede <alinea>.",
    "For whom relatives and friends, men vanaf 30 jaar",
    "Joining Get in touch first, then you are welcome",
    "Costs koffie € 1,50",
    "Access rolstoel lift",
    "Grief Loneliness",
)


def test_it_says_what_when_where_and_how_to_reach(alpha: World) -> None:
    with alpha.db() as db:
        place = factories.location(db, street="Kerkstraat 58", postcode="5701 AB", access_note="lift")
        made = factories.group(
            db,
            "Rouwgroep Helmond",
            location_id=place.id,
            meeting_text="elke tweede dinsdag",
            starts_at=time(19, 30),
            ends_at=time(21, 30),
            email="rouw@groep.example",
            website="https://www.rouw.example/",
            contact_name="Ria",
            phone_note="na 18 uur",
            costs="koffie € 1,50",
            access_note="rolstoel",
            joining="intake",
            online=True,
            audiences=["relatives", "men"],
            audience_note="vanaf 30 jaar",
            intro="Eerste alinea.\n\nTweede <alinea>.",
        )
        db.add(GroupTheme(group_id=made.id, theme_code="eenzaamheid"))
    page = alpha.visitor().get("/groups/rouwgroep-helmond?lang=en")
    text = said(page)
    for part in SAID:
        assert part in text, part
    assert '<a href="tel:0492000361">' in page.text
    assert '<a href="mailto:rouw@groep.example">' in page.text
    assert '<a href="https://www.rouw.example/" rel="nofollow noreferrer">' in page.text
    assert 'name="robots"' not in page.text
    assert "19.30 tot 21.30" in said(alpha.visitor().get("/groups/rouwgroep-helmond"))


@pytest.mark.parametrize(
    ("day", "precision", "sentence"),
    [
        (date(2026, 10, 14), "day", "gecontroleerd op 14 oktober 2026"),
        (date(2024, 3, 1), "month", "gecontroleerd in maart 2024"),
        (date(2023, 1, 1), "year", "gecontroleerd in 2023"),
        (None, "day", "nog niet gecontroleerd Bel of mail voor je gaat."),
    ],
)
def test_the_date_it_was_checked_is_as_precise_as_we_know(
    alpha: World, day: date | None, precision: str, sentence: str
) -> None:
    with alpha.db() as db:
        factories.group(db, "Rouw", verified_on=day, verified_precision=precision)
    assert sentence in said(alpha.visitor().get("/groups/rouw"))


def test_hours_are_said_once(alpha: World) -> None:
    with alpha.db() as db:
        factories.group(db, "A", meeting_text="dinsdag om 19.30 uur", starts_at=time(19, 30))
        factories.group(db, "B", meeting_text="", starts_at=time(9, 5))
        factories.group(db, "C", meeting_text="in overleg")
    visitor = alpha.visitor()
    assert "Wanneer dinsdag om 19.30 uur Waar" in said(visitor.get("/groups/a"))
    assert "Wanneer vanaf 9.05 Waar" in said(visitor.get("/groups/b"))
    assert "Wanneer in overleg Waar" in said(visitor.get("/groups/c"))


@pytest.mark.parametrize("path", ["/groups/kwaad", "/groups", "/groups?q=script", "/"])
def test_nothing_that_was_typed_acts(alpha: World, path: str) -> None:
    texts = (
        "intro",
        "audience_note",
        "place",
        "meeting_text",
        "contact_name",
        "phone",
        "phone_note",
        "email",
        "costs",
        "access_note",
    )
    with alpha.db() as db:
        place = factories.location(db, name=EVIL, city=EVIL, street=EVIL, access_note=EVIL)
        values = dict.fromkeys(texts, EVIL)
        factories.group(db, EVIL, slug="kwaad", website="javascript:alert(3)", location_id=place.id, **values)
        db.get_one(NetworkProfile, 1).welcome = EVIL
        announce_public_change(db)
    try:
        page = alpha.visitor().get(path)
    finally:
        with alpha.db() as db:
            db.get_one(NetworkProfile, 1).welcome = ""
            announce_public_change(db)
    assert page.status_code == 200
    for acting in (
        "<script>alert",
        "<img",
        "<b ",
        'href="javascript',
        "onerror=alert(2)>{{ 7*7919317 }}\"'>",
        "55435219",
    ):
        assert acting not in page.text.split("<main")[1].split("</main>")[0], acting
    assert "alert(1)" in page.text


@pytest.mark.parametrize(
    "website",
    ["javascript:alert(1)", "data:text/html,x", "//evil.example", "www.old.example", "JavaScript:x"],
)
def test_only_web_addresses_become_links(alpha: World, website: str) -> None:
    with alpha.db() as db:
        factories.group(db, "Rouw", website=website)
    page = alpha.visitor().get("/groups/rouw")
    assert website in said(page)
    assert f'href="{website}"' not in page.text


@pytest.mark.parametrize(
    ("name", "shown"), [(None, False), ("dora", False), ("cem", False), ("ben", True), ("ada", True)]
)
def test_the_note_is_for_those_who_look_after_the_group(alpha: World, name: str | None, shown: bool) -> None:
    """cem speaks for another group."""
    with alpha.db() as db:
        cast.ada(db), cast.dora(db)
        factories.group(db, "Rouw", contact=cast.ben(db), network_note="trekker stopt misschien")
        factories.group(db, "Angst", theme="angst", contact=cast.cem(db))
    browser = alpha.as_(cast.IDS[name]) if name else alpha.visitor()
    for path in (
        "/groups/rouw",
        "/groups",
        "/",
        "/groups?q=trekker",
        "/groups/rouw/edit",
        "/stewardship/groups",
    ):
        answer = browser.get(path)
        may_open = answer.status_code == 200 and path not in ("/groups", "/", "/groups?q=trekker")
        visible = shown and may_open and (name == "ada" or path != "/stewardship/groups")
        assert ("trekker stopt misschien" in answer.text) == visible, path


def test_nobody_finds_a_group_by_its_note(alpha: World) -> None:
    with alpha.db() as db:
        factories.group(db, "Rouw", network_note="Zevenslaper")
        factories.group(db, "Angst", theme="angst", intro="Zevenslaper")
    text = alpha.visitor().get("/groups?q=zevenslaper").text
    assert "/groups/angst" in text and "/groups/rouw" not in text


def test_a_paused_group_says_so_and_where_to_go(alpha: World) -> None:
    with alpha.db() as db:
        factories.group(db, "Rouw", state="paused")
    page = alpha.visitor().get("/groups/rouw?lang=en")
    assert "This group is paused for a while" in said(page)
    assert "Other groups about Grief" in said(page) and 'href="/groups?theme=rouw"' in page.text
    assert "0492 000 361" in said(page)


def test_an_ended_group_says_goodbye_and_gives_no_number(alpha: World) -> None:
    with alpha.db() as db:
        factories.group(db, "Rouw", state="ended", contact_name="Ria", intro="We waren er.")
    page = alpha.visitor().get("/groups/rouw?lang=en")
    assert "This group has ended" in said(page) and "Other groups about Grief" in said(page)
    for gone in ("0492", "Ria", "elke tweede", "We waren er"):
        assert gone not in page.text
    assert 'content="noindex"' in page.text


@pytest.mark.parametrize("slug", ["nergens", "ROUW", "rouw%20", "new2", "x" * 300, "%F0%9F%99%82"])
def test_an_unknown_address_is_not_found(alpha: World, slug: str) -> None:
    with alpha.db() as db:
        factories.group(db, "Rouw")
    assert alpha.visitor().get(f"/groups/{slug}").status_code == 404


def test_a_visitor_gets_the_same_page_until_it_changes(alpha: World) -> None:
    with alpha.db() as db:
        factories.group(db, "Rouw", costs="gratis")
    visitor = alpha.visitor()
    first = visitor.get("/groups/rouw")
    again = visitor.get("/groups/rouw", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    with alpha.db() as db:
        factories.group(db, "Angst", theme="angst")
    assert visitor.get("/groups").status_code == 200
    assert "Set-Cookie" not in first.headers
