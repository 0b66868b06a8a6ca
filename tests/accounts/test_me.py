"""One's own page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from jinja2 import ChoiceLoader, DictLoader
from sqlalchemy import Select, select

from portal.accounts import hooks
from portal.accounts.browsers import browser_name
from portal.accounts.models import Person
from tests import cast
from tests.accounts.helpers import ask, deeds, newest_code
from tests.sink import Sink
from tests.world import World


@pytest.fixture(autouse=True)
def _people(alpha: World) -> None:
    with alpha.db() as db:
        cast.person(db, "ben", locale="en")
        cast.cem(db)


def test_it_shows_ones_own_data_and_nobody_elses(alpha: World) -> None:
    page = alpha.as_(cast.IDS["ben"]).get("/me").text
    assert "ben@people.example" in page
    assert "cem@people.example" not in page


def test_a_visitor_is_asked_to_sign_in(alpha: World) -> None:
    assert alpha.visitor().get("/me").headers["Location"] == "/signin?next=/me"


def test_name_and_language_are_saved_and_replace_a_choice_made_in_the_footer(alpha: World) -> None:
    browser = alpha.as_(cast.IDS["ben"])
    assert 'lang="nl"' in browser.get("/me?lang=nl").text
    answer = browser.post("/me", {"name": " Ben B. ", "locale": "de"})
    assert answer.status_code == 303
    assert '<html lang="de">' in browser.follow(answer).text
    with alpha.db() as db:
        ben = db.get_one(Person, cast.IDS["ben"])
        assert (ben.name, ben.locale) == ("Ben B.", "de")
    browser.post("/me", {"name": "Ben B.", "locale": "network"})
    with alpha.db() as db:
        assert db.get_one(Person, cast.IDS["ben"]).locale is None
    assert deeds(alpha) == ["person.changed", "person.changed"]


@pytest.mark.parametrize(
    "data", [{"name": "x" * 81, "locale": "nl"}, {"name": "B", "locale": "fr"}, {"name": "B"}]
)
def test_what_cannot_be_saved_is_kept_in_the_form(alpha: World, data: dict[str, str]) -> None:
    answer = alpha.as_(cast.IDS["ben"]).post("/me", data)
    assert answer.status_code == 422
    assert f'value="{data["name"]}"' in answer.text
    with alpha.db() as db:
        assert db.get_one(Person, cast.IDS["ben"]).name == "Ben"


def test_later_features_add_sections(alpha: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def named(name: str) -> Select[str]:
        return select(Person.name).where(Person.name == name)

    def section(rows: Sequence[Any]) -> hooks.MeSection:
        return hooks.MeSection("Groups", "accounts/_probe.html", {"words": [rows[0].name, "<b>"]})

    parts = [
        hooks.MePart(lambda person: named(person.name), section),
        hooks.MePart(lambda _person: named("nobody"), section),
        hooks.MePart(lambda person: named(person.name), lambda _rows: None),
    ]
    monkeypatch.setattr(hooks, "me_parts", parts)
    probe = DictLoader({"accounts/_probe.html": "{{ values.words|join(',') }}"})
    own = alpha.app.jinja_loader
    assert own is not None
    monkeypatch.setattr(alpha.app, "jinja_loader", ChoiceLoader([own, probe]))
    page = alpha.as_(cast.IDS["ben"]).get("/me").text
    assert "<h2>Groups</h2>\nBen,&lt;b&gt;" in page
    assert page.count("<h2>Groups</h2>") == 1


def test_the_page_costs_few_statements_however_many_browsers(alpha: World) -> None:
    counts = []
    for more in (0, 12):
        for _ in range(more):
            alpha.as_(cast.IDS["ben"])
        browser = alpha.as_(cast.IDS["ben"])
        browser.get("/me")
        with alpha.statements() as sent:
            browser.get("/me")
        counts.append(len(sent))
    assert counts[0] == counts[1] <= 8


def test_later_features_choose_where_one_starts(
    alpha: World, sink: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hooks, "homes", [lambda person: "/stewardship/people" if person.is_steward else None])
    with alpha.db() as db:
        cast.ada(db)
    for name, home in (("ada", "/stewardship/people"), ("ben", "/me")):
        browser = ask(alpha.visitor(), f"{name}@people.example")
        assert browser.post("/signin/code", {"code": newest_code(alpha, sink)}).headers["Location"] == home


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        ("Mozilla/5.0 (Windows NT 10.0; rv:145.0) Gecko/20100101 Firefox/145.0", "Firefox, Windows"),
        ("Mozilla/5.0 (iPhone; iPhone OS 18_1 like Mac OS X) Version/18.1 Safari/604.1", "Safari, iPhone"),
        ("Mozilla/5.0 (Linux; Android 14) Chrome/142.0 Mobile Safari/537.36", "Chrome, Android"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/142.0 Safari/537.36 Edg/142.0", "Edge, Windows"),
        ("curl/8", ""),
        ("", ""),
    ],
)
def test_a_browser_is_named_without_its_version(agent: str, name: str) -> None:
    assert browser_name(agent) == name
