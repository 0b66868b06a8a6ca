"""What the country sees of the networks' calendars."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select, text

from portal.calendar.models import PublishedDate
from portal.clock import today
from portal.groups.meetings.models import Meeting
from tests import cast, factories
from tests.browser_like import Browser
from tests.calendar.helpers import put, soon, tuesday
from tests.groups.helpers import said
from tests.world import World


def agenda(world: World, query: str = "") -> str:
    """The national page as people read it."""
    return said(Browser(world.app, "localhost").get(f"/calendar{query}"))


def fill(world: World, word: str) -> None:
    """One entry for each audience, and a group that meets."""
    for audience in ("public", "network", "stewards"):
        put(world, title=f"{word} {audience}", visibility=audience)
    put(world, title=f"{word} veel later", first_on=soon(120))
    with world.db() as db:
        group = factories.group(db, f"{word}groep")
        db.add(Meeting(group_id=group.id, rrule="FREQ=WEEKLY;BYDAY=TU", first_on=tuesday(-1)))
    world.work()


def test_the_country_sees_what_visitors_see(alpha: World, beta: World) -> None:
    fill(alpha, "Merel")
    fill(beta, "Kraai")
    shown = agenda(alpha)
    assert "Merel public" in shown and "Kraai public" in shown and "Alpha" in shown
    for hidden in ("network", "stewards", "veel later", "Merelgroep"):
        assert hidden not in shown
    meetings = agenda(alpha, "?kind=meeting&theme=rouw&place=helmond")
    assert "Merelgroep" in meetings and "Merel public" not in meetings
    assert "Niets dat past" in agenda(alpha, "?kind=meeting&place=Maastricht")
    assert agenda(alpha, "?online=1&kind=x&page=0&theme=%00") != ""


def test_what_is_not_public_any_more_is_taken_back(alpha: World) -> None:
    fill(alpha, "Merel")
    with alpha.db() as db:
        cast.ada(db)
        key = db.scalar(select(PublishedDate.thing_id).where(PublishedDate.title == "Merel public"))
    ada = alpha.as_(cast.IDS["ada"])
    sent = {
        "title": "Merel public", "kind": "event", "rhythm": "once", "first_on": str(soon()), "group": "",
        "visibility": "network", "link_for": "network",
    }  # fmt: skip
    assert ada.post(f"/calendar/entries/{key}/edit", sent).status_code == 303
    alpha.work()
    assert "Merel public" not in agenda(alpha)


def test_a_copy_that_did_not_change_is_left_alone(alpha: World) -> None:
    fill(alpha, "Merel")
    versions = text("select xmin::text from shared.published_date order by thing_id, key_on")
    with alpha.db() as db:
        before = db.execute(versions).scalars().all()
    put(alpha, title="Merel erbij", first_on=today() + timedelta(days=3))
    alpha.work()
    with alpha.db() as db:
        after = db.execute(versions).scalars().all()
    assert len(after) == len(before) + 1 and set(before) < set(after)


def test_a_network_touches_only_its_own(alpha: World, beta: World) -> None:
    fill(alpha, "Merel")
    with beta.db() as db:
        assert db.execute(text("delete from shared.published_date")).rowcount == 0  # type: ignore[attr-defined]
    assert "Merel public" in agenda(alpha)
