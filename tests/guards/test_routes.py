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
from tests.guards.ground import KINDS, address, browsers, rules
from tests.world import World

OPEN = (200, 200, 200, 200, 200, 200)
MEMBERS = (303, 200, 200, 200, 200, 303)
STEWARDS = (303, 403, 403, 403, 200, 303)
HIDDEN = (303, 404, 404, 404, 200, 303)
"""Of a thing that only stewards can see, others do not hear that it exists; visitors sign in first."""
NOWHERE = (404, 404, 404, 404, 404, 404)
"""Open to everybody, who all hear that there is nothing."""
GROUP = (303, 403, 200, 403, 200, 303)
NOWHERE = (404, 404, 404, 404, 404, 404)
"""A signed link that is not ours, or a list that a group does not have."""
HANDED_OVER = (303, 404, 200, 404, 200, 303)
"""A message that the group did not answer: the stewards read it too."""
SIFTED = (303, 404, 403, 404, 200, 303)
PROPOSAL = (303, 404, 200, 404, 200, 303)
CLAIMED = (404, 404, 404, 404, 404, 404)
"""Somebody looks after the group already."""
OWN_SESSION = (303, 404, 200, 404, 404, 303)

EXPECTED = {
    #                                 visitor, cem, ben, fay, ada, eve
    "accounts.accept": OPEN,
    "accounts.ask_for_code": OPEN,
    "accounts.change_me": MEMBERS,
    "accounts.code": (303, 303, 303, 303, 303, 303),
    "accounts.end_other_sessions": MEMBERS,
    "accounts.end_session": OWN_SESSION,
    "accounts.invitation": OPEN,
    "accounts.me": MEMBERS,
    "accounts.renew": MEMBERS,
    "accounts.sign_in": (200, 303, 303, 303, 303, 200),
    "accounts.sign_out": OPEN,
    "accounts.use_code": OPEN,
    "freshness.answer": OPEN,
    "freshness.call_list": STEWARDS,
    "freshness.called": STEWARDS,
    "freshness.check": GROUP,
    "freshness.confirm": GROUP,
    "freshness.mistake": OPEN,
    "freshness.opened": (404, 404, 404, 404, 404, 404),
    "freshness.report": OPEN,
    "freshness.send_wish": OPEN,
    "freshness.thanks": OPEN,
    "freshness.wish": (404, 404, 404, 404, 404, 404),
    "forming.asked": OPEN,
    "forming.begin": GROUP,
    "forming.begun": NOWHERE,
    "forming.companion": STEWARDS,
    "forming.confirm": OPEN,
    "forming.count": GROUP,
    "forming.entry": NOWHERE,
    "forming.guide": OPEN,
    "forming.interest": NOWHERE,
    "forming.join": OPEN,
    "forming.open_list": STEWARDS,
    "forming.proposal": MEMBERS,
    "forming.propose": MEMBERS,
    "forming.show": GROUP,
    "forming.withdraw": OPEN,
    "feeds.atom_feed": OPEN,
    "feeds.csv_file": OPEN,
    "feeds.embed": OPEN,
    "feeds.embed_script": OPEN,
    "feeds.json_file": OPEN,
    "feeds.open_data": OPEN,
    "groups.ask_removal": GROUP,
    "groups.contacts": GROUP,
    "groups.create": STEWARDS,
    "groups.edit": GROUP,
    "groups.give_role": GROUP,
    "groups.home": OPEN,
    "groups.index": OPEN,
    "groups.invite": GROUP,
    "groups.new": STEWARDS,
    "groups.overview": STEWARDS,
    "groups.save": GROUP,
    "groups.save_state": GROUP,
    "groups.show": OPEN,
    "groups.state": GROUP,
    "groups.take_away": GROUP,
    "house.ask_leaving": (303, 403, 200, 403, 403, 303),
    "house.away": MEMBERS,
    "house.begin": OPEN,
    "house.changes": GROUP,
    "house.claim": CLAIMED,
    "house.code": OPEN,
    "house.come_back": MEMBERS,
    "house.decide": (303, 404, 200, 404, 403, 303),
    "house.decline": (303, 404, 200, 404, 403, 303),
    "house.export": (303, 403, 200, 403, 403, 303),
    "house.go_away": MEMBERS,
    "house.grant": HIDDEN,
    "house.leave": (303, 403, 200, 403, 403, 303),
    "house.proposal": PROPOSAL,
    "house.proposals": STEWARDS,
    "house.prove": OPEN,
    "house.refuse": HIDDEN,
    "house.remark": PROPOSAL,
    "house.rules": OPEN,
    "house.settle": (303, 403, 200, 403, 403, 303),
    "house.show": GROUP,
    "house.withdraw": (303, 404, 403, 404, 200, 303),
    "hsds.elsewhere": NOWHERE,
    "hsds.organization": OPEN,
    "hsds.organizations": OPEN,
    "hsds.root": OPEN,
    "hsds.service": OPEN,
    "hsds.service_at_location": OPEN,
    "hsds.service_at_locations": OPEN,
    "hsds.services": OPEN,
    "hsds.taxonomies": OPEN,
    "hsds.taxonomy": OPEN,
    "hsds.taxonomy_term": OPEN,
    "hsds.taxonomy_terms": OPEN,
    "imports.cancel": HIDDEN,
    "imports.choose_columns": HIDDEN,
    "imports.columns": HIDDEN,
    "imports.go_on": HIDDEN,
    "imports.index": STEWARDS,
    "imports.show": (303, 404, 404, 404, 303, 303),
    "imports.start": HIDDEN,
    "imports.upload": STEWARDS,
    "meetings.add": GROUP,
    "meetings.add_extra": GROUP,
    "meetings.ask_removal": GROUP,
    "meetings.change_date": GROUP,
    "meetings.date": GROUP,
    "meetings.edit": GROUP,
    "meetings.extra": GROUP,
    "meetings.index": GROUP,
    "meetings.new": GROUP,
    "meetings.remove": GROUP,
    "meetings.save": GROUP,
    "meetings.undo_date": GROUP,
    "people.ask_end": HIDDEN,
    "people.ask_step_down": HIDDEN,
    "people.end": HIDDEN,
    "people.index": STEWARDS,
    "people.invite": STEWARDS,
    "people.invite_steward": STEWARDS,
    "people.revoke": HIDDEN,
    "people.send_invitation": STEWARDS,
    "people.send_steward_invitation": STEWARDS,
    "people.show": HIDDEN,
    "people.step_down": HIDDEN,
    "places.close": HIDDEN,
    "places.index": STEWARDS,
    "places.reopen": HIDDEN,
    "places.save": HIDDEN,
    "places.show": HIDDEN,
    "relay.answer": HANDED_OVER,
    "relay.close": HANDED_OVER,
    "relay.contact": OPEN,
    "relay.conversation": NOWHERE,
    "relay.drop": SIFTED,
    "relay.end": OPEN,
    "relay.mine": MEMBERS,
    "relay.overview": STEWARDS,
    "relay.release": SIFTED,
    "relay.sent": OPEN,
    "relay.show": HANDED_OVER,
    "relay.write": OPEN,
    "relay.write_back": OPEN,
    "printing.booklet_file": OPEN,
    "printing.index": OPEN,
    "printing.poster_file": OPEN,
    "printing.referral_file": OPEN,
    "printing.tear_off_file": OPEN,
    "site.accessibility": OPEN,
    "site.privacy": OPEN,
    "site.style_guide": OPEN,
    "stewardship.close_task": HIDDEN,
    "stewardship.save_settings": STEWARDS,
    "stewardship.settings": STEWARDS,
    "stewardship.today_page": STEWARDS,
}
"""GET: the status. POST with a token: 200 stands for being let in to the view, which is not carried out."""

NATIONAL = {
    "directory.home": 200,
    "directory.index": 200,
    "directory.networks": 200,
    "site.accessibility": 200,
    "site.healthz": 200,
    "site.privacy": 200,
    "site.readyz": 200,
    "site.style_guide": 200,
}


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
        assert not {"POST", "PUT", "PATCH", "DELETE"} & set(rule.methods or ()), rule.rule
        seen[rule.endpoint] = visitor.get(rule.rule).status_code
    assert seen == NATIONAL


KEBAB = re.compile(r"/|(/([a-z0-9]+(-[a-z0-9]+)*|<[^/]+>))+(\.(atom|csv|js|json|pdf))?")
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
