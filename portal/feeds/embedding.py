"""The lines that a municipality copies into its own site to show the list there."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple
from urllib.parse import parse_qsl

from flask_babel import gettext as _
from markupsafe import escape

from portal.feeds.clean import joined
from portal.feeds.words import pause, said_when, ways
from portal.groups.almanac import Almanac
from portal.groups.public import PublicGroup
from portal.groups.sentences import verified
from portal.groups.wishes import Wish
from portal.i18n import language

HEIGHT = 640
"""CSS pixels: four or five groups; the reader scrolls for more."""


class Shown(NamedTuple):
    """A group in the frame."""

    name: str
    url: str
    when: list[str]
    where: str
    checked: str


def shown(group: PublicGroup) -> Shown:
    """What everybody may know of a group, in a few lines."""
    houses = (meeting.place.name for meeting in group.meetings if meeting.place)
    said = [pause(group)] if group.state == "paused" else [said_when(meeting) for meeting in group.meetings]
    return Shown(
        group.name,
        group.url,
        _once(said),
        joined([*houses, group.place, ways(group) if group.online or group.by_phone else ""], ", "),
        verified(group.verified_on, group.verified_precision, language()),
    )


def _once(texts: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(text for text in texts if text))


class Snippet(NamedTuple):
    """The same list as a frame and as a script, and its address."""

    frame: str
    script: str
    address: str


def snippet(wish: Wish, book: Almanac, home: str, network: str) -> Snippet:
    """What to copy for this choice; `home` is the full address of the network's first page."""
    query = wish.query(exact="")
    address = f"{home}embed/groups" + (f"?{query}" if query else "")
    title = escape(_title(wish, book, network))
    frame = (
        f'<iframe src="{escape(address)}" title="{title}" width="100%" height="{HEIGHT}" '
        'loading="lazy" referrerpolicy="no-referrer" style="border:0"></iframe>'
    )
    choices = "".join(f' data-{name}="{escape(value)}"' for name, value in parse_qsl(query))
    script = f'<script async src="{home}embed/groups.js" data-title="{title}"{choices}></script>'
    return Snippet(frame, script, address)


def _title(wish: Wish, book: Almanac, network: str) -> str:
    """What a screen reader says of the frame."""
    theme = book.themes.get(wish.theme)
    about = theme.name if theme else _("Self-help groups")
    said = _("%(theme)s in %(place)s", theme=about, place=wish.where) if wish.place else about
    return str(_("%(what)s, by %(network)s", what=said, network=network))
