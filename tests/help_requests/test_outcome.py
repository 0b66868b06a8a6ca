""" "Did it work?" by a link without signing in, and the share answered in time."""

from __future__ import annotations

import re

from portal.clock import now
from portal.help_requests import clock, queries
from portal.help_requests.models import HelpRequest
from portal.mail import Mail
from tests import cast
from tests.groups.helpers import said
from tests.help_requests.conftest import Scene
from tests.help_requests.helpers import LINK, TITLE, asked, id_in, later, press, the_request
from tests.world import World


def link_of(world: World) -> str:
    """The path in the newest mail that asks it."""
    with world.db() as db:
        mails = db.query(Mail).filter_by(template="help_outcome").order_by(Mail.created_at)
        text = [mail.body_text for mail in mails][-1]
    found = LINK.search(text)
    assert found, text
    return found[1]


def ask_now(scene: Scene, path: str) -> None:
    """The promised time has come."""
    with scene.world.db() as db:
        db.get_one(HelpRequest, id_in(path)).ask_at = now()
        db.flush()
        clock.ask_all(db)


def answered(scene: Scene) -> str:
    """A question that fay's group answered, and about which it was asked whether that worked."""
    path = asked(scene.ben, group=str(scene.grief))
    press(scene.fay, f"{path}/answers", text="Probeer het wijkhuis.", group=str(scene.fear))
    ask_now(scene, path)
    return path


def test_the_link_needs_no_signing_in_and_opening_it_changes_nothing(scene: Scene) -> None:
    path = answered(scene)
    link, stranger = link_of(scene.world), scene.world.visitor()
    page = stranger.get(link)
    assert page.status_code == 200 and TITLE in said(page)
    assert "Rouwgroep" not in said(page) and "wijkhuis" not in said(page)
    assert the_request(scene.world, path).outcome == ""
    assert stranger.post(link, {}).status_code == 422
    assert stranger.post(link, {"outcome": "yes", "sentence": "Fijn."}).status_code == 200
    request = the_request(scene.world, path)
    assert (request.state, request.outcome, request.outcome_text) == ("solved", "yes", "Fijn.")
    assert stranger.get(link).status_code == 410


def test_no_opens_it_again_with_a_new_promise(scene: Scene) -> None:
    path = answered(scene)
    scene.world.visitor().post(link_of(scene.world), {"outcome": "no"})
    request = the_request(scene.world, path)
    assert request.state == "open" and request.due_at is not None and request.outcome == "no"


def test_a_link_of_others_opens_nothing(scene: Scene, beta: World) -> None:
    answered(scene)
    link = link_of(scene.world)
    assert beta.visitor().get(link).status_code == 404
    assert scene.world.visitor().get(link[:-2]).status_code == 404
    assert scene.world.visitor().get("/did-it-work/x").status_code == 404


def test_after_partly_it_is_asked_again_by_another_link(scene: Scene) -> None:
    path = answered(scene)
    first = link_of(scene.world)
    press(scene.ben, f"{path}/outcome", outcome="partly")
    ask_now(scene, path)
    again = link_of(scene.world)
    assert again != first
    statuses = [scene.world.visitor().get(link).status_code for link in (first, again)]
    assert statuses == [410, 200]
    press(scene.ben, f"{path}/outcome", outcome="yes")
    assert scene.world.visitor().get(again).status_code == 410
    assert (the_request(scene.world).state, the_request(scene.world).outcome) == ("solved", "yes")


def test_what_expired_can_be_opened_again(scene: Scene) -> None:
    path = asked(scene.ben, group=str(scene.grief))
    with later(days=31), scene.world.db() as db:
        clock.ask_all(db)
    with later(days=46), scene.world.db() as db:
        clock.expire_all(db)
    assert the_request(scene.world, path).state == "expired"
    assert re.search(
        "closed|afgesloten|solved", said(scene.ben.get("/help-requests?which=over&lang=en")).lower()
    )
    press(scene.ben, f"{path}/reopening")
    assert the_request(scene.world, path).state == "open"


def test_the_share_answered_in_time_counts_first_answers(scene: Scene) -> None:
    paths = [asked(scene.ben, group=str(scene.grief), text=f"Vraag {number}?") for number in range(3)]
    press(scene.fay, f"{paths[0]}/answers", text="Ja.", group=str(scene.fear))
    with later(hours=25):
        scene.fay = scene.world.as_(cast.IDS["fay"])
        press(scene.fay, f"{paths[1]}/answers", text="Ja.", group=str(scene.fear))
        with scene.world.db() as db:
            found = queries.figures(db)
    assert (found.open, found.late, found.answered, found.in_time, found.share) == (3, 1, 2, 1, 50)
