"""What waits for stewards, and what they say of their network."""

from __future__ import annotations

from sqlalchemy import select

from portal.audit import AuditEntry
from portal.profile import NetworkProfile
from portal.tasks.actions import open_task
from portal.tasks.models import Task
from tests import cast, factories
from tests.world import World

SETTINGS = {
    "welcome": "Welkom in de regio.",
    "phone": "040-000 00 00",
    "phone_note": "",
    "email": "info@alpha.example",
    "promise_hours": "24",
    "check_months": "6",
    "grace_months": "2",
}


def test_a_task_is_seen_and_ticked_off_once(alpha: World) -> None:
    with alpha.db() as db:
        ada = cast.ada(db)
        group = factories.group(db)
        open_task(db, "import", key="k1", sentence="Welke week?", original="om de week do", group_id=group.id)
        open_task(db, "import", key="k1", sentence="Welke week?", original="om de week do", group_id=group.id)
    assert alpha.count("task") == 1
    browser = alpha.as_(ada)
    page = browser.get("/stewardship")
    assert "Welke week?" in page.text
    with alpha.db() as db:
        task_id = db.scalars(select(Task.id)).one()
    done = browser.post(f"/stewardship/tasks/{task_id}/closure", page="/stewardship")
    assert "Welke week?" not in browser.follow(done).text
    with alpha.db() as db:
        assert db.get_one(Task, task_id).done_by == ada.id
        assert db.scalars(select(AuditEntry.action).where(AuditEntry.thing_id == task_id)).all() == [
            "task.closed"
        ]


def test_others_do_not_see_the_list(alpha: World) -> None:
    with alpha.db() as db:
        ben = cast.ben(db)
        open_task(db, "import", key="k1", sentence="Welke week?")
    assert alpha.as_(ben).get("/stewardship").status_code == 403
    assert alpha.visitor().get("/stewardship").status_code == 303


def test_settings_are_public_at_once(alpha: World) -> None:
    with alpha.db() as db:
        ada = cast.ada(db)
    visitor = alpha.visitor()
    assert "Welkom in de regio." not in visitor.get("/").text
    browser = alpha.as_(ada)
    assert browser.post("/stewardship/settings", SETTINGS).status_code == 303
    assert "Welkom in de regio." in visitor.get("/").text
    with alpha.db() as db:
        row = db.get_one(NetworkProfile, 1)
        row.welcome = row.phone = row.email = ""


def test_settings_that_cannot_be_used_are_kept_in_the_form(alpha: World) -> None:
    with alpha.db() as db:
        ada = cast.ada(db)
    answer = alpha.as_(ada).post(
        "/stewardship/settings", {**SETTINGS, "email": "geen@@mail", "promise_hours": "x"}
    )
    assert answer.status_code == 422
    assert "geen@@mail" in answer.text
    assert "Welkom in de regio." in answer.text
