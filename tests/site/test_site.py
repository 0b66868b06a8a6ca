"""Whether we are well, and the pages every host has."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from tests.browser_like import Browser
from tests.world import World


def test_healthz_says_only_that_the_process_answers(alpha: World) -> None:
    answer = Browser(alpha.app, "10.0.0.7").get("/healthz")
    assert (answer.status_code, answer.json) == (200, {"status": "ok"})


def test_readyz_tells_when_work_is_late(alpha: World) -> None:
    probe = Browser(alpha.app, "localhost")
    assert probe.get("/readyz").json["ready"] is True
    with alpha.db() as db:
        db.execute(text("insert into shared.wake_up (due_at) values (now() - interval '10 minutes')"))
    answer = probe.get("/readyz")
    assert answer.status_code == 503
    assert answer.json["ready"] is False
    assert answer.json["oldest_due_seconds"] >= 600


@pytest.mark.parametrize("path", ["/privacy", "/accessibility", "/style-guide"])
@pytest.mark.parametrize("locale", ["nl", "en", "de"])
def test_every_host_has_them_in_every_language(alpha: World, path: str, locale: str) -> None:
    for host in (alpha.host, "localhost"):
        answer = Browser(alpha.app, host).get(f"{path}?lang={locale}")
        assert answer.status_code == 200
        assert f'<html lang="{locale}"' in answer.text
