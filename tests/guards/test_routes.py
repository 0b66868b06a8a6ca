"""Who may open what: every address of a network, for every kind of person, in one table."""

from __future__ import annotations

import re
import sys
from types import ModuleType

import pytest
from flask import Response
from werkzeug.routing import Rule

import portal
from config.settings import Settings
from portal import create_portal
from portal.access import access, door_of
from portal.gate import Gate
from tests.browser_like import Browser
from tests.guards.doors_answers import GROUP, MEMBERS, OPEN, STEWARDS
from tests.guards.doors_of_reminders import WITH_FORMS
from tests.guards.doors_table import EXPECTED, NATIONAL
from tests.guards.ground import KINDS, address, browsers, rules
from tests.guards.test_doors import WITHOUT_TOKEN
from tests.world import World


def differences(seen: dict[str, tuple[int, ...]], endpoints: set[str]) -> list[str]:
    """Where the table and the application disagree, about these endpoints."""
    lines = [f"{name} is not in the table: {seen.get(name)}" for name in endpoints - set(EXPECTED)]
    lines += [
        f"{name}: {dict(zip(KINDS, statuses, strict=True))}, expected {EXPECTED[name]}"
        for name, statuses in seen.items()
        if name in EXPECTED and statuses != EXPECTED[name]
    ]
    return sorted(lines)


def endpoints(found: list[Rule]) -> set[str]:
    """Their names."""
    return {rule.endpoint for rule in found}


def test_every_page_opens_for_whom_it_is_meant(app: Gate, planted: tuple[World, World]) -> None:
    people = browsers(*planted)
    seen = {}
    for rule in rules(app, "GET"):
        answers = [people[kind].get(address(app, rule)) for kind in KINDS]
        seen[rule.endpoint] = tuple(answer.status_code for answer in answers)
        if EXPECTED.get(rule.endpoint) in (MEMBERS, STEWARDS, GROUP):
            for stranger in (answers[0], answers[-1]):
                assert stranger.headers["Location"].startswith("/signin?next="), rule.rule
    assert differences(seen, endpoints(rules(app, "GET"))) == []


@pytest.mark.parametrize(("path", "outside"), [("/groups/hidden", 404), ("/groups/hidden/edit", 303)])
def test_a_group_that_is_not_listed_exists_only_for_its_own_people(
    planted: tuple[World, World], path: str, outside: int
) -> None:
    statuses = {kind: browser.get(path).status_code for kind, browser in browsers(*planted).items()}
    people = {"cem": 404, "ben": 404, "fay": 200, "ada": 200}
    assert statuses == {"visitor": outside, **people, "eve": outside}


def _let_in(app: Gate, monkeypatch: pytest.MonkeyPatch) -> None:
    """Views with the same doors that do nothing."""
    for rule in rules(app, "POST"):
        door = door_of(app.view_functions[rule.endpoint])
        assert door is not None
        same_door = access(door.permission, on=door.on, csrf=door.csrf)
        idle = same_door(lambda *_, **__: Response("in", mimetype="text/plain"))
        monkeypatch.setitem(app.view_functions, rule.endpoint, idle)


def _token(browser: Browser, kind: str) -> str:
    return browser.token("/signin" if kind in ("visitor", "eve") else "/me")


def test_every_deed_is_open_to_whom_it_is_meant(
    app: Gate, planted: tuple[World, World], monkeypatch: pytest.MonkeyPatch
) -> None:
    people = browsers(*planted)
    tokens = {kind: _token(browser, kind) for kind, browser in people.items()}
    _let_in(app, monkeypatch)
    seen, without = {}, {}
    for rule in rules(app, "POST"):
        path = address(app, rule)
        seen[rule.endpoint] = tuple(
            people[kind].send(path, {"csrf_token": tokens[kind]}).status_code for kind in KINDS
        )
        if rule.endpoint not in WITHOUT_TOKEN:
            without[rule.endpoint] = {people[kind].send(path, {}).status_code for kind in KINDS}
    assert differences(seen, endpoints(rules(app, "POST"))) == []
    assert {name: statuses for name, statuses in without.items() if statuses != {400}} == {}


def test_a_new_route_and_a_wider_door_are_seen() -> None:
    assert differences({"groups.shred": OPEN}, {"groups.shred"}) != []
    assert differences({"people.index": MEMBERS}, {"people.index"}) != []
    assert differences({"people.index": STEWARDS}, {"people.index"}) == []


def test_the_table_names_no_page_that_is_gone(app: Gate) -> None:
    known = endpoints(rules(app, "GET")) | endpoints(rules(app, "POST"))
    assert set(EXPECTED) - known == set()


def test_the_national_site_is_open_and_reads_only(app: Gate, settings: Settings) -> None:
    visitor, seen = Browser(app, settings.base_domain), {}
    for rule in app.national_map.iter_rules():
        if rule.endpoint in WITHOUT_TOKEN:
            continue
        takes_forms = bool({"POST", "PUT", "PATCH", "DELETE"} & set(rule.methods or ()))
        assert not takes_forms or rule.endpoint.startswith(tuple(WITH_FORMS)), rule.rule
        if takes_forms:
            continue
        seen[rule.endpoint] = visitor.get(rule.rule).status_code
    assert seen == NATIONAL


KEBAB = re.compile(r"/|(/([a-z0-9]+(-[a-z0-9]+)*|<[^/]+>))+(\.(atom|csv|ics|js|json|pdf|xlsx))?")
NAMED_BY_A_STANDARD = re.compile(r"/hsds/(|(service_at_locations|taxonomy_terms)(/<[^/]+>)?)")
"""Addresses that HSDS chose."""


def test_addresses_are_written_in_kebab_case(app: Gate) -> None:
    found = [*app.url_map.iter_rules(), *app.national_map.iter_rules()]
    named = [rule.rule for rule in found if not NAMED_BY_A_STANDARD.fullmatch(rule.rule)]
    assert [rule for rule in named if not KEBAB.fullmatch(rule)] == []


@pytest.mark.parametrize(
    "path", ["/Groups", "/group_list", "/groups/", "/groups//edit", "/groups/newGroup", "/groups.PDF"]
)
def test_other_addresses_are_seen(path: str) -> None:
    assert not KEBAB.fullmatch(path)
    assert KEBAB.fullmatch("/stewardship/imports/<uuid:id>/my-columns")


def test_a_view_that_declares_nothing_keeps_the_application_from_starting(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    careless = ModuleType("portal.careless.feature")
    careless.install = lambda app: app.add_url_rule("/open", "careless.open", lambda: "in")  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "portal.careless", ModuleType("portal.careless"))
    monkeypatch.setitem(sys.modules, "portal.careless.feature", careless)
    monkeypatch.setattr(portal, "FEATURES", ("careless",))
    with pytest.raises(RuntimeError, match=r"careless\.open"):
        create_portal(settings)
