"""A real browser on the real application: one live server per process, Debian's Chromium."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from config.local.chromium import find
from tests.journeys.walker import Walker
from tests.world import World

WIDTHS = (360, 1280)
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Debian's Chromium instead of a downloaded one."""
    return {**browser_type_launch_args, "executable_path": str(find()), "args": list(QUIET)}


@pytest.fixture(params=WIDTHS, ids=lambda width: f"{width}px")
def width(request: pytest.FixtureRequest) -> int:
    """A phone and a desk."""
    return int(request.param)


@pytest.fixture
def walk(browser: Browser, live: int, width: int) -> Iterator[Any]:
    """`walk(world, scripts=True, dark=False)` opens a browser window on a network's host."""
    contexts = []

    def open_window(
        world: World | None, *, scripts: bool = True, dark: bool = False, locale: str = "nl-NL"
    ) -> Walker:
        context = browser.new_context(
            viewport={"width": width, "height": 800},
            java_script_enabled=scripts,
            locale=locale,
            color_scheme="dark" if dark else "light",
        )
        contexts.append(context)
        host = world.host if world else "localhost"
        page: Page = context.new_page()
        return Walker(page, f"http://{host}:{live}", scripts=scripts)

    yield open_window
    for context in contexts:
        context.close()
