"""A municipality shows our groups on its own page, and a neighbourhood team prints a sheet."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from werkzeug.serving import make_server

from tests import factories
from tests.world import World

Page = Callable[[str], str]


@pytest.fixture
def municipality() -> Iterator[Callable[[str], str]]:
    """`municipality(line)` puts a line into a page of another site and gives its address."""
    lines: list[str] = []

    def site(_environ: Any, start: Any) -> list[bytes]:
        start("200 OK", [("Content-Type", "text/html; charset=utf-8")])
        return [f"<!doctype html><title>Gemeente</title><h1>Gemeente</h1>{lines[-1]}".encode()]

    server = make_server("127.0.0.1", 0, site, threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()

    def show(line: str) -> str:
        lines.append(line)
        return f"http://127.0.0.1:{server.server_port}/"

    yield show
    server.shutdown()


@pytest.fixture
def groups(alpha: World) -> World:
    """A grief group and another one."""
    with alpha.db() as db:
        factories.group(db, "Rouwgroep Helmond")
        factories.group(db, "Gamen en media", theme="gamen")
    return alpha


@pytest.mark.parametrize("kind", ["frame", "script"])
def test_the_line_that_is_copied_shows_the_list(
    walk: Any, groups: World, municipality: Page, kind: str
) -> None:
    visitor = walk(groups)
    visitor.go("/open-data?theme=rouw")
    line = visitor.page.locator(f"#{kind}").input_value()
    address = municipality(line)
    visitor.page.goto(address)
    shown = visitor.page.frame_locator("iframe")
    link = shown.get_by_role("link", name="Rouwgroep Helmond")
    link.wait_for()
    assert shown.get_by_text("Gamen en media").count() == 0
    with visitor.page.context.expect_page() as opened:
        link.click()
    opened.value.wait_for_load_state()
    assert opened.value.url.endswith("/groups/rouwgroep-helmond")
    assert opened.value.evaluate("window.opener") is None
    assert visitor.page.url == address
    assert not [cookie for cookie in visitor.page.context.cookies() if cookie["name"] != "lang"]


def test_another_page_of_ours_stays_empty_in_a_frame(walk: Any, groups: World, municipality: Page) -> None:
    visitor = walk(groups)
    for path, seen in (("/embed/groups", 1), ("/groups", 0)):
        visitor.page.goto(municipality(f'<iframe src="{visitor.base}{path}"></iframe>'))
        visitor.page.wait_for_timeout(500)
        links = visitor.page.frame_locator("iframe").get_by_role("link", name="Rouwgroep Helmond")
        assert links.count() == seen


def test_the_frame_and_the_page_of_prints_are_easy_to_use(walk: Any, groups: World) -> None:
    visitor = walk(groups)
    for path in ("/embed/groups", "/embed/groups?theme=ms", "/open-data", "/print"):
        visitor.go(path)
    visitor.page.get_by_label("Plaats of postcode").fill("Nergenshuizen")
    visitor.press("Maak het blad (PDF)")
    assert visitor.sees("We kennen")
