"""The national pages show what networks published, and only that."""

from __future__ import annotations

from uuid import UUID

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import ProgrammingError

from portal.directory import book
from portal.directory.models import PublishedGroup
from portal.directory.publishing import publish
from portal.groups.actions import CHANGED
from portal.groups.models import Group
from tests import factories
from tests.browser_like import Browser
from tests.groups.helpers import heading, said
from tests.world import World


@pytest.fixture
def nation(alpha: World) -> Browser:
    """A browser on the national site."""
    book.forget()
    return Browser(alpha.app, "localhost")


def _changed(world: World, group_id: UUID) -> None:
    """What every action on a group does, and then the work it wrote down."""
    with world.db() as db:
        for hear in CHANGED:
            hear(db, group_id)
    world.work()


def test_a_changed_group_is_published_by_a_job_and_found_with_its_network(
    alpha: World, beta: World, nation: Browser
) -> None:
    with alpha.db() as db:
        group = factories.group(db, "Rouwgroep Helmond")
    _changed(alpha, group.id)
    page = nation.get("/groups?q=rouw").text
    assert "Rouwgroep Helmond" in page
    assert f"http://{alpha.host}" in page
    assert "Alpha" in page


@pytest.mark.parametrize("change", [{"listed": False}, {"state": "paused"}, {"state": "ended"}])
def test_what_stops_being_public_is_taken_away(
    alpha: World, nation: Browser, change: dict[str, object]
) -> None:
    with alpha.db() as db:
        group = factories.group(db, "Rouwgroep Helmond")
    _changed(alpha, group.id)
    assert "Rouwgroep Helmond" in nation.get("/groups?q=rouw").text
    with alpha.db() as db:
        found = db.get_one(Group, group.id)
        for name, value in change.items():
            setattr(found, name, value)
    _changed(alpha, group.id)
    assert "Rouwgroep Helmond" not in nation.get("/groups?q=rouw").text


def test_notes_for_the_network_are_never_copied(alpha: World) -> None:
    with alpha.db() as db:
        group = factories.group(db, "Rouwgroep Helmond", network_note="trekker is ziek", contact_name="Gerda")
        publish(db, [str(group.id)])
        db.flush()
        row = dict(db.execute(text("select * from shared.published_group")).mappings().one())
    assert "trekker is ziek" not in str(row)
    assert "Gerda" not in str(row)


def test_a_network_publishes_and_takes_away_its_own_rows_only(alpha: World, beta: World) -> None:
    shared = UUID(int=7)
    for world, name in ((alpha, "Rouwgroep Helmond"), (beta, "Rouwgroep Deurne")):
        with world.db() as db:
            factories.group(db, name, id=shared)
            publish(db, [str(shared)])
    with alpha.db() as db:
        assert [row.name for row in db.scalars(select(PublishedGroup))] == ["Rouwgroep Helmond"]
        db.execute(text("delete from shared.published_group"))
    with beta.db() as db:
        assert [row.name for row in db.scalars(select(PublishedGroup))] == ["Rouwgroep Deurne"]
    with pytest.raises(ProgrammingError, match="row-level security"), alpha.db() as db:
        db.execute(text("update shared.published_group set role = :other"), {"other": beta.network.role})
        db.execute(
            text("insert into shared.wake_up (role, due_at) values (:other, now())"),
            {"other": beta.network.role},
        )


def test_finds_by_synonym_of_another_language_place_and_theme(alpha: World, nation: Browser) -> None:
    with alpha.db() as db:
        factories.group(db, "Verder na verlies", place="Helmond")
        factories.group(db, "Angstgroep Best", theme="angst", place="Best")
        publish(db, [str(id) for id in db.scalars(select(Group.id))])
    assert "Verder na verlies" in nation.get("/groups?q=Trauer").text
    assert heading(nation.get("/groups?lang=en&q=Trauer&place=Best")) == "No groups with “Trauer” here"
    assert "within 15 km of Best" in said(nation.get("/groups?lang=en&q=Trauer&place=Best"))
    assert "Angstgroep Best" in nation.get("/groups?theme=psychisch").text
    assert "Verder na verlies" not in nation.get("/groups?theme=psychisch").text


@pytest.mark.parametrize(
    "query", ["q=%25%25", "q=%27%29%3B--", "page=999", "page=-1", "page=x", "theme=nope", "q=" + "a" * 5000]
)
def test_odd_searches_are_answered_calmly(alpha: World, nation: Browser, query: str) -> None:
    assert nation.get(f"/groups?{query}").status_code == 200


def test_the_list_of_networks_leads_to_their_hosts(alpha: World, beta: World, nation: Browser) -> None:
    page = nation.get("/networks").text
    assert f"http://{alpha.host}" in page
    assert f"http://{beta.host}" in page
