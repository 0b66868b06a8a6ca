"""Duplicates become one, without circles; who helps goes along."""

from __future__ import annotations

import threading
from typing import Any
from uuid import UUID

import pytest

from portal.accounts.models import Person
from portal.errors import Refused
from portal.help_requests import merging
from portal.help_requests.models import HelpRequest
from tests import cast
from tests.groups.helpers import said
from tests.help_requests.conftest import Scene
from tests.help_requests.helpers import asked, id_in, press, the_offer, the_request


def two(scene: Scene) -> tuple[str, str]:
    """The same question of two groups."""
    first = asked(scene.ben, group=str(scene.grief))
    return first, asked(scene.fay, group=str(scene.fear), text="Waar vinden we een zaal voor dinsdag?")


def test_a_duplicate_leads_to_the_other_and_helpers_go_along(scene: Scene) -> None:
    first, second = two(scene)
    press(scene.gil, f"{second}/offers", text="Bij ons kan het.", group=str(scene.sleep))
    scene.fay.post(f"/help-offers/{the_offer(scene.world).id}/acceptance", {}, page=second)
    page = scene.ada.get(f"{second}/merging")
    assert str(id_in(first)) in page.text
    press(scene.ada, f"{second}/merging", into=str(id_in(first)))
    gone, kept = the_request(scene.world, second), the_request(scene.world, first)
    assert (gone.state, gone.merged_into_id) == ("withdrawn", kept.id)
    assert kept.state == "being_helped" and the_offer(scene.world).request_id == kept.id
    assert first in scene.fay.get(second).text
    assert "1 more group" in said(scene.ben.get(f"{first}?lang=en"))
    assert second not in scene.gil.get("/help-requests").text


def test_a_circle_and_a_chain_are_refused(scene: Scene) -> None:
    first, second = two(scene)
    third = asked(scene.gil, group=str(scene.sleep), text="Zoeken een ruimte")
    press(scene.ada, f"{second}/merging", into=str(id_in(first)))
    for one, other in ((first, second), (third, second), (first, first), (second, first)):
        answer = scene.ada.post(f"{one}/merging", {"into": str(id_in(other))}, page=third)
        assert answer.status_code == 409, (one, other)
    press(scene.ada, f"{first}/merging", into=str(id_in(third)))
    assert {the_request(scene.world, path).merged_into_id for path in (first, second)} == {id_in(third)}


def test_what_others_read_does_not_vanish_into_what_they_cannot(scene: Scene) -> None:
    first = asked(scene.ben, group=str(scene.grief), visibility="stewards")
    second = asked(scene.fay, group=str(scene.fear))
    assert scene.ada.post(f"{second}/merging", {"into": str(id_in(first))}, page=first).status_code == 409
    press(scene.ada, f"{first}/merging", into=str(id_in(second)))


def race(scene: Scene, one: UUID, other: UUID) -> list[str]:
    """Two stewards merge the two into each other at the same moment; what came of each."""
    came: list[str] = []
    start = threading.Barrier(2)

    def merge(request_id: UUID, into_id: UUID) -> None:
        with scene.world.db() as db:
            ada = db.get_one(Person, cast.IDS["ada"])
            request, into = db.get_one(HelpRequest, request_id), db.get_one(HelpRequest, into_id)
            start.wait(10)
            try:
                merging.merge(db, request, into=into, by=ada)
                came.append("merged")
            except Refused:
                db.rollback()
                came.append("refused")

    threads = [threading.Thread(target=merge, args=pair) for pair in ((one, other), (other, one))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    return sorted(came)


def circle(scene: Scene, one: UUID, other: UUID) -> bool:
    """Both lead to each other."""
    with scene.world.db() as db:
        rows = [db.get_one(HelpRequest, key).merged_into_id for key in (one, other)]
    return rows == [other, one]


def test_two_merges_at_once_make_no_circle(scene: Scene) -> None:
    first, second = (id_in(path) for path in two(scene))
    assert race(scene, first, second) == ["merged", "refused"]
    assert not circle(scene, first, second)


def test_without_the_lock_there_would_be_one(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: each looks before the other has written."""
    looked = threading.Barrier(2)

    def only_look(*_args: Any) -> None:
        looked.wait(10)

    monkeypatch.setattr(merging, "lock_both", only_look)
    monkeypatch.setattr(merging, "_repoint", lambda *_args: None)
    monkeypatch.setattr(merging, "_take_along", lambda *_args: None)
    first, second = (id_in(path) for path in two(scene))
    assert race(scene, first, second) == ["merged", "merged"]
    assert circle(scene, first, second)
