"""What changed in a directory, as an Atom feed (RFC 4287).

Ids are tag addresses (RFC 4151) of the network's host and our own ids: they stay when a group gets another
name or page. An entry says what happened and where to look, and nothing of persons.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

from flask_babel import gettext as _

from portal.feeds.clean import cleaned, joined, web
from portal.feeds.words import pause, said_when
from portal.groups.public import PublicGroup, PublicNetwork
from portal.groups.sentences import FIELDS
from portal.i18n import language

KINDS = ("added", "changed", "paused", "ended")
_SINCE = "2026"
"""The year in the tags; part of every id, never to be changed."""


@dataclass(frozen=True, slots=True)
class Change:
    """What happened to a group: one of KINDS, at an aware moment. The group as it is now."""

    group: PublicGroup
    kind: str
    at: datetime
    fields: tuple[str, ...] = ()
    """What changed, as far as it is known and visitors see it: keys of `groups.sentences.FIELDS`."""


def atom(changes: Sequence[Change], network: PublicNetwork, *, self_url: str) -> bytes:
    """The feed, newest first. `self_url` is the full address under which it is fetched."""
    network = cleaned(network)
    tag = f"tag:{urlsplit(network.url).hostname or network.slug},{_SINCE}:"
    feed = ET.Element("feed", {"xmlns": "http://www.w3.org/2005/Atom", "xml:lang": language()})
    newest = max((change.at for change in changes), default=network.updated_at)
    _text(feed, "id", f"{tag}groups")
    _text(feed, "title", _("Groups: %(network)s", network=network.name))
    _text(feed, "updated", _moment(newest))
    ET.SubElement(feed, "link", {"rel": "self", "type": "application/atom+xml", "href": self_url})
    ET.SubElement(feed, "link", {"rel": "alternate", "type": "text/html", "href": network.url})
    _text(ET.SubElement(feed, "author"), "name", network.name)
    latest = {_id(tag, change): change for change in sorted(changes, key=lambda change: change.at)}
    for name, change in reversed(latest.items()):
        _entry(feed, name, cleaned(change))
    document: bytes = ET.tostring(feed, encoding="utf-8", xml_declaration=True)
    return document


def _entry(feed: ET.Element, name: str, change: Change) -> None:
    group = change.group
    entry = ET.SubElement(feed, "entry")
    _text(entry, "id", name)
    _text(entry, "title", _title(change))
    _text(entry, "updated", _moment(change.at))
    if web(group.url):
        ET.SubElement(entry, "link", {"rel": "alternate", "type": "text/html", "href": group.url})
    ET.SubElement(entry, "category", {"term": change.kind})
    _text(entry, "summary", _summary(change) or _title(change))


def _title(change: Change) -> str:
    name = change.group.name
    titles = {
        "added": _("New: %(group)s", group=name),
        "changed": _("Changed: %(group)s", group=name),
        "paused": _("Paused: %(group)s", group=name),
        "ended": _("Ended: %(group)s", group=name),
    }
    return str(titles[change.kind])


def _summary(change: Change) -> str:
    """What changed, when and in which town it meets now, for who does not open the page."""
    group = change.group
    if change.kind == "ended" or group.state == "ended":
        return ""
    named = ", ".join(str(FIELDS[name]).rstrip("?") for name in change.fields if name != "state")
    when = [] if group.state == "paused" else [said_when(meeting) for meeting in group.meetings]
    what = _("What changed: %(fields)s", fields=named) if named else ""
    return joined([what, pause(group), *when, group.place], ". ")


def _id(tag: str, change: Change) -> str:
    moment = f"{change.at.astimezone(UTC):%Y%m%dT%H%M%S.%f}"
    return f"{tag}group/{change.group.id}/{change.kind}/{moment}"


def _moment(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def _text(parent: ET.Element, name: str, text: str) -> None:
    ET.SubElement(parent, name).text = text
