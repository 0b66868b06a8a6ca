"""Every page works before any script has run, and holds none of its own."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from werkzeug.exceptions import HTTPException

from portal.gate import Gate
from tests.browser_like import Browser
from tests.guards.ground import address, browsers, crawl, rules
from tests.guards.source import texts
from tests.hygiene import DATA_BLOCK
from tests.world import World

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
SENDERS = {"data-hx-get", "data-hx-post", "data-hx-put", "data-hx-patch", "data-hx-delete"}
Attributes = dict[str, str | None]


class Page(HTMLParser):
    """Collects what does not work without script; `posts` are the forms with their action."""

    def __init__(self) -> None:
        super().__init__()
        self.problems: list[str] = []
        self.forms: list[tuple[str, str]] = []
        self._open: list[tuple[str, Attributes]] = []
        self._submits: dict[str, bool] = {}
        self._asking: set[str] = set()
        self._current: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        at = dict(attrs)
        if tag == "form":
            self._current = at.get("id") or f"form {len(self.forms)}"
            self._submits.setdefault(self._current, False)
            self.forms.append(((at.get("method") or "").lower(), at.get("action") or ""))
            if (at.get("method") or "").lower() not in ("get", "post") or "action" not in at:
                self.problems.append(f"{self._current} has no action or method")
        self._check(tag, at)
        submits = tag == "button" and at.get("type", "submit") == "submit"
        if submits or (tag == "input" and at.get("type") in ("submit", "image")):
            self._submits[at.get("form") or self._current or ""] = True
        if tag in ("input", "select", "textarea", "button") and at.get("type") != "hidden":
            self._asking.add(at.get("form") or self._current or "")
        if tag not in VOID:
            self._open.append((tag, at))

    def _check(self, tag: str, at: Attributes) -> None:
        self.problems += [f"<{tag}> has {name}" for name in at if re.match(r"on[a-z]+$|hx-|style$", name)]
        code = tag == "script" and at.get("type") != DATA_BLOCK
        if tag == "style" or (code and not at.get("src")):
            self.problems.append(f"an inline {tag}")
        if any((at.get(name) or "").strip().lower().startswith("javascript:") for name in ("href", "action")):
            self.problems.append(f"<{tag}> runs script")
        if SENDERS & set(at) and not self._works(at):
            self.problems.append(f"<{tag}> only works with script")

    def _works(self, at: Attributes) -> bool:
        """It is a link or a form, or a field or button of one."""
        return bool({"href", "action", "formaction"} & set(at)) or any(tag == "form" for tag, _ in self._open)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._current = None
        while self._open and self._open.pop()[0] != tag:
            pass

    def all_problems(self) -> list[str]:
        """What was found on the whole page."""
        idle = [name for name, found in self._submits.items() if name in self._asking and not found]
        return self.problems + [f"{name} has no button" for name in idle]


def look(html: str) -> Page:
    """Read a page to its end."""
    page = Page()
    page.feed(html)
    page.close()
    return page


def leads_somewhere(app: Gate, method: str, action: str, path: str) -> bool:
    """Whether a form's address exists for its method."""
    target = (action or path).split("?")[0].split("#")[0]
    try:
        app.url_map.bind("alpha.localhost").match(target, method=method.upper())
    except HTTPException:
        return False
    return True


@pytest.mark.parametrize("kind", ["visitor", "cem", "ben", "ada"])
def test_every_page_works_without_script(app: Gate, planted: tuple[World, World], kind: str) -> None:
    browser, found = browsers(*planted)[kind], {}
    for path, answer in crawl(browser, [address(app, rule) for rule in rules(app, "GET")]).items():
        if answer.mimetype == "text/html":
            page = look(answer.text)
            lost = [form for form in page.forms if not leads_somewhere(app, *form, path)]
            found[path] = [*page.all_problems(), *(f"a form leads nowhere: {form}" for form in lost)]
            if path.startswith("/style-guide"):  # its forms are specimens and go nowhere
                found[path] = page.all_problems()
    assert len(found) > 10
    assert {path: problems for path, problems in found.items() if problems} == {}


def test_national_pages_work_without_script(app: Gate) -> None:
    visitor = Browser(app, "localhost")
    for path in ("/", "/groups", "/networks", "/privacy"):
        assert look(visitor.get(path).text).all_problems() == []


@pytest.mark.parametrize(
    "html",
    [
        '<form action="/me"><button>Save</button></form>',
        '<form method="post"><button>Save</button></form>',
        '<form method="post" action="/me"><button type="button">Save</button></form>',
        '<div data-hx-get="/groups">more</div>',
        '<a href="/groups" hx-get="/groups">more</a>',
        "<script>go()</script>",
        '<script type="application/ld+json;x">go()</script>',
        "<style>p {}</style>",
        '<p style="color: red">x</p>',
        '<a href="/" onmouseover="go()">x</a>',
        '<a href="javascript:go()">x</a>',
    ],
)
def test_a_page_that_needs_script_is_seen(html: str) -> None:
    assert len(look(html).all_problems()) == 1


def test_a_good_page_is_let_through(app: Gate) -> None:
    form = '<form id="f" method="get" action="/groups"><input data-hx-get="/groups"></form>'
    link = '<a href="/groups" data-hx-get="/groups">more</a>'
    assert look(f'{form}<button form="f">Go</button>{link}').all_problems() == []
    assert leads_somewhere(app, "post", "", "/me") and not leads_somewhere(app, "post", "/nowhere", "/me")


BARE = re.compile(r"""[\s"']hx-[a-z-]+["']?\s*[=:]""")


def test_htmx_is_written_as_data_attributes() -> None:
    found = texts(".html", ".py", within=("templates/", "portal/"))
    assert [name for name, text in found if BARE.search(text)] == []
    assert BARE.search('<a hx-get="/x">') and BARE.search('{"hx-post": url}')
    assert not BARE.search('<a data-hx-get="/x">')
