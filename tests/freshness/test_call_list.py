"""The stewards' call list: who stands on it, what comes of a call, what it costs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from sqlalchemy import update

from portal.groups.models import Group, GroupContact
from tests import cast
from tests.browser_like import Browser
from tests.freshness.helpers import DUE, asking, checks, group, on, round_on, rounds_until, stored
from tests.groups.helpers import audited, said
from tests.world import World

DAY = timedelta(days=1)
LIST = "/stewardship/freshness"


@pytest.fixture
def called(alpha: World) -> Iterator[World]:
    """One page to call about, one hidden, one due, one fresh; it is the day after the round."""
    with alpha.db() as db:
        cast.ada(db)
        rouw = group(db, contact=cast.ben(db), contact_name="Truus", phone_note="na zes uur")
        db.add(GroupContact(group_id=rouw.id, person_id=cast.cem(db).id, role="stand_in"))
        group(db, "Angst", theme="angst", verified_on=date(2025, 1, 1))
        group(db, "Bijna", verified_on=DUE - 130 * DAY, email="post@group.example")
        group(db, "Vers", verified_on=DUE)
        group(db, "Stil", verified_on=date(2025, 1, 1), state="paused")
    rounds_until(alpha, DUE, DUE + 42 * DAY)
    with alpha.db() as db:
        db.execute(update(Group).where(Group.name == "Angst").values(stale_since=DUE + 40 * DAY))
    with on(DUE + 43 * DAY):
        yield alpha


def rows(browser: Browser, view: str = "") -> list[str]:
    """The groups on the page."""
    page = browser.get(f"{LIST}?view={view}")
    assert page.status_code == 200
    return re.findall(r'<h3><a href="/groups/([^"]+)">', page.text)


def test_each_view_has_its_groups_longest_unchecked_first(called: World) -> None:
    ada = called.as_(cast.IDS["ada"])
    assert rows(ada) == rows(ada, "nonsense") == ["angst", "rouwgroep-helmond"]
    assert rows(ada, "due") == ["bijna"]
    assert rows(ada, "overdue") == ["rouwgroep-helmond"]
    assert rows(ada, "hidden") == ["angst"]
    page = ada.get(f"{LIST}?page=99")
    assert page.status_code == 200 and "Truus" in said(page) and "na zes uur" in said(page)
    assert "Ben, ben@people.example" in said(page) and "Cem (" in said(page)
    assert 'href="tel:0492000361"' in page.text
    today = said(ada.get("/stewardship"))
    assert re.search(r"\b2 (groepen|groups)", today)


@pytest.mark.parametrize("how", ["phone", "visit", "mail"])
def test_a_call_confirms(called: World, how: str) -> None:
    ada = called.as_(cast.IDS["ada"])
    answer = ada.post(f"{LIST}/rouwgroep-helmond?view=call&page=1", {"said": how}, page=LIST)
    assert answer.headers["Location"] == f"{LIST}?view=call&page=1#calls"
    assert rows(ada) == ["angst"]
    assert checks(called) == [(DUE + 43 * DAY, how, False, cast.IDS["ada"])]
    assert (stored(called).verified_how, asking(stored(called))) == (how, (None, 0, None, None))


def test_pausing_is_told_to_the_group(called: World) -> None:
    ada = called.as_(cast.IDS["ada"])
    assert ada.post(f"{LIST}/angst", {"said": "pause"}, page=LIST).status_code == 303
    assert ada.post(f"{LIST}/rouwgroep-helmond", {"said": "pause"}, page=LIST).status_code == 303
    found = stored(called, "Angst")
    assert (found.state, *asking(found)) == ("paused", None, 0, None, None)
    assert rows(ada) == []
    assert "Angst" in called.visitor().get("/groups").text
    assert called.count("mail where template = 'group_changed' and recipient = 'ben@people.example'") == 1
    assert ["state"] in audited(called, "group.changed")


def test_who_could_not_be_reached_is_back_next_week(called: World) -> None:
    ada = called.as_(cast.IDS["ada"])
    ada.post(f"{LIST}/rouwgroep-helmond", {"said": "unreached"}, page=LIST)
    assert rows(ada) == ["angst"] and rows(ada, "overdue") == ["rouwgroep-helmond"]
    assert checks(called) == []
    with on(DUE + 49 * DAY):
        assert rows(called.as_(cast.IDS["ada"])) == ["angst"]
    with on(DUE + 50 * DAY):
        assert rows(called.as_(cast.IDS["ada"])) == ["angst", "rouwgroep-helmond"]


def test_nonsense_changes_nothing(called: World) -> None:
    ada = called.as_(cast.IDS["ada"])
    for said_ in ("", "self", "steward", "nonsense"):
        answer = ada.post(f"{LIST}/rouwgroep-helmond", {"said": said_}, page=LIST)
        assert answer.status_code == 400
    assert checks(called) == [] and stored(called).asked_step == 3


def test_the_share_counts_what_was_late_and_what_was_never_done(called: World) -> None:
    ada = called.as_(cast.IDS["ada"])
    assert "0 %" in said(ada.get(LIST))
    for name in ("bijna", "rouwgroep-helmond"):
        ada.post(f"{LIST}/{name}", {"said": "phone"}, page=LIST)
    assert [row[2] for row in checks(called)] == [True, False]
    assert "33 %" in said(ada.get(LIST))
    with on(DUE + 500 * DAY):
        assert "33 %" not in said(called.as_(cast.IDS["ada"]).get(LIST))


def test_a_long_list_has_pages_and_costs_no_more(alpha: World) -> None:
    with alpha.db() as db:
        cast.ada(db)
        group(db, "Eerste", contact=cast.ben(db))
    costs = []
    for number in (1, 30):
        with alpha.db() as db:
            for extra in range(number - 1):
                group(db, f"Groep {extra:02}", contact=cast.cem(db))
            db.execute(update(Group).values(asked_on=DUE, stepped_on=DUE, asked_step=3))
        with on(DUE):
            ada = alpha.as_(cast.IDS["ada"])
            ada.get(LIST)
            with alpha.statements() as asked:
                assert len(rows(ada)) == min(number, 25)
        costs.append(len(asked))
    assert costs[0] == costs[1] <= 8
    with on(DUE):
        second = alpha.as_(cast.IDS["ada"]).get(f"{LIST}?page=2")
    assert len(re.findall(r"<h3>", second.text.split("<main")[1].split("</main>")[0])) == 5


def test_only_stewards_read_it(called: World) -> None:
    assert called.as_(cast.IDS["ben"]).get(LIST).status_code == 403
    assert called.visitor().get(LIST).status_code == 303
    round_on(called, DUE + 43 * DAY)


def test_a_group_that_ended_meanwhile_is_not_paused(called: World) -> None:
    ada = called.as_(cast.IDS["ada"])
    token = ada.token(LIST)
    with called.db() as db:
        db.execute(update(Group).where(Group.name == "Angst").values(state="ended", listed=False))
    assert ada.send(f"{LIST}/angst", {"said": "pause", "csrf_token": token}).status_code == 409
    assert stored(called, "Angst").state == "ended"
