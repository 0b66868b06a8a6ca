"""A contact person signs in with the code from the mail and puts the own page right."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests import cast, factories
from tests.sink import Sink
from tests.world import World

CODE = re.compile(r"\b([A-Z0-9]{4}-[A-Z0-9]{4})\b")


@pytest.fixture
def bens_group(alpha: World) -> None:
    """ben speaks for the grief group, and for no other."""
    with alpha.db() as db:
        factories.group(db, "Rouwgroep Helmond", contact=cast.ben(db))
        factories.group(db, "Angstgroep Best", theme="angst", place="Best")


def sign_in(walker: Any, world: World, sink: Sink, address: str) -> None:
    """Ask for a code, read it in the mail, type it."""
    walker.go("/signin")
    walker.field("Mailadres").fill(address)
    walker.press("Mail mij een code")
    sink.received.clear()
    world.work()
    mail = sink.received[-1]
    assert mail.recipients == [address]
    found = CODE.search(mail.text)
    assert found, mail.text
    walker.page.get_by_label("Code").fill(found.group(1).lower().replace("-", " "))
    walker.press("Verder")


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_signs_in_by_code_and_corrects_the_own_page(
    walk: Any, alpha: World, sink: Sink, bens_group: None, scripts: bool
) -> None:
    ben = walk(alpha, scripts=scripts)
    sign_in(ben, alpha, sink, "ben@people.example")
    assert ben.sees("Rouwgroep Helmond")
    ben.go("/groups/rouwgroep-helmond/edit")
    ben.page.locator("input[name=phone]").fill("")
    ben.page.locator("input[name=email]").fill("")
    ben.page.locator("input[name=website]").fill("")
    ben.page.locator("input[name=costs]").fill("koffie 1,50 euro")
    ben.press("Opslaan")
    assert ben.sees("zodat mensen de groep kunnen bereiken")
    assert ben.page.locator("input[name=costs]").input_value() == "koffie 1,50 euro"
    ben.page.locator("input[name=phone]").fill("0492 000 999")
    ben.press("Opslaan")
    ben.go("/groups/rouwgroep-helmond")
    assert ben.sees("0492 000 999")
    assert ben.sees("koffie 1,50 euro")


def test_cannot_change_another_groups_page_and_is_out_after_signing_out(
    walk: Any, alpha: World, sink: Sink, bens_group: None
) -> None:
    ben = walk(alpha)
    sign_in(ben, alpha, sink, "ben@people.example")
    assert ben.page.goto(f"{ben.base}/groups/angstgroep-best/edit").status == 403
    ben.go("/me")
    menu = ben.page.locator("details.menu:visible").last
    menu.locator("summary").click()
    menu.get_by_role("button", name="Uitloggen").click()
    ben.page.wait_for_load_state()
    ben.page.goto(f"{ben.base}/me")
    assert "/signin" in ben.page.url
    ben.page.go_back()
    assert not ben.sees("ben@people.example")
