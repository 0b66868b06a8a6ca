"""What views declare about themselves hangs together, and the queue and its server have one user."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from werkzeug.routing import Rule

from portal.access import Door, Permission, door_of
from portal.gate import Gate
from portal.ledger import HANDLERS, RECURRING, Job
from tests.guards.source import texts

WITHOUT_TOKEN = {
    "fees.events": "a signature over the whole body, made just now",
    "reminders.leave": "a signed link; mail programs send this by themselves (RFC 8058)",
}
"""Endpoints that take an unsafe request without our form token, and the proof they ask for instead."""
TOUCHING_REDIS = {
    "portal/runner.py": "rings the bell; its keys hold the network's role",
    "portal/site/views.py": "says whether it answers",
}


def faults(rule: Rule, door: Door) -> list[str]:
    """What a view says that cannot be meant."""
    places, methods = set(rule.arguments), set(rule.methods or ())
    found = []
    if door.on is not None and len(places & {"slug", "id"}) != 1:
        found.append("is about a thing and its address does not name one")
    if door.on is None and places & {"slug", "id"}:
        found.append("names a thing and looks it up itself")
    if door.cached and (door.permission is not Permission.PUBLIC or "POST" in methods):
        found.append("is remembered and not the same for everybody")
    if door.shares and (door.permission is not Permission.PUBLIC or door.on or "POST" in methods):
        found.append("is for other sites and not the same for everybody")
    if door.uploads and door.permission is Permission.PUBLIC:
        found.append("takes files from anybody")
    if not door.csrf and rule.endpoint not in WITHOUT_TOKEN:
        found.append("asks for no token and says no reason")
    return [f"{rule.rule} {what}" for what in found]


def doors(app: Gate) -> Iterator[tuple[Rule, Door]]:
    """Every address of both planes with what its view declared."""
    for rule in (*app.url_map.iter_rules(), *app.national_map.iter_rules()):
        door = door_of(app.view_functions[rule.endpoint])
        assert door is not None, rule.rule
        yield rule, door


def test_every_door_means_what_it_says(app: Gate) -> None:
    assert [line for rule, door in doors(app) for line in faults(rule, door)] == []


@pytest.mark.parametrize(
    ("path", "methods", "door"),
    [
        ("/things", ["GET"], Door(Permission.SELF_MANAGE, on=Job)),
        ("/things/<uuid:id>/<slug>", ["GET"], Door(Permission.SELF_MANAGE, on=Job)),
        ("/things/<uuid:id>", ["GET"], Door(Permission.SELF_MANAGE)),
        ("/mine", ["GET"], Door(Permission.SELF_MANAGE, cached=True)),
        ("/all", ["GET", "POST"], Door(Permission.PUBLIC, cached=True)),
        ("/files", ["POST"], Door(Permission.PUBLIC, uploads=True)),
        ("/hook", ["POST"], Door(Permission.PUBLIC, csrf=False)),
        ("/things.json", ["GET"], Door(Permission.SELF_MANAGE, shares="data")),
        ("/things/<slug>.json", ["GET"], Door(Permission.PUBLIC, on=Job, shares="data")),
        ("/pages", ["POST"], Door(Permission.PUBLIC, shares="frame")),
    ],
)
def test_a_door_that_cannot_be_meant_is_seen(path: str, methods: list[str], door: Door) -> None:
    rule = Rule(path, endpoint="x.y", methods=methods)
    Gate(__name__).url_map.add(rule)
    assert len(faults(rule, door)) == 1


def test_redis_has_one_user() -> None:
    users = {name for name, text in texts(".py", within=("portal/",)) if "kernel().redis" in text}
    assert users == set(TOUCHING_REDIS)


def test_recurring_work_has_a_handler_and_a_period() -> None:
    assert set(RECURRING) <= set(HANDLERS)
    assert all(every.total_seconds() >= 60 for every in RECURRING.values())
