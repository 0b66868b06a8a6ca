"""A steward proposes a change of a group's page; the group declines it with a remark."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests import cast, factories
from tests.sink import Sink
from tests.world import World

LINK = re.compile(r"/proposals/\S+")


def enter(walker: Any, world: World, name: str) -> None:
    """Signed in already."""
    token = str(world.as_(cast.IDS[name]).cookie("__Host-session"))
    url = {"name": "__Host-session", "value": token, "url": walker.base.replace("http:", "https:")}
    walker.page.context.add_cookies([{**url, "secure": True, "httpOnly": True, "sameSite": "Lax"}])


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_a_proposal_is_declined_with_a_remark(walk: Any, alpha: World, sink: Sink, scripts: bool) -> None:
    with alpha.db() as db:
        cast.ada(db)
        factories.group(db, contact=cast.ben(db), costs="koffie 1 euro", intro="We drinken koffie en praten.")
    ada, ben = walk(alpha, scripts=scripts), walk(alpha, scripts=scripts)
    enter(ada, alpha, "ada"), enter(ben, alpha, "ben")
    ada.go("/groups/rouwgroep-helmond/edit")
    ada.page.locator("input[name=costs]").fill("twee euro")
    ada.page.locator("textarea[name=why]").fill("Dat zei iemand aan de telefoon.")
    ada.press("Stel dit voor")
    assert ada.sees("wacht op de groep")
    alpha.work()
    assert sink.received[-1].recipients == ["ben@people.example"]
    found = LINK.search(sink.received[-1].text)
    assert found
    ben.go(found[0])
    assert ben.sees("koffie 1 euro") and ben.sees("Dat zei iemand aan de telefoon.")
    ben.page.locator("textarea#with").fill("Bij ons kost de koffie een euro.")
    ben.press("Wijs het voorstel af")
    assert ben.sees("Afgewezen. De pagina blijft zoals die is.")
    ben.go("/groups/rouwgroep-helmond")
    assert ben.sees("koffie 1 euro") and not ben.sees("twee euro")
    alpha.work()
    assert sink.received[-1].recipients == ["ada@people.example"]
    ada.go(found[0])
    assert ada.sees("afgewezen") and ada.sees("Bij ons kost de koffie een euro.")
    for page in ("/groups/rouwgroep-helmond/house", "/groups/rouwgroep-helmond/changes", "/me/away"):
        ben.go(page)
