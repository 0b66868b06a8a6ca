"""Anybody may say that a page is wrong; programs and floods get nowhere and hear the same."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from sqlalchemy import select, update
from werkzeug.test import TestResponse

from portal.clock import now
from portal.freshness.jobs import forget
from portal.freshness.page_views import MOST_REPORTS
from portal.tasks.models import Task
from tests import cast, factories
from tests.groups.helpers import filled_in, said
from tests.world import World

FORM = "/groups/rouwgroep-helmond/mistake"
TEXT = "Het nummer is van iemand anders"


@pytest.fixture
def page(alpha: World) -> Iterator[World]:
    """A group with a page."""
    with alpha.db() as db:
        cast.ada(db)
        factories.group(db)
    yield alpha


def send(world: World, *, after: float = 10, **values: Any) -> TestResponse:
    """Open the form, wait, send it."""
    browser = world.visitor()
    opened = filled_in(browser, FORM)
    with time_machine.travel(now() + timedelta(seconds=after)):
        filled = {**opened, "text": TEXT, **values}
        return browser.send(FORM, {name: value for name, value in filled.items() if value is not None})


def tasks(world: World) -> list[tuple[str, str]]:
    """(kind, what was written) of each task."""
    with world.db() as db:
        return [(task.kind, task.original) for task in db.scalars(select(Task).order_by(Task.id))]


def test_a_report_becomes_a_task_for_stewards(page: World) -> None:
    assert f'href="{FORM}"' in page.visitor().get("/groups/rouwgroep-helmond").text
    answer = send(page, reply_to="lezer@mail.example")
    assert answer.status_code == 303
    assert page.visitor().get(answer.headers["Location"]).status_code == 200
    (kind, original), *others = tasks(page)
    assert kind == "mistake" and original.startswith(TEXT) and "lezer@mail.example" in original
    assert others == []
    assert TEXT in said(page.as_(cast.IDS["ada"]).get("/stewardship"))
    assert TEXT not in page.visitor().get("/groups/rouwgroep-helmond").text


def test_the_same_words_are_one_task(page: World) -> None:
    send(page)
    send(page)
    send(page, text="Iets anders")
    assert [text for _, text in tasks(page)] == [TEXT, "Iets anders"]


@pytest.mark.parametrize(
    "values",
    [
        {"company": "Acme"},
        {"after": 1},
    ],
)
def test_a_program_hears_the_same_and_does_nothing(page: World, values: dict[str, Any]) -> None:
    person = send(page, text="Van een mens")
    program = send(page, **values)
    assert (program.status_code, program.headers["Location"]) == (
        person.status_code,
        person.headers["Location"],
    )
    assert [text for _, text in tasks(page)] == ["Van een mens"]


@pytest.mark.parametrize(
    "values", [{"opened": ""}, {"opened": None}, {"opened": "forged.by.hand"}, {"after": 13 * 3600}]
)
def test_without_a_mark_of_ours_it_is_to_be_sent_once_more(page: World, values: dict[str, Any]) -> None:
    answer = send(page, **values)
    assert answer.status_code == 422 and TEXT in answer.text and "stond lang open" in answer.text
    assert tasks(page) == []


@pytest.mark.parametrize("values", [{"text": " "}, {"text": "x" * 2001}, {"reply_to": "nowhere"}])
def test_what_cannot_be_used_is_said_and_kept(page: World, values: dict[str, Any]) -> None:
    answer = send(page, **values)
    assert answer.status_code == 422 and tasks(page) == []
    kept = values.get("reply_to", TEXT if values.get("text") == " " else "x" * 100)
    assert values.get("text") == " " or kept in answer.text


def test_a_form_shown_again_keeps_its_time(page: World) -> None:
    browser = page.visitor()
    values = filled_in(browser, FORM)
    with time_machine.travel(now() + timedelta(seconds=10)):
        again = browser.send(FORM, {**values, "text": ""})
        assert again.status_code == 422 and values["opened"] in again.text


def test_a_flood_is_stopped(page: World) -> None:
    with time_machine.travel("2026-11-22T12:00:00+00:00"):
        statuses = [send(page, text=f"Nummer {number}").status_code for number in range(MOST_REPORTS + 2)]
    assert statuses == [303] * MOST_REPORTS + [429] * 2
    assert len(tasks(page)) == MOST_REPORTS


def test_words_of_visitors_go_four_weeks_after_somebody_looked(page: World) -> None:
    send(page)
    send(page, text="Nog open")
    with page.db() as db:
        db.execute(update(Task).where(Task.original == TEXT).values(done_at=now()))
    for days, left in ((27, [TEXT, "Nog open"]), (29, ["", "Nog open"])):
        with time_machine.travel(now() + timedelta(days=days)), page.db() as db:
            forget(db)
        assert [text for _, text in tasks(page)] == left


def test_a_page_that_nobody_sees_takes_no_reports(page: World) -> None:
    with page.db() as db:
        factories.group(db, "Geheim", listed=False)
    assert page.visitor().get("/groups/geheim/mistake").status_code == 404
