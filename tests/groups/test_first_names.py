"""Visitors read only the first name of who answers, wherever they read it, if the group wants that."""

from __future__ import annotations

import pytest
from flask import Flask
from flask_babel import force_locale

from portal.groups.actions import create
from portal.groups.first_names import first_names
from portal.groups.models import Group
from portal.groups.sentences import for_whom
from tests import cast, factories
from tests.world import World

SAID = [
    ("Ria", "Ria"), ("Ria de Vries", "Ria"), ("Ria de Vries en Jan Jansen", "Ria en Jan"),
    ("Ria, Jan en Els", "Ria, Jan en Els"), ("Jansen, Ria", "Ria"), ("mevr. Ria Jansen", "Ria"),
    ("Mevr. Jansen", ""), ("A. de Vries", ""), ("J.P. Jansen", ""), ("fam. de Boer", ""),
    ("van der Berg", ""), ("Dr. Anna Müller", "Anna"), ("Frau Müller", ""), ("Ed Bos", "Ed"),
    ("Ria Bos (na 19 uur) 040-1234567", "Ria"), ("Jan en A. de Wit", "Jan"), ("", ""),
]  # fmt: skip
DOORS = (
    "/groups/rouwgroep-helmond",
    "/groups.csv",
    "/groups.json",
    "/hsds/services?full=true",
    "/embed/groups",
)


@pytest.mark.parametrize(("written", "said"), SAID, ids=[written for written, _ in SAID])
def test_first_names(written: str, said: str) -> None:
    assert first_names(written) == said


@pytest.mark.parametrize("only", [True, False])
def test_no_open_door_tells_a_surname(alpha: World, only: bool) -> None:
    with alpha.db() as db:
        factories.group(db, contact=cast.ben(db), contact_name="Hildegard Zwartkruis", first_names_only=only)
    texts = {door: alpha.visitor().get(door).text for door in DOORS}
    assert any("Hildegard" in text for text in texts.values())
    telling = [door for door, text in texts.items() if "Zwartkruis" in text]
    assert (telling == []) is only, "control: without the switch it is told"
    page = alpha.as_(cast.IDS["ben"]).get("/groups/rouwgroep-helmond?lang=en").text
    assert "Hildegard Zwartkruis" in page
    assert ("Visitors read as who answers: Hildegard." in page) is only


def test_new_groups_begin_with_it(alpha: World) -> None:
    with alpha.db() as db:
        ada = cast.ada(db)
        made = create(db, by=ada, values={"name": "Nieuw", "themes": ["rouw"], "phone": "040 000 00 00"})
        assert made.first_names_only
    assert str(Group.__table__.c.first_names_only.server_default.arg) == "false", (
        "those of before keep theirs"
    )


def test_who_is_welcome_is_not_said_twice(app: Flask) -> None:
    with app.app_context(), force_locale("en"):
        assert for_whom(["women"], "women") == ["women"]
        assert for_whom(["young", "women"], "women from 18 to 30") == ["young people", "women from 18 to 30"]
        assert for_whom([], "") == []
