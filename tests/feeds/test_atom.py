"""The feed of changes is Atom, keeps its ids, and says nothing of persons."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from xml.etree import ElementTree as ET

import pytest
from flask_babel import force_locale

from portal.feeds.atom import KINDS, Change, atom
from tests.feeds.helpers import HOSTILE, NETWORK, bare, hostile
from tests.public_groups import group

pytestmark = pytest.mark.usefixtures("english")
A = "{http://www.w3.org/2005/Atom}"
AT = datetime(2026, 11, 21, 9, 30, 15, 123_456, tzinfo=UTC)
SELF = "https://alpha.example/groups.atom"
MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z")
TAG = re.compile(r"tag:alpha\.example,2026:[\w/:.-]+")


def parsed(*changes: Change) -> ET.Element:
    """The feed, with what RFC 4287 asks of every feed and entry."""
    feed = ET.fromstring(atom(changes, NETWORK, self_url=SELF))
    assert feed.tag == f"{A}feed"
    ids = [feed.findtext(f"{A}id") or "", *(text(entry, "id") for entry in feed.findall(f"{A}entry"))]
    assert len(set(ids)) == len(ids) and all(TAG.fullmatch(one) for one in ids)
    for element in (feed, *feed.findall(f"{A}entry")):
        assert all(len(element.findall(f"{A}{name}")) == 1 for name in ("id", "title", "updated"))
        assert MOMENT.fullmatch(text(element, "updated"))
        kinds = [(link.get("rel"), link.get("type")) for link in element.findall(f"{A}link")]
        assert len(set(kinds)) == len(kinds)
    assert feed.findtext(f"{A}author/{A}name") == NETWORK.name
    return feed


def text(element: ET.Element, name: str) -> str:
    """What a child says."""
    return element.findtext(f"{A}{name}") or ""


def test_a_feed_without_entries() -> None:
    feed = parsed()
    assert text(feed, "updated") == "2026-11-20T08:00:00Z"
    assert text(feed, "title") == "Groups: Zelfhulpnetwerk Alpha"
    assert [link.get("href") for link in feed.findall(f"{A}link")] == [SELF, NETWORK.url]


def test_newest_first() -> None:
    changes = [Change(group(number), "changed", AT + timedelta(hours=number)) for number in (2, 3, 1)]
    feed = parsed(*changes)
    titles = [text(entry, "title") for entry in feed.findall(f"{A}entry")]
    assert titles == ["Changed: Rouwcafé 3", "Changed: Rouwcafé 2", "Changed: Rouwcafé 1"]
    assert text(feed, "updated") == "2026-11-21T12:30:15Z"


def test_an_entry() -> None:
    (entry,) = parsed(Change(group(), "added", AT)).findall(f"{A}entry")
    assert text(entry, "title") == "New: Rouwcafé 1"
    assert text(entry, "summary") == "elke dinsdag, 19:30 to 21:30. Helmond"
    assert entry.find(f"{A}link").get("href") == "https://alpha.example/groups/rouwcafe-1"  # type: ignore[union-attr]
    whole = ET.tostring(entry, encoding="unicode")
    assert not any(word in whole for word in ("Ria", "12345678", "rouw@groep", "verlies", "grief"))


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_a_title_and_a_summary(kind: str) -> None:
    state = {"paused": "paused", "ended": "ended"}.get(kind, "active")
    one = group(state=state, paused_until=date(2027, 3, 1))
    (entry,) = parsed(Change(one, kind, AT)).findall(f"{A}entry")
    assert text(entry, "title").endswith(": Rouwcafé 1") and text(entry, "summary")
    assert ("dinsdag" in text(entry, "summary")) is (state == "active")
    assert entry.find(f"{A}category").get("term") == kind  # type: ignore[union-attr]


def test_ids_outlive_a_new_name() -> None:
    before, after = (
        parsed(Change(group(name=name, slug=name, url=f"https://alpha.example/groups/{name}"), "changed", AT))
        for name in ("old", "new")
    )
    assert text(before.findall(f"{A}entry")[0], "id") == text(after.findall(f"{A}entry")[0], "id")


def test_the_same_change_told_twice_is_one_entry() -> None:
    feed = parsed(Change(group(), "changed", AT), Change(group(), "changed", AT), Change(bare(), "added", AT))
    assert len(feed.findall(f"{A}entry")) == 2


def test_a_long_feed() -> None:
    changes = [Change(group(number), "changed", AT + timedelta(minutes=number)) for number in range(1, 301)]
    assert len(parsed(*changes).findall(f"{A}entry")) == 300


def test_the_language_is_said() -> None:
    with force_locale("de"):
        feed = ET.fromstring(atom([], NETWORK, self_url=SELF))
    assert feed.get("{http://www.w3.org/XML/1998/namespace}lang") == "de"


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_texts_stay_text(words: str) -> None:
    feed = parsed(Change(hostile(1, words), "changed", AT))
    assert {element.tag for element in feed.iter()} <= {
        f"{A}{name}" for name in ("feed", "id", "title", "updated", "link", "author", "name", "entry")
    } | {f"{A}category", f"{A}summary"}
