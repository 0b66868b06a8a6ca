"""From a question to its solution, on the pages; what is said to whom; and what comes too late."""

from __future__ import annotations

import io

import pytest
from pypdf import PdfWriter

from tests.groups.helpers import said
from tests.help_requests.conftest import Scene
from tests.help_requests.helpers import asked, mailed, press, the_offer, the_request


def test_a_group_takes_one_half_and_a_steward_the_other(scene: Scene) -> None:
    path = asked(scene.ben, group=str(scene.grief))
    press(scene.fay, f"{path}/offers", text="Wij hebben een zaal op dinsdag.", group=str(scene.fear))
    assert the_request(scene.world).in_time is True
    offer = f"/help-offers/{the_offer(scene.world).id}"
    assert scene.gil.post(f"{offer}/acceptance", {}, page=path).status_code == 403
    scene.ben.post(f"{offer}/acceptance", {}, page=path)
    press(scene.ada, f"{path}/taking", due_on="")
    press(scene.ada, f"{path}/steps", step="Koffie regelen")
    shown = said(scene.ada.get(f"{path}?lang=en"))
    assert "Koffie regelen" in shown and "being helped" in shown
    assert "Koffie regelen" not in said(scene.ben.get(path))
    press(scene.ben, f"{path}/outcome", outcome="yes", sentence="Dank.")
    request = the_request(scene.world)
    assert (request.state, request.outcome) == ("solved", "yes")
    assert the_offer(scene.world).state == "done"
    assert "/knowledge/new?of=request" in scene.ben.get(path).text
    assert "Wij hebben een zaal" in scene.ben.get(f"/knowledge/new?of=request&key={request.id}").text


def test_what_is_for_who_helps_stays_with_them(scene: Scene) -> None:
    path = asked(scene.ben, group=str(scene.grief))
    press(scene.fay, f"{path}/offers", text="Dat kan bij ons.", group=str(scene.fear))
    scene.ben.post(f"/help-offers/{the_offer(scene.world).id}/acceptance", {}, page=path)
    press(
        scene.fay, f"{path}/answers", text="De sleutel ligt bij de buren.", group=str(scene.fear), private="y"
    )
    press(scene.ada, f"{path}/notes", note="Let op de subsidie.")
    who = ("ada", "ben", "cem", "fay", "gil")
    private = {name: "sleutel" in said(getattr(scene, name).get(path)) for name in who}
    assert private == {"ada": True, "ben": True, "cem": True, "fay": True, "gil": False}
    notes = {name: "subsidie" in said(getattr(scene, name).get(path)) for name in who}
    assert notes == {"ada": True, "ben": False, "cem": False, "fay": False, "gil": False}


def sheet() -> io.BytesIO:
    """A page."""
    made, writer = io.BytesIO(), PdfWriter()
    writer.add_blank_page(100, 100)
    writer.write(made)
    made.seek(0)
    return made


def test_files_are_read_by_those_who_read_what_they_hang_on(scene: Scene) -> None:
    path = asked(scene.ben, group=str(scene.grief), files=(sheet(), "zaal.pdf"))
    press(scene.ada, f"{path}/answers", text="Zie hier.", group="-", private="y", files=(sheet(), "plan.pdf"))
    gil, ben = scene.gil.get(path).text, scene.ben.get(path).text
    assert "zaal.pdf" in gil and "zaal.pdf" in ben
    assert "plan.pdf" not in gil and "plan.pdf" in ben
    with scene.world.db() as db:
        from portal.attachments.models import Attachment

        ids = {row.name: row.id for row in db.query(Attachment).all()}
    seen = {name: scene.gil.get(f"/attachments/{key}").status_code for name, key in ids.items()}
    assert seen == {"zaal.pdf": 200, "plan.pdf": 404}
    assert scene.dora.get(f"/attachments/{ids['zaal.pdf']}").status_code == 404


def test_we_have_this_too_counts_once_for_a_group(scene: Scene) -> None:
    path = asked(scene.ben, group=str(scene.grief))
    for _ in range(2):
        press(scene.fay, f"{path}/echoes", kind="also", group=str(scene.fear))
    assert scene.world.count("help_echo") == 1
    own = scene.ben.post(f"{path}/echoes", {"kind": "also", "group": str(scene.grief)}, page=path)
    assert own.status_code == 409
    assert "1 more group has this question" in said(scene.gil.get("/help-requests?lang=en"))


def test_asking_back_waits_for_the_asker_and_then_the_promise_begins_again(scene: Scene) -> None:
    path = asked(scene.ben, group=str(scene.grief))
    press(scene.fay, f"{path}/answers", text="Hoeveel stoelen?", group=str(scene.fear), asks_back="y")
    waiting = the_request(scene.world)
    assert (waiting.state, waiting.due_at) == ("waiting_for_asker", None)
    press(scene.ben, f"{path}/words", text="Twaalf.")
    again = the_request(scene.world)
    assert again.state == "open" and again.due_at is not None and again.in_time is True
    mailed(scene.world)
    press(scene.ben, f"{path}/words", text="Twaalf.")
    assert mailed(scene.world) == set() and scene.world.count("help_answer") == 2


def test_withdrawing_what_is_being_helped_frees_and_tells(scene: Scene) -> None:
    path = asked(scene.ben, group=str(scene.grief))
    press(scene.fay, f"{path}/offers", text="Dat kan bij ons.", group=str(scene.fear))
    scene.ben.post(f"/help-offers/{the_offer(scene.world).id}/acceptance", {}, page=path)
    assert "Somebody is helping" in said(scene.ben.get(f"{path}/withdrawal?lang=en"))
    assert scene.fay.get(f"{path}/withdrawal").status_code == 403
    mailed(scene.world)
    press(scene.ben, f"{path}/withdrawal")
    assert mailed(scene.world) == {("fay", "help_helper")}
    assert the_offer(scene.world).state == "withdrawn"
    late = scene.fay.post(
        f"{path}/answers", {"text": "Toch nog", "group": str(scene.fear)}, page="/help-requests/new"
    )
    assert late.status_code == 409
    press(scene.ben, f"{path}/reopening")
    assert the_request(scene.world).state == "open"


def test_an_offer_taken_back_leaves_the_question_open_again(scene: Scene) -> None:
    path = asked(scene.ben, group=str(scene.grief))
    press(scene.fay, f"{path}/offers", text="Dat kan bij ons.", group=str(scene.fear))
    offer = f"/help-offers/{the_offer(scene.world).id}"
    scene.ben.post(f"{offer}/acceptance", {}, page=path)
    mailed(scene.world)
    assert scene.ben.post(f"{offer}/withdrawal", {}, page=path).status_code == 403
    scene.fay.post(f"{offer}/withdrawal", {}, page=path)
    request = the_request(scene.world)
    assert request.state == "open" and request.due_at is not None
    assert mailed(scene.world) == {("ben", "help_asker")}


def test_a_second_steward_does_not_take_it_away(scene: Scene) -> None:
    from portal.accounts.models import Person
    from tests.help_requests.test_mails import BO

    with scene.world.db() as db:
        db.add(Person(id=BO, email="bo@people.example", name="Bo", is_steward=True))
    path = asked(scene.ben, group=str(scene.grief))
    bo = scene.world.as_(BO)
    token = bo.token(path)
    press(scene.ada, f"{path}/taking", due_on="")
    press(scene.ada, f"{path}/handing-over", to=str(BO))
    assert the_request(scene.world).steward_id == BO
    assert bo.send(f"{path}/handing-over", {"csrf_token": token, "to": "-"}).status_code == 303
    request = the_request(scene.world)
    assert (request.steward_id, request.state) == (None, "open")


@pytest.mark.parametrize("address", ["merging", "handing-over", "invitations"])
def test_the_stewards_part_is_theirs(scene: Scene, address: str) -> None:
    path = asked(scene.ben, group=str(scene.grief))
    assert scene.ben.get(f"{path}/{address}").status_code == 403
    assert scene.ada.get(f"{path}/{address}").status_code == 200
