"""Lists are brought in by stewards of this network, and by nobody else."""

from __future__ import annotations

import io

import pytest

from tests import cast
from tests.imports.lists import GRIEF, csv_of, looked, steward, uploaded
from tests.world import World

PATHS = ("", "/columns")
DEEDS = ("/columns", "/groups", "/continuation", "/cancellation")


@pytest.fixture
def address(alpha: World) -> str:
    """A list of ada's that was looked at."""
    browser = steward(alpha)
    made = uploaded(browser, csv_of(GRIEF))
    looked(browser, made)
    return made


def test_visitors_are_asked_to_sign_in(alpha: World, address: str) -> None:
    visitor = alpha.visitor()
    answer = visitor.get("/stewardship/import")
    assert (answer.status_code, answer.headers["Location"][:7]) == (303, "/signin")
    for path in PATHS:
        assert visitor.get(address + path).status_code == 303


@pytest.mark.parametrize("who", [cast.ben, cast.cem, cast.dora])
def test_others_of_the_network_may_not(alpha: World, address: str, who: object) -> None:
    with alpha.db() as db:
        person = who(db).id  # type: ignore[operator]
    browser = alpha.as_(person)
    assert browser.get("/stewardship/import").status_code == 403
    token = browser.token("/me")
    sent = {"csrf_token": token, "file": (io.BytesIO(csv_of(GRIEF)), "x.csv")}
    assert browser.send("/stewardship/import", sent).status_code == 403
    for path in PATHS:
        assert browser.get(address + path).status_code == 404
    for deed in DEEDS:
        assert browser.send(address + deed, {"csrf_token": token}).status_code == 404
    assert alpha.count("support_group") == 0
    assert "/stewardship/import" not in browser.get("/me").text


def test_the_steward_of_the_neighbour_sees_nothing(alpha: World, beta: World, address: str) -> None:
    with beta.db() as db:
        eve = cast.eve(db).id
    browser = beta.as_(eve)
    assert "lijst.csv" not in browser.get("/stewardship/import").text
    for path in PATHS:
        assert browser.get(address + path).status_code == 404
    token = browser.token("/stewardship/import")
    for deed in DEEDS:
        assert browser.send(address + deed, {"csrf_token": token}).status_code == 404
    assert alpha.count("import_run") == 1


def test_a_wrong_token_does_nothing(alpha: World, address: str) -> None:
    browser = steward(alpha)
    for deed in DEEDS:
        assert browser.send(address + deed, {"csrf_token": "wrong"}).status_code == 400
    sent = {"csrf_token": "wrong", "file": (io.BytesIO(csv_of(GRIEF)), "x.csv")}
    assert browser.send("/stewardship/import", sent).status_code == 400
    assert (alpha.count("import_run"), alpha.count("support_group")) == (1, 0)


def test_the_same_number_of_statements_whatever_the_rows(alpha: World) -> None:
    from sqlalchemy import event

    browser = steward(alpha)
    counted = []
    for rows in (1, 60):
        made = uploaded(browser, csv_of(*((f"Groep {number}", *GRIEF[1:]) for number in range(rows))))
        looked(browser, made)
        browser.get(made)
        said: list[str] = []
        listen = lambda *seen, said=said: said.append(seen[2])  # noqa: E731
        event.listen(alpha.kernel.scope.engine, "before_cursor_execute", listen)
        browser.get(made)
        event.remove(alpha.kernel.scope.engine, "before_cursor_execute", listen)
        counted.append(len(said))
    assert counted[0] == counted[1] <= 8
