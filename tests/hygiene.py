"""What must hold for every page, looked at whenever a test fetches one."""

from __future__ import annotations

from collections import Counter
from html.parser import HTMLParser

LABELLED = {"input", "select", "textarea"}
DATA_BLOCK = "application/ld+json"
"""No browser runs a script element of this type."""
UNLABELLED_TYPES = {"hidden", "submit", "button"}
ACTING = ("onclick", "onload", "onerror", "onsubmit", "onchange", "style")


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.ids: Counter[str] = Counter()
        self.h1 = 0
        self.labels: set[str] = set()
        self.controls: list[dict[str, str | None]] = []
        self.problems: list[str] = []
        self.lang = ""
        self.titles = 0
        self._in_label = 0
        self.posting_without_token: list[str] = []
        self._form: tuple[str, bool] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        at = dict(attrs)
        if at.get("id"):
            self.ids[str(at["id"])] += 1
        for name in ACTING:
            if name in at:
                self.problems.append(f"<{tag}> has an inline {name}")
        for name in ("src", "href", "action"):
            value = at.get(name) or ""
            if tag in ("script", "link", "img", "form", "iframe") and value.startswith(
                ("http:", "https:", "//")
            ):
                self.problems.append(f"<{tag}> points outside: {value}")
        getattr(self, f"_tag_{tag}", lambda _at: None)(at)
        if tag in LABELLED and at.get("type") not in UNLABELLED_TYPES:
            self.controls.append({**at, "_inside_label": "yes" if self._in_label else None})

    def _tag_h1(self, _at: dict[str, str | None]) -> None:
        self.h1 += 1

    def _tag_title(self, _at: dict[str, str | None]) -> None:
        self.titles += 1

    def _tag_html(self, at: dict[str, str | None]) -> None:
        self.lang = at.get("lang") or ""

    def _tag_label(self, at: dict[str, str | None]) -> None:
        self._in_label += 1
        self.labels.add(str(at.get("for")))

    def _tag_form(self, at: dict[str, str | None]) -> None:
        if (at.get("method") or "get").lower() == "post":
            self._form = (at.get("action") or "(same page)", False)

    def _tag_input(self, at: dict[str, str | None]) -> None:
        if at.get("name") == "csrf_token" and self._form:
            self._form = (self._form[0], True)

    def _tag_script(self, at: dict[str, str | None]) -> None:
        if not at.get("src") and at.get("type") != DATA_BLOCK:
            self.problems.append("an inline script")
        if not at.get("nonce"):
            self.problems.append("a script without nonce")

    def handle_endtag(self, tag: str) -> None:
        if tag == "label":
            self._in_label -= 1
        if tag == "form" and self._form:
            if not self._form[1]:
                self.problems.append(f"a posting form without token: {self._form[0]}")
            self._form = None


def check_page(html: str, where: str) -> None:
    """Raises AssertionError naming everything that is wrong with a whole page."""
    page = _Page()
    page.feed(html)
    problems = list(page.problems)
    if page.h1 != 1:
        problems.append(f"{page.h1} h1")
    if page.titles < 1:
        problems.append("no title")
    if page.lang not in ("nl", "en", "de"):
        problems.append(f"lang is {page.lang!r}")
    problems += [f"id {name!r} stands {times} times" for name, times in page.ids.items() if times > 1]
    for control in page.controls:
        named = (
            control.get("id") in page.labels or control.get("aria-label") or control.get("aria-labelledby")
        )
        if not named and not control["_inside_label"]:
            problems.append(f"a field without label: {control.get('name')}")
    assert not problems, f"{where}: " + "; ".join(problems)
