"""Whoever sees a thing reads its files, and nobody else; how many hang there; and when they go.

A group stands for the things of later features: who sees one is decided by its own rule.
"""

from __future__ import annotations

from collections.abc import Iterator
from threading import Barrier, Thread
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select, text

from portal.access import Permission
from portal.accounts.models import Person
from portal.attachments import actions, hooks
from portal.attachments.checking import prepare
from portal.attachments.models import MOST_FILES, Attachment
from portal.attachments.queries import files_of, files_of_each
from portal.errors import Refused
from portal.groups.models import Group
from tests import cast, factories
from tests.attachments.making import pdf, picture, sent
from tests.world import World

GROUP, HIDDEN = UUID(int=0x0193 << 112 | 1), UUID(int=0x0193 << 112 | 2)


@pytest.fixture(autouse=True)
def groups_have_files(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(hooks.FILES, "group", hooks.Kind("group", Group))


@pytest.fixture
def world(alpha: World) -> Iterator[World]:
    """ben's group is listed, fay's is not; each has a file, of ben and of fay."""
    with alpha.db() as db:
        cast.ada(db), cast.dora(db)
        for key, name, who in ((GROUP, "Rouw", cast.ben(db)), (HIDDEN, "Angst", cast.person(db, "fay"))):
            factories.group(db, name, contact=who, id=key, listed=key == GROUP)
            actions.attach(db, "group", key, prepare([sent(picture(), f"{name}.jpg")]), by=who)
    yield alpha


def file_of(world: World, owner: UUID) -> Attachment:
    """The one file of a group."""
    with world.db() as db:
        return db.scalars(select(Attachment).where(Attachment.owner_id == owner)).one()


def hang(world: World, owner: UUID, *files: Any, who: str = "ben") -> None:
    """Hang files on a group."""
    with world.db() as db:
        ready = prepare([sent(file, f"{number}.pdf") for number, file in enumerate(files)])
        actions.attach(db, "group", owner, ready, by=db.get_one(Person, cast.IDS[who]))


def test_who_sees_the_thing_reads_its_files(world: World) -> None:
    shown, hidden = (f"/attachments/{file_of(world, owner).id}" for owner in (GROUP, HIDDEN))
    for who, statuses in (
        ("dora", (200, 404)),
        ("ben", (200, 404)),
        ("fay", (200, 200)),
        ("ada", (200, 200)),
    ):
        browser = world.as_(cast.IDS[who])
        assert tuple(browser.get(path).status_code for path in (shown, hidden)) == statuses, who
    assert world.visitor().get(shown).headers["Location"].startswith("/signin")


def test_control_who_sees_the_thing_is_what_decides(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    from portal import access

    hidden = f"/attachments/{file_of(world, HIDDEN).id}"
    monkeypatch.setitem(access._visible, Group, lambda _person: select(Group))
    assert world.as_(cast.IDS["dora"]).get(hidden).status_code == 200


def test_a_file_of_the_neighbour_is_nowhere(world: World, beta: World) -> None:
    with beta.db() as db:
        cast.eve(db)
    path = f"/attachments/{file_of(world, GROUP).id}"
    assert beta.as_(cast.IDS["eve"]).get(path).status_code == 404


def test_a_kind_nobody_says_anything_about_is_seen_by_nobody(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(hooks.FILES, "group")
    assert world.as_(cast.IDS["ada"]).get(f"/attachments/{file_of(world, GROUP).id}").status_code == 404


def test_a_file_is_saved_and_never_run(world: World) -> None:
    answer = world.as_(cast.IDS["ben"]).get(f"/attachments/{file_of(world, GROUP).id}")
    assert answer.mimetype == "image/jpeg"
    assert answer.headers["Content-Disposition"] == "attachment; filename=Rouw.jpg"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Content-Security-Policy"].endswith("sandbox")


def test_a_name_with_other_letters_arrives(world: World) -> None:
    with world.db() as db:
        db.execute(text("update attachment set name = 'Übersicht é \"x\".pdf'"))
    answer = world.as_(cast.IDS["ben"]).get(f"/attachments/{file_of(world, GROUP).id}")
    assert "filename*=UTF-8''%C3%9Cbersicht" in answer.headers["Content-Disposition"]


def test_the_same_file_hangs_there_once(world: World) -> None:
    hang(world, GROUP, pdf(2), pdf(2))
    hang(world, GROUP, pdf(2))
    with world.db() as db:
        assert [row.media_type for row in files_of(db, "group", GROUP)] == ["image/jpeg", "application/pdf"]


def test_a_thing_has_so_many_files_and_no_more(world: World) -> None:
    hang(world, GROUP, *(pdf(pages) for pages in range(1, MOST_FILES)))
    with pytest.raises(Refused):
        hang(world, GROUP, pdf(9))
    with world.db() as db:
        assert len(files_of(db, "group", GROUP)) == MOST_FILES
        fay = db.get_one(Person, cast.IDS["fay"])
        actions.remove(db, db.scalars(select(Attachment).where(Attachment.slot == 2)).one(), by=fay)
    hang(world, GROUP, pdf(9))


def race(world: World) -> int:
    """Twelve people hang a file on the same thing at the same moment. How many hang there."""
    ready = prepare([sent(pdf(1))])[0]
    start = Barrier(12)

    def one(number: int) -> None:
        mine = type(ready)(ready.name, ready.media_type, ready.data, None, None, bytes([number] * 32))
        with world.app.app_context():
            start.wait()
            try:
                with world.db() as db:
                    actions.attach(db, "group", GROUP, [mine], by=db.get_one(Person, cast.IDS["ben"]))
            except Refused:
                pass

    threads = [Thread(target=one, args=(number,)) for number in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return world.count("attachment where owner_id = '" + str(GROUP) + "'")


def test_many_at_once_do_not_pass_the_limit(world: World) -> None:
    assert race(world) == MOST_FILES


def test_control_without_places_they_do(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Counting first and adding then lets all of them in; here the count is answered before anybody adds."""
    there = Barrier(12)

    def counted_only(_kind: str, _owner_id: UUID) -> Any:
        there.wait(timeout=20)
        return select(text("null"))

    added: list[int] = []

    def hang_anywhere(db: Any, kind: str, owner_id: UUID, file: Any, by: Person) -> None:
        count = len(files_of(db, kind, owner_id))
        there.wait(timeout=20)
        if count < MOST_FILES:
            added.append(1)

    monkeypatch.setattr(actions, "_free_place", counted_only)
    monkeypatch.setattr(actions, "_hang", hang_anywhere)
    race(world)
    assert len(added) > MOST_FILES


def test_removing_asks_first_and_is_for_the_sender_and_stewards(world: World) -> None:
    path = f"/attachments/{file_of(world, GROUP).id}/removal?back=/groups/rouw"
    assert world.as_(cast.IDS["dora"]).get(path).status_code == 403
    browser = world.as_(cast.IDS["ben"])
    assert "Rouw.jpg" in browser.get(path).text
    answer = browser.post(path)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/groups/rouw")
    assert browser.get(path).status_code == 404
    with world.db() as db:
        said = db.scalars(text("select action from audit_entry order by id")).all()
    assert said[-1] == "attachment.removed"


def test_one_is_not_sent_to_a_strangers_site(world: World) -> None:
    path = f"/attachments/{file_of(world, GROUP).id}/removal?back=//evil.example/x"
    assert world.as_(cast.IDS["ada"]).post(path).headers["Location"] == "/me"


def test_files_go_with_their_thing(world: World) -> None:
    with world.db() as db:
        db.execute(text("delete from support_group where id = :id"), {"id": GROUP})
        actions.sweep(db)
        assert files_of_each(db, "group", [GROUP, HIDDEN]).keys() == {HIDDEN}
        actions.remove_of(db, "group", HIDDEN)
    assert world.count("attachment") == 0


def test_a_network_has_so_much_room(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "MOST_BYTES", 100)
    with pytest.raises(Refused):
        hang(world, GROUP, pdf(3))


def test_the_permission_says_no_to_visitors() -> None:
    from portal.access import may

    assert not may(None, Permission.ATTACHMENT_SEE, object()) and not may(
        None, Permission.ATTACHMENT_REMOVE, None
    )
