"""Happenings as calendar files: feeds, one date to download, and what goes with a mail."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from flask import g
from flask_babel import gettext as _

from portal.clock import today
from portal.extensions import kernel
from portal.happenings import Date, Happening
from portal.ics import series, writing
from portal.ics.writing import Event
from portal.pages import network_url
from portal.recurrence.pattern import Pattern

BACK, AHEAD = timedelta(days=31), timedelta(days=400)
"""What single dates and exceptions a feed holds; a series in it goes on by its rule."""
HOURS = 4
"""How often whoever subscribed should look again."""


def window() -> tuple[date, date]:
    """The days of a feed."""
    return today() - BACK, today() + AHEAD


def file(
    found: Iterable[Happening], *, name: str, neutral: bool = False, method: str = "", path: str = "/calendar"
) -> bytes:
    """The file. `neutral`: it names no group, no title and no page, whoever looks over a shoulder."""
    url = network_url(g.network.slug, path)
    events = (event for what in found for event in events_of(what, neutral=neutral))
    return writing.calendar(events, name=name, url=url, method=method, hours=0 if method else HOURS)


def events_of(what: Happening, *, neutral: bool = False) -> Iterator[Event]:
    """The events of one happening, in the language in force."""
    paper = _paper(what, neutral=neutral)
    if what.pattern is not None:
        pattern = _nameless(what.pattern) if neutral else what.pattern
        yield from series.events(pattern, paper, days=what.days)
    elif isinstance(what.starts, datetime):
        yield replace(paper, starts=what.starts, ends=what.ends)
    elif what.starts is not None:
        last = what.ends or what.starts
        yield replace(paper, starts=what.starts, ends=writing.day_after(last) if last > what.starts else None)


def one(found: Date, *, neutral: bool = False) -> Event:
    """A single date by itself, as somebody puts it into their own calendar by hand.

    Of a series it keeps the series' uid and says which one it is, so that a later feed changes the same one.
    """
    paper = _paper(found.what, neutral=neutral)
    paper = replace(paper, cancelled=found.cancelled)
    in_series = found.what.pattern is not None
    if found.starts is None:
        ends = writing.day_after(found.last) if found.last > found.on else None
        return replace(paper, starts=found.on, ends=ends, recurrence_id=found.key if in_series else None)
    key = _key(found) if in_series else None
    return replace(paper, starts=found.starts, ends=found.ends, recurrence_id=key)


def _key(found: Date) -> datetime | None:
    pattern = found.what.pattern
    if pattern is None or pattern.starts_at is None:
        return None
    at = datetime.combine(found.key, pattern.starts_at)
    return at.replace(tzinfo=found.starts.tzinfo if found.starts else UTC)


def _paper(what: Happening, *, neutral: bool) -> Event:
    text = "\n".join(part for part in (what.reason if what.cancelled else "", what.text) if part)
    return series.paper(
        uid(what), what.neutral if neutral else what.title, stamp=what.stamp, sequence=what.sequence,
        cancelled=what.cancelled, place=what.place or (_("online") if what.online else ""),
        text="" if neutral else text, link=what.link,
        url=network_url(g.network.slug, "/calendar" if neutral else what.url),
    )  # fmt: skip


def uid(what: Happening) -> str:
    """By its key: a new title or address changes nothing."""
    part = "-deadline" if what.kind == "deadline" else ""
    return f"{what.id}{part}@{kernel().settings.base_domain}"


def _nameless(pattern: Pattern) -> Pattern:
    """Without what people wrote about single ones."""
    return replace(pattern, changes=tuple(replace(change, note="") for change in pattern.changes))
