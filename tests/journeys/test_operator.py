"""The operator looks how far the work is, and has what failed tried again."""

from __future__ import annotations

from typing import Any

import pytest

from portal.ledger import enqueue
from tests.operating.test_operator import SECRET, with_secret
from tests.world import World


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_failed_work_is_seen_and_tried_again(
    walk: Any, alpha: World, monkeypatch: pytest.MonkeyPatch, scripts: bool
) -> None:
    with_secret(alpha, monkeypatch, SECRET)
    with alpha.db() as db:
        enqueue(db, "test.break", whose="Rouwgroep Helmond")
    alpha.work()
    window = walk(None, scripts=scripts, dark=scripts, locale="en-GB")
    window.go("/operator")
    window.field("Secret").fill("a guess")
    window.press("Open")
    assert window.sees("This is not the secret")
    window.field("Secret").fill(SECRET)
    window.press("Open")
    assert window.sees("test.break") and not window.sees("Helmond")
    window.press("Try again")
    assert window.sees("1 piece of work is tried again.") and not window.sees("test.break")
    window.press("Close")
    assert window.sees("Secret")
