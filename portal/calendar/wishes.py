"""What somebody wants to see of the calendar, as it stands in the address."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import NamedTuple
from urllib.parse import urlencode
from uuid import UUID

from portal.happenings import KINDS, Date, Happening

VIEWS = ("month", "week", "agenda")
USUAL = tuple(kind for kind in KINDS if kind != "booking")
"""Shown when no kind is chosen: bookings mostly repeat what stands there already."""
AGENDA_DAYS = 14
"""A region with 140 groups has ten meetings a day: more is no list any more, least of all on a phone."""
_DAY = timedelta(days=1)


class Wish(NamedTuple):
    """Which days, seen how, and of what."""

    view: str
    on: date
    theme: str = ""
    group: str = ""
    kind: str = ""
    place: str = ""
    online: bool = False

    @property
    def window(self) -> tuple[date, date]:
        """The days to show, the last one left out; a month is filled up to whole weeks."""
        if self.view == "week":
            first = monday(self.on)
            return first, first + 7 * _DAY
        if self.view == "agenda":
            return self.on, self.on + AGENDA_DAYS * _DAY
        return monday(self.first), monday(next_month(self.first) - _DAY) + 7 * _DAY

    @property
    def first(self) -> date:
        """The first day of the month."""
        return self.on.replace(day=1)

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds to ask for."""
        return (self.kind,) if self.kind else USUAL

    @property
    def filtered(self) -> bool:
        """Something is left out on purpose."""
        return bool(self.theme or self.group or self.kind or self.place or self.online)

    def before(self) -> date | None:
        """The day by which the page before is called; None where the calendar begins."""
        if self.view == "month":
            day = (self.first - _DAY).replace(day=1)
        else:
            day = self.on - (7 if self.view == "week" else AGENDA_DAYS) * _DAY
        return day if day.year >= FIRST_YEAR else None

    def after(self) -> date | None:
        """The same of the page that follows."""
        if self.view == "month":
            day = next_month(self.first)
        else:
            day = self.on + (7 if self.view == "week" else AGENDA_DAYS) * _DAY
        return day if day.year <= LAST_YEAR else None

    def address(self, **other: object) -> str:
        """The page of this wish, in which something is otherwise."""
        values = {**self._asdict(), **other}
        values["on"] = values["on"].isoformat() if isinstance(values["on"], date) else ""
        values["online"] = "1" if values["online"] else ""
        if values["view"] == VIEWS[0]:
            values["view"] = ""
        query = urlencode({name: value for name, value in values.items() if value})
        return f"/calendar?{query}" if query else "/calendar"

    def wants(self, what: Happening) -> bool:
        """It fits the filters; the theme's family is chosen by who asks."""
        fits_group = not self.group or (what.group_id is not None and str(what.group_id) == self.group)
        fits_place = not self.place or what.town.casefold() == self.place.casefold()
        return fits_group and fits_place and (not self.online or what.online)


FIRST_YEAR, LAST_YEAR = 2000, 2100


def read(args: Mapping[str, str], today: date) -> Wish:
    """The wish in an address; what cannot be is left out."""
    view, kind = args.get("view", ""), args.get("kind", "")
    return Wish(
        view if view in VIEWS else VIEWS[0],
        day_in(args.get("on", ""), today),
        theme=args.get("theme", "")[:60],
        group=_key(args.get("group", "")),
        kind=kind if kind in KINDS else "",
        place=args.get("place", "").strip()[:100],
        online=args.get("online") == "1",
    )


def day_in(text: str, today: date) -> date:
    """The day in an address; today for what is none."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return today
    return day if FIRST_YEAR <= day.year <= LAST_YEAR else today


def monday(day: date) -> date:
    """Of its week."""
    return day - _DAY * day.weekday()


def next_month(first: date) -> date:
    """The first day of the month after."""
    return (first + 32 * _DAY).replace(day=1)


def _key(text: str) -> str:
    try:
        return str(UUID(text)) if text else ""
    except ValueError:
        return ""


def covers(one: Date, day: date) -> bool:
    """It goes on on this day."""
    return one.on <= day <= one.last
