"""How much rooms are used, week by week: figures, and the picture drawn from them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from sqlalchemy import ARRAY, DateTime, Integer, Interval, bindparam, column, func, select
from sqlalchemy.orm import Session

from portal.clock import today
from portal.recurrence.words import day_month
from portal.rooms.models import HOLDING, Booking, Room
from portal.rooms.when import midnight

BEFORE, AFTER = 4, 8
"""Weeks that are shown, besides the present one."""
FULL = 10
"""Hours a week at which a bar is at its full height, when no week of any room has more."""
ROW, COLUMN, NAMES, HEAD = 40, 44, 200, 26
"""Of the picture: the height of a row, the width of a week, of the names, and the height of the heading."""
_MOMENT = DateTime(timezone=True)
_WEEK = (
    func.unnest(
        bindparam("numbers", type_=ARRAY(Integer)),
        bindparam("begins", type_=ARRAY(_MOMENT)),
        bindparam("ends", type_=ARRAY(_MOMENT)),
    )
    .table_valued(column("number", Integer), column("begin", _MOMENT), column("until", _MOMENT), name="week")
    .render_derived()
)
_INSIDE = func.least(Booking.ends_at, _WEEK.c.until) - func.greatest(Booking.starts_at, _WEEK.c.begin)
_USED = (
    select(Booking.room_id, _WEEK.c.number, func.sum(_INSIDE, type_=Interval))
    .join_from(_WEEK, Booking, (Booking.starts_at < _WEEK.c.until) & (Booking.ends_at > _WEEK.c.begin))
    .where(Booking.state.in_(HOLDING))
    .group_by(Booking.room_id, _WEEK.c.number)
)
"""Hours by room and week; a booking over the end of a week counts in both."""


class Bar(NamedTuple):
    """One week of one room in the picture."""

    x: int
    y: float
    height: float
    hours: str


@dataclass(frozen=True)
class Line:
    """One room: hours by week, and its bars."""

    name: str
    y: int
    hours: list[str]
    bars: list[Bar]


@dataclass(frozen=True)
class Picture:
    """All rooms. `weeks` are the Mondays as people say them; `now` is where the present week begins."""

    weeks: list[str]
    lines: list[Line]
    width: int
    height: int
    now: int


def read(db: Session) -> Picture:
    """The weeks around today; two statements, whatever the number of rooms and bookings."""
    mondays = _mondays(today())
    rooms = db.execute(
        select(Room.id, Room.name).where(Room.retired_at.is_(None)).order_by(func.lower(Room.name), Room.id)
    ).all()
    edges = [midnight(day) for day in (*mondays, mondays[-1] + timedelta(weeks=1))]
    numbers = list(range(len(mondays)))
    binds = {"numbers": numbers, "begins": edges[:-1], "ends": edges[1:]}
    used = {(room, week): spent.total_seconds() / 3600 for room, week, spent in db.execute(_USED, binds)}
    return draw(mondays, [(name, [used.get((key, week), 0.0) for week in numbers]) for key, name in rooms])


def draw(mondays: list[date], rooms: list[tuple[str, list[float]]]) -> Picture:
    """Place the bars. Pure, so that it can be looked at without a database."""
    lines, full = [], max([FULL, *(most for _name, hours in rooms for most in hours)])
    for number, (name, hours) in enumerate(rooms):
        base = HEAD + (number + 1) * ROW - 4
        bars = []
        for week, spent in enumerate(hours):
            if spent > 0:
                high = max(2.0, round(spent / full * (ROW - 18), 1))
                bars.append(Bar(NAMES + week * COLUMN, round(base - high, 1), high, f"{spent:g}"))
        lines.append(Line(name, base, [f"{round(spent, 1):g}" for spent in hours], bars))
    width, height = NAMES + len(mondays) * COLUMN, HEAD + len(rooms) * ROW + 4
    return Picture([day_month(day) for day in mondays], lines, width, height, NAMES + BEFORE * COLUMN)


def _mondays(day: date) -> list[date]:
    this = day - timedelta(days=day.weekday())
    return [this + timedelta(weeks=number) for number in range(-BEFORE, AFTER + 1)]

