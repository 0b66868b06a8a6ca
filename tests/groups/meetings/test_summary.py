"""The list's summary and the first meeting say the same, whichever was written."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, time

import pytest
from sqlalchemy import select

from portal.groups.meetings.models import Meeting
from portal.groups.models import Group
from portal.imports.direct import import_now
from portal.tasks.models import Task
from tests import cast
from tests.groups.helpers import filled_in, said, stored
from tests.groups.meetings.ground import (
    MEETINGS,
    PAGE,
    SECOND_TUESDAY,
    SLUG,
    TODAY,
    enter,
    meetings,
    on,
    plant,
)
from tests.world import World


@pytest.fixture
def ground(alpha: World) -> Iterator[World]:
    """22 November 2026."""
    with on(TODAY):
        yield plant(alpha)


def edit(world: World, **fields: str) -> None:
    """Save the form of the page with some fields changed."""
    browser = world.as_(cast.IDS["ben"])
    values = filled_in(browser, f"{PAGE}/edit") | fields
    assert browser.send(f"{PAGE}/edit", values).status_code == 303


def same(world: World) -> bool:
    """The group's columns repeat its first meeting."""
    group, first = stored(world, SLUG), meetings(world)[0]
    return (group.rrule, group.starts_at, group.ends_at) == (first.rrule, first.starts_at, first.ends_at)


def test_the_form_of_the_page_writes_the_first_meeting(ground: World) -> None:
    edit(ground, meeting_text="elke woensdag", starts_at="10:00", ends_at="12:00")
    (meeting,) = meetings(ground)
    assert (meeting.text, meeting.rrule, meeting.starts_at) == (
        "elke woensdag",
        "FREQ=WEEKLY;BYDAY=WE",
        time(10),
    )
    assert "Wednesday 25 November 10:00 to 12:00" in said(ground.visitor().get(f"{PAGE}?lang=en"))
    edit(ground, meeting_text="")
    assert meetings(ground)[0].text == ""
    edit(ground, starts_at="", ends_at="")
    assert meetings(ground) == []


def test_a_new_time_keeps_the_rule_and_its_exceptions(ground: World) -> None:
    enter(ground, **SECOND_TUESDAY, first_on="2026-12-01")
    path = f"{MEETINGS}/{meetings(ground)[0].id}"
    ground.as_(cast.IDS["ben"]).post(f"{path}/dates/2026-12-08", {"kind": "cancelled"})
    before = meetings(ground)[0]
    edit(ground, starts_at="20:00", ends_at="22:00")
    (after,) = meetings(ground)
    assert (after.id, after.rrule, after.starts_at) == (before.id, before.rrule, time(20))
    assert [change.on_date for change in after.changes] == [date(2026, 12, 8)]
    assert (after.first_on, after.text, after.sequence) == (date(2026, 12, 1), "", before.sequence + 1)
    assert same(ground)


def test_another_rule_forgets_what_was_known_of_the_old_one(ground: World) -> None:
    enter(ground, **SECOND_TUESDAY, first_on="2026-12-01", not_months=["7"])
    path = f"{MEETINGS}/{meetings(ground)[0].id}"
    ground.as_(cast.IDS["ben"]).post(f"{path}/dates/2026-12-08", {"kind": "cancelled"})
    edit(ground, meeting_text="elke donderdag")
    (after,) = meetings(ground)
    assert (after.rrule, after.first_on, after.not_months, after.changes) == (
        *("FREQ=WEEKLY;BYDAY=TH", None),
        *([], []),
    )
    assert same(ground)


def test_a_form_saved_untouched_leaves_the_meeting_alone(ground: World) -> None:
    enter(ground, **SECOND_TUESDAY)
    before = meetings(ground)[0]
    edit(ground, costs="gratis")
    after = meetings(ground)[0]
    assert (after.sequence, after.text) == (before.sequence, "")


FILE = """Naam;Thema;Telefoon;Plaats;Wanneer;Tijd
Dinsdaggroep;rouw;0492 000 001;Helmond;elke dinsdag;19.30-21.30
Drie weken;rouw;0492 000 002;Helmond;elke 3 weken op donderdag;20.00
Even weken;rouw;0492 000 003;Helmond;even weken woensdag;10.00
Overleg;rouw;0492 000 004;Helmond;in overleg;
Zonder;rouw;0492 000 005;Helmond;;
"""


def imported(world: World, text: str = FILE) -> dict[str, Meeting]:
    """Read a file; the meeting of each group by name."""
    with world.app.app_context():
        import_now(world.network, "lijst.csv", text.encode(), locale="nl")
    with world.db() as db:
        rows = db.execute(select(Group.name, Meeting).join(Meeting, Meeting.group_id == Group.id)).all()
        db.expunge_all()
    return dict(rows)


def test_an_import_ends_with_the_meetings_it_understood(alpha: World) -> None:
    found = imported(alpha)
    facts = {
        name: (meeting.text, meeting.rrule, meeting.starts_at, meeting.ends_at)
        for name, meeting in found.items()
    }
    assert facts == {
        "Dinsdaggroep": ("elke dinsdag", "FREQ=WEEKLY;BYDAY=TU", time(19, 30), time(21, 30)),
        "Drie weken": ("elke 3 weken op donderdag", "FREQ=WEEKLY;INTERVAL=3;BYDAY=TH", time(20), None),
        "Even weken": ("even weken woensdag", "FREQ=WEEKLY;INTERVAL=2;BYDAY=WE", time(10), None),
        "Overleg": ("in overleg", "", None, None),
    }
    even = found["Even weken"].first_on
    assert even is not None and even.isocalendar().week % 2 == 0
    assert found["Drie weken"].first_on is None, "nothing is guessed"


def test_an_interval_without_a_first_date_shows_its_sentence_and_asks(alpha: World) -> None:
    found = imported(alpha)
    page = said(alpha.visitor().get("/groups/drie-weken?lang=en"))
    assert "When elke 3 weken op donderdag" in page and "Next dates" not in page
    with alpha.db() as db:
        ada = cast.ada(db)
        about = select(Task.sentence).where(Task.group_id == found["Drie weken"].group_id)
        assert db.scalars(about).all() != []
    own = alpha.as_(ada).get("/groups/drie-weken/meetings?lang=en")
    assert "Say on which date the first meeting is" in said(own)
    assert "Next dates" in said(alpha.visitor().get("/groups/dinsdaggroep?lang=en"))


def test_a_second_import_changes_the_meeting_and_keeps_what_was_entered(alpha: World) -> None:
    before = imported(alpha)
    after = imported(alpha, FILE.replace("elke dinsdag;19.30-21.30", "elke vrijdag;9.00"))
    changed = after["Dinsdaggroep"]
    assert (changed.rrule, changed.starts_at) == ("FREQ=WEEKLY;BYDAY=FR", time(9))
    assert changed.id == before["Dinsdaggroep"].id
    assert after["Even weken"].sequence == before["Even weken"].sequence
    assert len(after) == len(before)
