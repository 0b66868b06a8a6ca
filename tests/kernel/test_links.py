"""What we signed opens for its purpose, in its network, for its time, and across a change of the key."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
import time_machine
from flask import g
from werkzeug.datastructures import MultiDict

from portal.clock import now
from portal.links import is_ours, opened, signed
from portal.tables import new_id
from portal.visitor_forms import VisitorForm
from tests.world import World

DAY = timedelta(days=1)
THING = UUID(int=7)


@contextmanager
def inside(world: World) -> Iterator[None]:
    """As in a request or a job of this network."""
    with world.app.test_request_context(method="POST"):
        g.network = world.network
        yield


def change_keys(world: World, patch: pytest.MonkeyPatch, **settings: Any) -> None:
    """The application starts again with other keys."""
    kernel = world.kernel
    changed = replace(kernel, settings=kernel.settings.model_copy(update=settings))
    patch.setitem(world.app.extensions, "kernel", changed)


def test_it_says_what_was_signed_and_when(alpha: World) -> None:
    with inside(alpha):
        found = opened("visit", signed("visit", THING, "more"), lives=DAY)
    assert found is not None
    assert (found.id, found.said[1]) == (THING, "more")
    assert abs(found.made_at - now()) < timedelta(minutes=1)


def test_it_opens_for_its_purpose_network_and_time_only(alpha: World, beta: World) -> None:
    with inside(alpha):
        token = signed("visit", THING)
        assert opened("visit", token, lives=DAY)
        for forged in ("", "x", "x.y.z", token[1:], token + "A", token.replace(".", "", 1)):
            assert opened("visit", forged, lives=DAY) is None and not is_ours("visit", forged)
        assert opened("letter", token, lives=DAY) is None and not is_ours("letter", token)
        with time_machine.travel(now() + 2 * DAY):
            assert opened("visit", token, lives=DAY) is None
            assert is_ours("visit", token)
    with inside(beta):
        assert opened("visit", token, lives=DAY) is None and not is_ours("visit", token)


def test_a_key_that_was_replaced_still_opens_as_long_as_it_is_named(
    alpha: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = alpha.kernel.settings.secret_key
    with inside(alpha):
        token = signed("visit", THING)
        change_keys(alpha, monkeypatch, secret_key="n" * 64, secret_key_fallbacks=(old,))
        newer = signed("visit", THING)
        assert opened("visit", token, lives=DAY) and opened("visit", newer, lives=DAY)
        change_keys(alpha, monkeypatch, secret_key="n" * 64, secret_key_fallbacks=())
        assert opened("visit", token, lives=DAY) is None
        assert opened("visit", newer, lives=DAY), "it was signed with the new key"


class Note(VisitorForm):
    """A form anybody can send."""

    purpose = "note"


def sent(mark: str) -> Note:
    """The form as it arrives ten seconds later."""
    with time_machine.travel(now() + timedelta(seconds=10)):
        form = Note(THING, formdata=MultiDict({"opened": mark}), meta={"csrf": False})
        form.validate()
        return form


def test_a_form_that_was_open_while_the_key_was_replaced_can_be_sent(
    alpha: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    with inside(alpha):
        mark = signed("form.note", THING, new_id())
        old = alpha.kernel.settings.secret_key
        change_keys(alpha, monkeypatch, secret_key="n" * 64, secret_key_fallbacks=(old,))
        assert not sent(mark).errors and not sent(mark).doubtful
        change_keys(alpha, monkeypatch, secret_key="n" * 64, secret_key_fallbacks=())
        assert sent(mark).form_errors


def test_a_link_is_no_mark_of_a_form_and_a_mark_no_link(alpha: World) -> None:
    with inside(alpha):
        assert sent(signed("note", THING, new_id())).form_errors
        assert sent(signed("form.note", new_id(), new_id())).form_errors, "about another thing"
        mark = sent("").opened.data
        assert not sent(mark or "").form_errors
        assert opened("note", mark or "", lives=DAY) is None
