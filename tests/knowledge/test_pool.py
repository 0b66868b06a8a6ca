"""Between networks: nothing leaves until a steward shares it, and then only what the preview showed."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select, text

from portal.knowledge import jobs, pool
from portal.knowledge.models import Article
from tenants.owner import owner_connection
from tenants.provision import suspend_network
from tests import cast
from tests.groups.helpers import filled_in, said
from tests.guards.ground import everything
from tests.knowledge.helpers import TEXT, TITLE, article, opened, share, stored, tasks, titles
from tests.world import World

POOL = "/knowledge/pool"
SECRET = "zeldzaamwoord"
TABLE = "shared.pooled_article"


@pytest.fixture
def id(base: World, neighbour: World) -> UUID:
    """An article of alpha about which there is more to know than its text."""
    assert neighbour.count(TABLE) == 0
    made = article(base, origin="request", origin_key=str(UUID(int=9)), region="Peelland")
    with base.db() as db:
        db.execute(text("insert into article_helped select :id, id, now() from support_group"), {"id": made})
        db.execute(text("update person set name = :secret where id = :id"), _ada(secret=SECRET))
        db.execute(text("update support_group set name = :secret"), {"secret": f"{SECRET}groep"})
    return made


def _ada(**more: Any) -> dict[str, Any]:
    return {"id": cast.IDS["ada"], **more}


def rows_seen(world: World, statement: str = f"select count(*) from {TABLE}") -> int:
    """What a network's own login gets out of the shared table."""
    with world.db() as db:
        return int(db.scalar(text(statement)) or 0)


def seen_by_control(world: World) -> list[dict[str, Any]]:
    """What the control plane has, in whole rows."""
    with world.kernel.scope.control() as control:
        return [dict(row) for row in control.execute(text(f"select * from {TABLE}")).mappings()]


def pool_id(world: World) -> UUID:
    """How others call the one that is shared."""
    (row,) = seen_by_control(world)
    return UUID(str(row["id"]))


def test_the_neighbour_sees_nothing_until_it_is_shared(base: World, neighbour: World, id: UUID) -> None:
    eve, ada = neighbour.as_(cast.IDS["eve"]), base.as_(cast.IDS["ada"])
    assert TITLE not in eve.get(POOL).text and eve.get(f"/knowledge/{id}").status_code == 404
    assert seen_by_control(base) == [], "nothing lies ready to be seen"
    assert share(ada, id).status_code == 303
    assert TITLE in eve.get(POOL).text and TITLE in eve.get(f"{POOL}?q=postzegels&category=porto").text
    assert TITLE not in eve.get("/knowledge").text and TITLE not in ada.get(POOL).text


def test_only_what_the_preview_showed_leaves(base: World, neighbour: World, id: UUID) -> None:
    ada, eve = base.as_(cast.IDS["ada"]), neighbour.as_(cast.IDS["eve"])
    preview = said(ada.get(f"/knowledge/{id}/sharing"))
    share(ada, id)
    (row,) = seen_by_control(base)
    known = {"role", "article_id", "id", "locale", "version", "shared_at"}
    assert set(row) == known | set(pool.LEAVES), "a new column must be shown in the preview first"
    for name in ("title", "region", "checked_by"):
        assert str(row[name]) in preview
    for line in filter(None, str(row["text"]).split("\n")):
        assert line in preview
    whole = " ".join(str(value) for value in row.values()) + eve.get(f"{POOL}/{row['id']}").text
    assert SECRET not in whole and str(UUID(int=9)) not in whole and "ada@" not in whole
    assert SECRET in everything(base), "control: there was something to leak"


def test_the_database_itself_keeps_networks_apart(base: World, neighbour: World, id: UUID) -> None:
    share(base.as_(cast.IDS["ada"]), id)
    assert rows_seen(base) == 1 == len(seen_by_control(neighbour))
    assert rows_seen(neighbour) == 0
    for change in (f"update {TABLE} set title = 'x' returning 1", f"delete from {TABLE} returning 1"):
        assert rows_seen(neighbour, change) == 0
    (row,) = seen_by_control(neighbour)
    assert row["title"] == TITLE


def test_a_network_cannot_write_in_the_name_of_another(base: World, neighbour: World, id: UUID) -> None:
    share(base.as_(cast.IDS["ada"]), id)
    forged = text(
        f"insert into {TABLE} (role, article_id, id, locale, title, text, category, region, sources,"
        " checked_by, version, shared_at) values (:role, gen_random_uuid(), gen_random_uuid(), 'nl', 't',"
        " 't', 'porto', '', '', '', 1, now()) returning 1"
    )
    with neighbour.db() as db:
        assert db.scalar(forged, {"role": neighbour.network.role}) == 1, "control: its own it can"
        with pytest.raises(Exception, match="row-level security"):
            db.execute(forged, {"role": base.network.role})
        db.rollback()


def test_without_row_security_the_neighbour_would_read_it(base: World, neighbour: World, id: UUID) -> None:
    """Control: the tests above look where the rows are."""
    share(base.as_(cast.IDS["ada"]), id)
    with owner_connection(str(base.kernel.settings.database_owner_url)) as owner:
        owner.execute(f"alter table {TABLE} disable row level security")
        try:
            assert rows_seen(neighbour) == 1
        finally:
            owner.execute(f"alter table {TABLE} enable row level security")
    assert rows_seen(neighbour) == 0


def test_what_changed_after_the_preview_does_not_leave(base: World, neighbour: World, id: UUID) -> None:
    ada, path = base.as_(cast.IDS["ada"]), f"/knowledge/{id}/sharing"
    read = {**filled_in(ada, path), "read": "y"}
    edit = f"/knowledge/{id}/edit"
    ada.send(edit, {**opened(ada, edit), "text": f"Bel {SECRET}."})
    refused = ada.send(path, read)
    assert refused.status_code == 409 and f"Bel {SECRET}." in said(refused) and seen_by_control(base) == []
    assert share(ada, id).status_code == 303 and rows_seen(neighbour) == 0


def test_a_shared_text_stays_as_it_was_shown_until_it_is_shared_anew(
    base: World, neighbour: World, id: UUID
) -> None:
    ada, eve, edit = base.as_(cast.IDS["ada"]), neighbour.as_(cast.IDS["eve"]), f"/knowledge/{id}/edit"
    share(ada, id)
    ada.send(edit, {**opened(ada, edit), "title": "Een nieuwe titel"})
    assert TITLE in eve.get(POOL).text and "Een nieuwe titel" not in eve.get(POOL).text
    assert "they have an older text" in said(ada.get(f"/knowledge/{id}?lang=en"))
    share(ada, id)
    assert "Een nieuwe titel" in eve.get(POOL).text and len(seen_by_control(base)) == 1


@pytest.mark.parametrize(
    ("typed", "status"), [({"read": ""}, 422), ({"seen": ""}, 409), ({"seen": "x" * 32}, 409)]
)
def test_nothing_is_shared_by_accident(base: World, id: UUID, typed: dict[str, str], status: int) -> None:
    assert share(base.as_(cast.IDS["ada"]), id, **typed).status_code == status
    assert seen_by_control(base) == []


def test_names_are_marked_in_the_preview(base: World, id: UUID) -> None:
    edit, ada = f"/knowledge/{id}/edit", base.as_(cast.IDS["ada"])
    ada.send(edit, {**opened(ada, edit), "text": f"Vraag {SECRET}groep of bel 0492 123456.", "may_stay": "y"})
    preview = ada.get(f"/knowledge/{id}/sharing").text
    assert f"<mark>{SECRET}groep<span" in preview and "<mark>0492 123456<span" in preview


@pytest.mark.parametrize("more", [{"publish": False}, {"stale_since": "2026-01-01"}])
def test_only_what_holds_is_shared(base: World, neighbour: World, more: dict[str, Any]) -> None:
    made = article(base, **more)
    assert share(base.as_(cast.IDS["ada"]), made).status_code == 409
    assert seen_by_control(base) == [] and rows_seen(neighbour) == 0


def bring_in(neighbour: World, base: World) -> UUID:
    """eve makes a draft of what alpha shares, and publishes it."""
    eve, path = neighbour.as_(cast.IDS["eve"]), f"{POOL}/{pool_id(base)}"
    there = eve.post(path, {}).headers["Location"]
    eve.post(f"{there}/publication", {}, page=there)
    return UUID(there.rsplit("/", 1)[1])


def test_a_copy_keeps_its_origin(base: World, neighbour: World, id: UUID) -> None:
    share(base.as_(cast.IDS["ada"]), id)
    copy = stored(neighbour, bring_in(neighbour, base))
    assert (copy.title, copy.text, copy.origin, copy.origin_network) == (TITLE, TEXT, "pool", "Alpha")
    assert copy.id != id and copy.created_by == cast.IDS["eve"] and copy.checked_by == "Beta"
    eve = neighbour.as_(cast.IDS["eve"])
    assert "Alpha" in said(eve.get(f"/knowledge/{copy.id}"))
    assert bring_in(neighbour, base) == copy.id and len(titles(neighbour)) == 1, "once"
    assert share(eve, copy.id).status_code == 409, "its own network shares it"


def follow(world: World) -> tuple[list[str], str]:
    """What the job finds out."""
    with world.db() as db:
        jobs.follow(db)
    with world.db() as db:
        return tasks(world), db.scalars(select(Article.origin_state)).one()


def test_a_copy_hears_of_changes_and_takes_them_over(base: World, neighbour: World, id: UUID) -> None:
    ada, eve, edit = base.as_(cast.IDS["ada"]), neighbour.as_(cast.IDS["eve"]), f"/knowledge/{id}/edit"
    share(ada, id)
    copy = bring_in(neighbour, base)
    assert follow(neighbour) == ([], "")
    ada.send(edit, {**opened(ada, edit), "text": "Het mag nu ook digitaal."})
    assert follow(neighbour) == ([], ""), "what was not shared anew is no business of others"
    share(ada, id)
    assert follow(neighbour) == follow(neighbour) == (["article.origin"], "changed")
    path = f"/knowledge/{copy}/origin"
    page = said(eve.get(path))
    assert "Het mag nu ook digitaal." in page and "Bewaar de bon." in page
    eve.post(path, {"version": "2", "take_over": "1"})
    assert stored(neighbour, copy).text == "Het mag nu ook digitaal." and follow(neighbour) == ([], "")
    assert neighbour.count("audit_entry where action = 'article.changed'") == 1


def test_a_copy_can_keep_its_own_text(base: World, neighbour: World, id: UUID) -> None:
    ada, eve, edit = base.as_(cast.IDS["ada"]), neighbour.as_(cast.IDS["eve"]), f"/knowledge/{id}/edit"
    share(ada, id)
    copy = bring_in(neighbour, base)
    ada.send(edit, {**opened(ada, edit), "text": "Anders."})
    share(ada, id)
    follow(neighbour)
    eve.post(f"/knowledge/{copy}/origin", {"version": "1"})
    assert follow(neighbour) == (["article.origin"], "changed"), "an older page decides nothing"
    eve.post(f"/knowledge/{copy}/origin", {"version": "2"})
    assert stored(neighbour, copy).text == TEXT and follow(neighbour) == ([], "")


@pytest.mark.parametrize("how", ["unsharing", "retirement"])
def test_what_is_taken_back_is_gone_and_copies_are_told(
    base: World, neighbour: World, id: UUID, how: str
) -> None:
    ada, eve = base.as_(cast.IDS["ada"]), neighbour.as_(cast.IDS["eve"])
    share(ada, id)
    gone, copy = f"{POOL}/{pool_id(base)}", bring_in(neighbour, base)
    ada.post(f"/knowledge/{id}/{how}", {}, page=f"/knowledge/{id}/sharing")
    assert seen_by_control(base) == [] and eve.get(gone).status_code == 404
    assert TITLE not in eve.get(POOL).text
    assert follow(neighbour) == (["article.origin"], "withdrawn")
    assert stored(neighbour, copy).title == TITLE
    assert eve.get(f"/knowledge/{copy}/origin").status_code == 200


def test_a_suspended_network_shares_nothing_meanwhile(base: World, neighbour: World, id: UUID) -> None:
    share(base.as_(cast.IDS["ada"]), id)
    bring_in(neighbour, base)
    owner = str(base.kernel.settings.database_owner_url)
    suspend_network(owner, "alpha", suspended=True)
    try:
        assert TITLE not in neighbour.as_(cast.IDS["eve"]).get(POOL).text
        assert follow(neighbour) == ([], ""), "it has not taken it back"
    finally:
        suspend_network(owner, "alpha", suspended=False)
        base.kernel.directory.forget()


def test_the_pool_is_for_stewards(base: World, id: UUID) -> None:
    share(base.as_(cast.IDS["ada"]), id)
    ben = base.as_(cast.IDS["ben"])
    for path in (POOL, f"{POOL}/{pool_id(base)}", f"/knowledge/{id}/sharing", "/stewardship/articles"):
        assert ben.get(path).status_code == 403 and base.visitor().get(path).status_code in (303, 404)
    own = base.as_(cast.IDS["ada"]).get(f"{POOL}/{pool_id(base)}")
    assert own.status_code == 404, "one's own is not brought in"
