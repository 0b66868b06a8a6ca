"""An unsafe request comes from our own page, or it does not come in."""

from __future__ import annotations

import pytest

from tests.world import World

PATH = "/probe/notes"


def _send(world: World, headers: dict[str, str], token: str | None = None, path: str = PATH) -> int:
    browser = world.visitor()
    data = {"csrf_token": browser.token("/probe/form") if token is None else token}
    answer = browser._client.post(path, base_url=f"http://{world.host}", data=data, headers=headers)
    return answer.status_code


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec-Fetch-Site": "same-origin"}, 200),
        ({"Sec-Fetch-Site": "same-origin", "Origin": "http://alpha.localhost"}, 200),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "none"}, 403),
        ({"Sec-Fetch-Site": ""}, 403),
        ({"Sec-Fetch-Site": "SAME-ORIGIN"}, 403),
        ({"Sec-Fetch-Site": "same-site", "Origin": "http://alpha.localhost"}, 403),
        ({"Origin": "http://alpha.localhost"}, 200),
        ({"Origin": "https://alpha.localhost"}, 200),
        ({"Origin": "http://beta.localhost"}, 403),
        ({"Origin": "http://alpha.localhost.evil.example"}, 403),
        ({"Origin": "http://evil.example"}, 403),
        ({"Origin": "http://alpha.localhost:81"}, 403),
        ({"Origin": "alpha.localhost"}, 403),
        ({"Origin": "ftp://alpha.localhost"}, 403),
        ({"Origin": "null"}, 403),
        ({"Referer": "http://alpha.localhost/probe/form"}, 403),
        ({}, 403),
    ],
)
def test_only_our_own_page_may_send(probe: World, headers: dict[str, str], status: int) -> None:
    assert _send(probe, headers) == status
    assert probe.count("audit_entry") == (status == 200)


@pytest.mark.parametrize("token", ["", "x", "IjEi.x.y", "None", "\u0130", "a" * 5000])
def test_a_token_that_is_none_of_ours_is_refused(probe: World, token: str) -> None:
    assert _send(probe, {"Sec-Fetch-Site": "same-origin"}, token) == 400
    assert probe.count("audit_entry") == 0


def test_a_missing_token_says_what_to_do(probe: World) -> None:
    answer = probe.visitor().send(PATH, {})
    assert answer.status_code == 400
    assert "<h1" in answer.text


def test_a_token_of_another_browser_or_network_is_refused(probe: World, other_probe: World) -> None:
    strangers = probe.visitor().token("/probe/form")
    foreign = other_probe.visitor().token("/probe/form")
    for token in (strangers, foreign):
        assert _send(probe, {"Sec-Fetch-Site": "same-origin"}, token) == 400


def test_a_token_of_a_forgotten_browser_has_expired(probe: World) -> None:
    browser = probe.visitor()
    token = browser.token("/probe/form")
    browser._client.delete_cookie("__Host-form", domain=probe.host, path="/")
    assert browser.send(PATH, {"csrf_token": token}).status_code == 400


def test_the_token_may_come_in_a_header_for_htmx(probe: World) -> None:
    browser = probe.visitor()
    token = browser.token("/probe/form")
    assert browser.send(PATH, {}, headers={"X-CSRF-Token": token}).status_code == 200


def test_a_token_in_the_address_counts_for_nothing(probe: World) -> None:
    browser = probe.visitor()
    token = browser.token("/probe/form")
    assert browser.send(f"{PATH}?csrf_token={token}", {}).status_code == 400


def test_a_signed_request_needs_neither(probe: World) -> None:
    answer = probe.visitor()._client.post("/probe/signed", base_url=f"http://{probe.host}")
    assert answer.status_code == 200


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
def test_other_methods_pass_the_same_check(probe: World, method: str) -> None:
    answer = probe.visitor()._client.open(PATH, method=method, base_url=f"http://{probe.host}")
    assert answer.status_code == 405


def test_the_cookie_of_the_form_is_kept_to_this_host(probe: World) -> None:
    cookie = probe.visitor().get("/probe/form").headers["Set-Cookie"]
    assert cookie.startswith("__Host-form=")
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= set(cookie.split("; "))
    assert "Domain" not in cookie
