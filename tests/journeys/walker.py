"""Somebody with a browser: goes to pages, uses the keyboard, and has every page looked at."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import ConsoleMessage, Locator, Page, Response

RULES = {
    "runOnly": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    }
}


class Walker:
    """Wraps a page; `look` must find nothing wrong with what is on the screen."""

    def __init__(self, page: Page, base: str, *, scripts: bool) -> None:
        self.page = page
        self.base = base
        self.scripts = scripts
        self.complaints: list[str] = []
        page.on("console", self._heard)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type == "error" and "Failed to load resource" not in message.text:
            self.complaints.append(message.text)

    def go(self, path: str) -> Response | None:
        """Open an address of this host and look at the page."""
        response = self.page.goto(self.base + path)
        self.look()
        return response

    def look(self) -> None:
        """No accessibility violation, no sideways scroll, no complaint of the browser."""
        if self.scripts:
            result = Axe().run(self.page, options=RULES)
            violations = [
                f"{v['id']}: {[n['target'] for n in v['nodes']]}" for v in result.response["violations"]
            ]
            assert not violations, f"{self.page.url}: {violations}"
            wide = self.page.evaluate(
                "document.documentElement.scrollWidth - document.documentElement.clientWidth"
            )
            assert wide <= 0, f"{self.page.url} scrolls sideways by {wide} px"
        assert not self.complaints, f"{self.page.url}: {self.complaints}"

    def field(self, label: str) -> Locator:
        """A field by its label."""
        return self.page.get_by_label(label)

    def press(self, name: str) -> None:
        """Press a button by its name and look at what comes."""
        self.page.get_by_role("button", name=name).first.click()
        self.page.wait_for_load_state()
        self.look()

    def follow(self, name: str) -> None:
        """Follow a link by its name and look at what comes."""
        self.page.get_by_role("link", name=name).first.click()
        self.page.wait_for_load_state()
        self.look()

    def choose(self, name: str) -> None:
        """Open the menu of a group's page and go where it leads."""
        self.page.locator("details.more > summary").click()
        self.look()
        self.follow(name)

    def tab_to(self, name: str, *, most: int = 60) -> None:
        """Reach something with the Tab key alone."""
        for _ in range(most):
            self.page.keyboard.press("Tab")
            focused = self.page.evaluate(
                "(e => (e.labels && e.labels[0] ? e.labels[0].innerText : e.innerText) || '')"
                "(document.activeElement)"
            )
            if name in focused:
                return
        raise AssertionError(f"Tab does not reach {name!r} on {self.page.url}")

    def sees(self, text: str) -> bool:
        """Whether a text stands on the page."""
        return text in self.page.inner_text("body")
