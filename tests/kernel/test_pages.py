"""Nobody is sent to a stranger's site, and plain text stays plain."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest

from portal.pages import network_url, own_path, paragraphs
from tests.world import World

STRANGERS = [
    *("", "//evil.example", "///evil.example", "/\\evil.example", "\\\\evil.example", "https://evil.example"),
    *(
        "https:evil.example",
        "javascript:alert(1)",
        "/%5cevil.example",
        "/\t/evil.example",
        "/\n/evil.example",
    ),
    *("http:///evil.example", " /groups", "groups", "/nowhere", "/groups/../../evil", "/" + "a" * 600),
    *("/.evil.example", "@evil.example", "/@evil.example", "data:text/html,x", "//groups", "/\x00/groups"),
]


@pytest.mark.parametrize("path", STRANGERS)
def test_only_our_own_pages_are_gone_back_to(probe: World, path: str) -> None:
    with probe.app.test_request_context("/", base_url="http://alpha.localhost"):
        assert own_path(path) is None


@pytest.mark.parametrize("path", ["/probe/open", "/probe/open?q=1&next=//evil", "/groups", "/"])
def test_our_own_pages_are(probe: World, path: str) -> None:
    with probe.app.test_request_context("/", base_url="http://alpha.localhost"):
        assert own_path(path) == path


def test_addresses_in_mails_never_follow_a_request(probe: World) -> None:
    with probe.app.test_request_context("/", base_url="http://evil.example"):
        address = urlsplit(network_url("alpha", "/me"))
    assert (address.scheme, address.hostname, address.path) == ("http", "alpha.localhost", "/me")


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("a\n\nb\nc", "<p>a</p>\n<p>b<br>c</p>"),
        ("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>"),
        ('"><img src=x onerror=alert(1)>', "<p>&#34;&gt;&lt;img src=x onerror=alert(1)&gt;</p>"),
        ("</p></div><div hx-get=/x>", "<p>&lt;/p&gt;&lt;/div&gt;&lt;div hx-get=/x&gt;</p>"),
        ("{{ 7 * 7 }}", "<p>{{ 7 * 7 }}</p>"),
        ("\r\n\r\n", ""),
    ],
)
def test_text_of_people_stays_text(text: str, html: str) -> None:
    assert str(paragraphs(text)) == html
