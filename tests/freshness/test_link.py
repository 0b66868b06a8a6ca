"""The link in the mail: opening it changes nothing, its button confirms, and nothing else does."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from flask import g
from sqlalchemy import delete, select, update

from portal.freshness.links import Ask, address_key, link, person_key
from portal.groups.models import Group, GroupContact
from portal.tasks.models import Task
from tests import cast
from tests.browser_like import Browser
from tests.freshness.helpers import (
    CHECKED,
    DUE,
    asking,
    checks,
    group,
    link_to,
    on,
    round_on,
    rounds_until,
    stored,
)
from tests.groups.helpers import audited, said
from tests.world import World

BEN, POST = "ben@people.example", "post@group.example"
DAY = timedelta(days=1)


@pytest.fixture
def asked(alpha: World) -> Iterator[World]:
    """ben was mailed about one group, a listed address about another; it is the day after."""
    with alpha.db() as db:
        cast.ada(db)
        group(db, contact=cast.ben(db))
        group(db, "Angstgroep Best", theme="angst", email=POST)
    round_on(alpha, DUE)
    with on(DUE + DAY):
        yield alpha


def group_id(world: World, name: str = "Rouwgroep Helmond") -> str:
    """As the page's form has it."""
    return str(stored(world, name).id)


def press(browser: Browser, path: str, chosen: str) -> Any:
    """The button on the page."""
    return browser.post(path, {"group": chosen})


def test_opening_shows_the_page_and_changes_nothing(asked: World) -> None:
    path, before = link_to(asked, BEN), asking(stored(asked))
    for ask in ("get", "head"):
        answer = getattr(asked.visitor()._client, ask)(path, base_url=f"http://{asked.host}")
        assert answer.status_code == 200
    page = asked.visitor().get(path)
    assert "0492 000 361" in page.text and "Angstgroep" not in page.text
    assert 'content="noindex"' in page.text and page.headers["Cache-Control"] == "no-store"
    assert asking(stored(asked)) == before and checks(asked) == []
    assert stored(asked).verified_on == CHECKED


def test_a_scanner_that_presses_without_the_pages_token_changes_nothing(asked: World) -> None:
    path, chosen = link_to(asked, BEN), group_id(asked)
    for data in ({"group": chosen}, {"group": chosen, "csrf_token": "guessed"}):
        assert asked.visitor().send(path, data).status_code == 400
    other_site = {"headers": {"Sec-Fetch-Site": "cross-site"}}
    browser = asked.visitor()
    token = browser.token(path)
    assert browser.send(path, {"group": chosen, "csrf_token": token}, **other_site).status_code == 403
    assert checks(asked) == [] and stored(asked).asked_step == 1
    assert browser.send(path, {"group": chosen, "csrf_token": token}).status_code == 303
    assert checks(asked) == [(DUE + DAY, "self", True, cast.IDS["ben"])]


def test_the_button_confirms_once(asked: World) -> None:
    path, chosen, browser = link_to(asked, BEN), group_id(asked), asked.visitor()
    token = browser.token(path)
    thanks = browser.follow(press(browser, path, chosen))
    assert thanks.status_code == 200 and "0492 000 361" not in thanks.text
    found = stored(asked)
    assert (found.verified_on, found.verified_precision, found.verified_how) == (DUE + DAY, "day", "self")
    assert found.verified_by == cast.IDS["ben"] and asking(found) == (None, 0, None, None)
    again = browser.follow(browser.send(path, {"group": chosen, "csrf_token": token}))
    assert again.status_code == 200
    assert len(checks(asked)) == len(audited(asked, "group.verified")) == 1


def test_the_listed_address_confirms_without_an_account(asked: World) -> None:
    path, name = link_to(asked, POST), "Angstgroep Best"
    assert press(asked.visitor(), path, group_id(asked, name)).status_code == 303
    assert checks(asked) == [(DUE + DAY, "self", True, None)]
    assert stored(asked, name).verified_by is None


def test_a_link_answers_for_its_own_groups_only(asked: World) -> None:
    path = link_to(asked, BEN)
    for chosen in (group_id(asked, "Angstgroep Best"), "", "x", str(cast.IDS["ben"])):
        assert press(asked.visitor(), path, chosen).status_code == 303
    assert checks(asked) == []
    assert press(asked.visitor(), path, group_id(asked)).status_code == 303
    assert len(checks(asked)) == 1


def test_forged_and_foreign_links_open_nothing(asked: World, beta: World) -> None:
    path = link_to(asked, BEN)
    token = path.rsplit("/", 1)[1]
    other = "A" if token[-9] != "A" else "B"
    broken = [token[:-9] + other + token[-8:], token[1:], "x", "x.y.z", token.rsplit(".", 1)[0]]
    answers = [asked.visitor().get(f"/still-correct/{found}") for found in broken]
    answers.append(beta.visitor().get(path))
    assert {answer.status_code for answer in answers} == {404}
    assert all("Rouwgroep" not in answer.text for answer in answers)
    browser = asked.visitor()
    browser.get(path)
    csrf = browser.token("/signin")
    sent = browser.send(f"/still-correct/{broken[0]}", {"csrf_token": csrf, "group": group_id(asked)})
    assert sent.status_code == 404 and checks(asked) == []
    assert asked.visitor().get(path).status_code == 200


def test_a_link_is_over_after_sixty_days(asked: World) -> None:
    path = link_to(asked, BEN)
    with on(DUE + 59 * DAY):
        assert asked.visitor().get(path).status_code == 200
    with on(DUE + 61 * DAY):
        browser = asked.visitor()
        assert browser.get(path).status_code == 410
        data = {"csrf_token": browser.token("/signin"), "group": group_id(asked)}
        assert browser.send(path, data).status_code == 410
    assert checks(asked) == []


def test_a_link_of_an_earlier_round_answers_no_later_one(asked: World) -> None:
    path = link_to(asked, BEN)
    with asked.db() as db:
        db.execute(update(Group).values(asked_on=DUE + DAY))
    assert "0492 000 361" not in asked.visitor().get(path).text
    browser = asked.visitor()
    data = {"csrf_token": browser.token("/signin"), "group": group_id(asked)}
    assert browser.send(path, data).status_code == 303
    assert checks(asked) == []


@pytest.mark.parametrize("what", ["role", "account", "address"])
def test_who_no_longer_looks_after_a_page_cannot_confirm_it(asked: World, what: str) -> None:
    path = link_to(asked, POST if what == "address" else BEN)
    assert asked.visitor().get(path).status_code == 200
    with asked.db() as db:
        if what == "role":
            db.execute(delete(GroupContact))
        elif what == "account":
            cast.ben(db).ended_at = stored(asked).created_at
        else:
            db.execute(update(Group).where(Group.email != "").values(email="new@group.example"))
    answer = asked.visitor().get(path)
    assert answer.status_code == 410 and "Rouwgroep" not in answer.text
    assert checks(asked) == []


def test_change_something_leads_to_the_form_after_signing_in(asked: World) -> None:
    page = asked.visitor().get(link_to(asked, BEN))
    found = re.search(r'href="(/groups/[^"]+/edit)"', page.text)
    assert found
    assert asked.visitor().get(found[1]).headers["Location"].startswith("/signin?next=")


def test_without_an_account_a_wish_becomes_a_task(asked: World) -> None:
    path, name = link_to(asked, POST), "Angstgroep Best"
    found = re.search(r'href="(/still-correct/[^"]+/change\?group=[^"]+)"', asked.visitor().get(path).text)
    assert found and "/edit" not in asked.visitor().get(path).text
    browser, form = asked.visitor(), found[1].split("?")[0]
    empty = browser.post(form, {"group": group_id(asked, name), "text": " "}, page=found[1])
    assert empty.status_code == 422
    other = browser.post(form, {"group": group_id(asked), "text": "x"}, page=found[1])
    assert other.status_code == 422 and asked.count("task") == 0
    sent = browser.post(form, {"group": group_id(asked, name), "text": "Nieuw nummer"}, page=found[1])
    assert browser.follow(sent).status_code == 200
    with asked.db() as db:
        task = db.scalars(select(Task)).one()
    assert (task.kind, task.original, str(task.group_id)) == (
        "page-wish",
        "Nieuw nummer",
        group_id(asked, name),
    )
    assert stored(asked, name).asked_step == 1
    assert "Nieuw nummer" in said(asked.as_(cast.IDS["ada"]).get("/stewardship"))


def test_a_hidden_page_comes_back_with_one_click(asked: World) -> None:
    rounds_until(asked, DUE + 2 * DAY, DUE + 92 * DAY)
    with on(DUE + 93 * DAY):
        assert "Rouwgroep" not in asked.visitor().get("/groups").text
        press(asked.visitor(), link_to(asked, BEN), group_id(asked))
        assert "Rouwgroep" in asked.visitor().get("/groups").text
    assert checks(asked) == [(DUE + 93 * DAY, "self", False, cast.IDS["ben"])]


def test_the_link_says_nothing_of_groups(asked: World) -> None:
    with asked.app.app_context():
        g.network = asked.network
        made = link(Ask(address_key(POST), {stored(asked).id: DUE}))
    assert made.startswith(f"http://{asked.host}:") and "/still-correct/" in made
    assert "rouw" not in made.casefold() and POST not in made
    assert person_key(cast.IDS["ben"]) != person_key(cast.IDS["cem"])
