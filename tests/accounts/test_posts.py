"""Every address of this feature that changes something, sent from somebody else's page."""

from __future__ import annotations

import pytest

from portal.tables import new_id
from tests import cast
from tests.world import World

FOREIGN = ("cross-site", "same-site", "none", None)


def _posts(world: World) -> list[str]:
    """The paths of all POST routes of this feature, with an id of nothing filled in."""
    paths = []
    for rule in world.app.url_map.iter_rules():
        if rule.endpoint.split(".")[0] in ("accounts", "people") and "POST" in (rule.methods or ()):
            paths.append(rule.rule.replace("<uuid:id>", str(new_id())).replace("<token>", "token"))
    return paths


@pytest.mark.parametrize("site", FOREIGN)
def test_no_post_from_elsewhere_is_answered(alpha: World, site: str | None) -> None:
    with alpha.db() as db:
        cast.ada(db)
    browser = alpha.as_(cast.IDS["ada"])
    token = browser.token("/me")
    client = alpha.app.test_client()
    for name in ("__Host-session", "__Host-form"):
        client.set_cookie(name, browser.cookie(name) or "", domain=alpha.host)
    paths = _posts(alpha)
    assert len(paths) >= 13
    for path in paths:
        headers, base = {"Sec-Fetch-Site": site} if site else {}, f"http://{alpha.host}"
        answer = client.post(path, base_url=base, data={"csrf_token": token}, headers=headers)
        assert answer.status_code == 403, (path, site)
    assert alpha.count("signed_in") == 1


def test_the_same_posts_from_our_own_pages_are_answered(alpha: World) -> None:
    with alpha.db() as db:
        cast.ada(db)
    for path in _posts(alpha):
        browser = alpha.as_(cast.IDS["ada"])
        answer = browser.send(path, {"csrf_token": browser.token("/me")})
        assert answer.status_code in (303, 404, 422), (path, answer.status_code)


def test_no_post_without_the_form_token_is_answered(alpha: World) -> None:
    with alpha.db() as db:
        cast.ada(db)
    other = alpha.as_(cast.IDS["ada"]).token("/me")
    browser = alpha.as_(cast.IDS["ada"])
    browser.get("/me")
    for path in _posts(alpha):
        for data in ({}, {"csrf_token": ""}, {"csrf_token": other}):
            assert browser.send(path, data).status_code == 400, path
