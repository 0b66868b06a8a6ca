"""What happens when it stops in the middle, and when one row cannot be saved."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from flask import g
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from portal.groups.models import Group
from portal.imports import actions, files, writing
from portal.imports.models import ImportRow, ImportRun
from portal.imports.planning import Plan
from tests.imports.lists import (
    DRUGS,
    GRIEF,
    bring,
    changed,
    csv_of,
    looked,
    many,
    open_tasks,
    outcome,
    run_id,
    steward,
    uploaded,
)
from tests.world import World


def one_slice(world: World, run: UUID) -> tuple[str, int, int]:
    """Do one slice as a job would, and look how far it is."""
    with world.db() as db:
        found = db.get_one(ImportRun, run)
        actions.advance(db, found)
        return found.state, found.done, found.total


def test_looking_goes_on_where_it_stopped_even_in_another_process(alpha: World) -> None:
    browser = steward(alpha)
    address = uploaded(browser, many(1_200))
    page = looked(browser, address)
    assert "0 of ? lines are read" in page.text
    run = run_id(address)
    assert one_slice(alpha, run) == ("checking", 500, 1_200)
    files._open.clear()
    alpha.work()
    with alpha.db() as db:
        lines = list(
            db.scalars(select(ImportRow.line).where(ImportRow.run_id == run).order_by(ImportRow.line))
        )
        assert lines == list(range(2, 1_202))
        assert db.get_one(ImportRun, run).state == "checked"
    assert "1200 new groups are ready" in browser.get(address).text


def test_importing_goes_on_where_it_stopped(alpha: World) -> None:
    browser = steward(alpha)
    address = uploaded(browser, many(450))
    looked(browser, address)
    alpha.work()
    browser.post(f"{address}/groups", page=address)
    run = run_id(address)
    assert one_slice(alpha, run) == ("importing", 200, 450)
    assert "200 of 450 rows are imported" in browser.get(address).text
    assert alpha.count("support_group") == 200
    alpha.work()
    assert alpha.count("support_group") == 450
    assert "450 groups are in" in browser.get(address).text


def test_a_slice_that_fails_leaves_nothing_half_done(alpha: World, monkeypatch: pytest.MonkeyPatch) -> None:
    browser = steward(alpha)
    address = uploaded(browser, many(450))
    looked(browser, address)
    alpha.work()
    browser.post(f"{address}/groups", page=address)
    run = run_id(address)
    one_slice(alpha, run)
    with monkeypatch.context() as broken:
        broken.setattr(writing, "reindex_all", _power_cut)
        with pytest.raises(RuntimeError):
            one_slice(alpha, run)
    assert alpha.count("support_group") == 200
    alpha.work()
    assert alpha.count("support_group") == 450


def _power_cut(*_: object) -> None:
    raise RuntimeError("power cut")


def test_a_run_without_a_job_offers_to_go_on(alpha: World) -> None:
    browser = steward(alpha)
    address = uploaded(browser, many(450))
    looked(browser, address)
    with alpha.db() as db:
        from portal.ledger import Job

        db.query(Job).delete()
    page = browser.get(address)
    assert "This was interrupted" in page.text
    browser.follow(browser.post(f"{address}/continuation", page=address))
    alpha.work()
    assert "450 new groups are ready" in browser.get(address).text


def test_one_row_that_cannot_be_saved_is_reported_and_the_others_stand(
    alpha: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    honest = writing._new_group

    def spoiled(plan: Plan, places: dict[str, UUID], taken: set[str]) -> dict[str, Any]:
        made = honest(plan, places, taken)
        return made | {"sort_key": ""} if made["name"] == "Clean" else made

    monkeypatch.setattr(writing, "_new_group", spoiled)
    summary = bring(alpha, csv_of(GRIEF, DRUGS, changed(GRIEF, naam="Derde", telefoon="0492 000 2")))
    assert outcome(summary) == (2, 0, 0, 0, 1)
    with alpha.db() as db:
        assert set(db.scalars(select(Group.name))) == {"Rouwcafé", "Derde"}
    assert [task for task in open_tasks(alpha) if "Clean" in task.sentence] == []
    monkeypatch.undo()
    assert outcome(bring(alpha, csv_of(GRIEF, DRUGS))) == (1, 0, 1, 0, 0)


def test_a_mistake_of_ours_is_not_blamed_on_the_rows(alpha: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writing, "reindex_all", _power_cut)
    with pytest.raises(RuntimeError):
        bring(alpha, csv_of(GRIEF))
    assert alpha.count("support_group") == 0


def test_a_command_that_was_killed_is_taken_up_again(alpha: World) -> None:
    data = many(450)

    def kill(state: str, done: int, _total: int) -> None:
        if state == "importing" and done == 200:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        bring(alpha, data, progress=kill)
    assert alpha.count("support_group") == 200
    assert outcome(bring(alpha, data)) == (450, 0, 0, 0, 0)
    assert alpha.count("support_group") == 450
    assert alpha.count("import_run") == 1


def test_a_group_that_appeared_in_between_is_not_doubled(alpha: World) -> None:
    browser = steward(alpha)
    address = uploaded(browser, csv_of(GRIEF, DRUGS))
    looked(browser, address)
    bring(alpha, csv_of(GRIEF))
    browser.post(f"{address}/groups", page=address)
    alpha.work()
    assert alpha.count("support_group") == 2
    assert "2 groups are in" in browser.get(address).text


def test_two_thousand_rows(alpha: World) -> None:
    summary = bring(alpha, many(2_000))
    assert outcome(summary) == (2_000, 0, 0, 0, 0)
    assert alpha.count("support_group") == 2_000
    with alpha.app.app_context():
        g.network = alpha.network
    assert outcome(bring(alpha, many(2_000))) == (0, 0, 2_000, 0, 0)


def test_a_unique_key_guards_against_a_second_group(alpha: World) -> None:
    bring(alpha, csv_of(GRIEF))
    with alpha.db() as db:
        key = db.scalar(select(Group.source_key))
    with pytest.raises(IntegrityError), alpha.db() as db:
        db.add(Group(name="x", slug="x", sort_key="x", phone="1", source_key=key))
        db.flush()
