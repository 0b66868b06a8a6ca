"""The trainer ticks names on a phone while the line goes away and comes back; a guest opens a certificate."""

from __future__ import annotations

from typing import Any

import pytest

from tests import cast
from tests.attendance.helpers import DAY, come, conclude, held, key_of, tick, ticked
from tests.journeys.test_proposal import enter
from tests.sink import Sink, path_in
from tests.world import World

WAITING = "nog niet bewaard, we proberen het opnieuw"


def evening(world: World, *, days: int) -> None:
    """ben gives an evening; anna and cas have a place, bo cannot come."""
    with world.db() as db:
        for name in ("ada", "ben"):
            cast.person(db, name, steward=name == "ada")
    held(world, days=days, state="confirmed" if days == 0 else "done")
    come(world, "anna", "cas"), come(world, "bo", state="cancelled")


def test_ticking_while_the_line_goes_and_comes_back(walk: Any, alpha: World) -> None:
    evening(alpha, days=0)
    ben = walk(alpha)
    enter(ben, alpha, "ben")
    ben.go("/me")
    ben.page.locator('a[href*="/trainings/"]').first.click()
    ben.follow("Vink aan wie er is")
    ben.page.locator(f'a[href="{DAY}"]').click()
    assert ben.sees("Kan niet komen") and ben.sees("bo")
    ben.page.get_by_label("anna").check()
    ben.page.get_by_text("Alles is bewaard.").wait_for()
    assert ticked(alpha) == {key_of("anna"): True}
    ben.page.context.set_offline(True)
    ben.page.get_by_label("cas").check()
    ben.page.get_by_text(WAITING).wait_for()
    assert ben.sees("De verbinding is slecht")
    ben.look()
    assert key_of("cas") not in ticked(alpha)
    ben.page.context.set_offline(False)
    ben.page.get_by_text("Alles is bewaard.").wait_for()
    assert ticked(alpha) == {key_of("anna"): True, key_of("cas"): True}
    assert not ben.sees(WAITING)
    ben.go(DAY)
    assert ben.page.get_by_label("cas").is_checked()


def test_what_was_not_saved_is_sent_after_a_reload(walk: Any, alpha: World) -> None:
    evening(alpha, days=0)
    ben = walk(alpha)
    enter(ben, alpha, "ben")
    ben.go(DAY)
    ben.page.route("**/tick", lambda route: route.fulfill(status=503))
    ben.page.get_by_label("anna").check()
    ben.page.get_by_text(WAITING).wait_for()
    ben.page.unroute("**/tick")
    ben.page.on("dialog", lambda dialog: dialog.accept())
    ben.page.reload()
    ben.page.get_by_text("Alles is bewaard.").wait_for()
    assert ticked(alpha) == {key_of("anna"): True}


def test_ticking_without_scripts(walk: Any, alpha: World) -> None:
    evening(alpha, days=0)
    ben = walk(alpha, scripts=False)
    enter(ben, alpha, "ben")
    ben.go(DAY)
    ben.page.get_by_label("anna").check()
    ben.press("Opslaan")
    assert ben.page.get_by_label("anna").is_checked() and ticked(alpha) == {key_of("anna"): True}


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_a_guest_opens_the_certificate_and_somebody_checks_it(
    walk: Any, alpha: World, sink: Sink, scripts: bool
) -> None:
    evening(alpha, days=-9)
    tick(alpha, "anna")
    conclude(alpha)
    guest, other = walk(alpha, scripts=scripts), walk(alpha, scripts=scripts, dark=True)
    (mail,) = sink.sent_to("anna@people.example")
    guest.go(path_in(mail.text, "/certificates/own/"))
    assert guest.sees("Bewijs van afronding") and guest.sees("anna")
    code = guest.page.locator("dd").last.inner_text()
    other.go("/groups")
    other.follow("Een bewijs controleren")
    other.field("Code op het papier").fill(code.lower())
    other.press("Zoek het op")
    assert other.sees("Dit bewijs klopt.") and other.sees("anna") and other.sees("Gesprekken leiden")
    ada = walk(alpha, scripts=scripts)
    enter(ada, alpha, "ada")
    ada.go("/trainings/" + DAY.split("/")[-2].replace("13", "03"))
    ada.follow("Op de dag en daarna")
    ada.follow("Wijzigen of intrekken")
    ada.press("Trek het in")
    other.page.reload()
    assert other.sees("ingetrokken") and not other.sees("anna")
