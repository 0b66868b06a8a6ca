"""Every kind of reminder with its defaults, in one table."""

from __future__ import annotations

from typing import Any, NamedTuple

from flask_babel import lazy_gettext as _l


class Kind(NamedTuple):
    """`days` before it begins; none: it comes once a week, or has a clock of its own (`sent_by`)."""

    code: str
    name: Any
    days: tuple[int, ...] = ()
    why: Any = ""
    """Under the mail: why somebody gets it."""
    sent_by: Any = ""
    """When it is sent, where that is not decided here; such a mail belongs to a task and cannot be off."""
    stewards: bool = False
    """Only stewards get it."""


KINDS: dict[str, Kind] = {
    kind.code: kind
    for kind in (
        Kind("training", _l("A training that you have a place in, or give"), (7, 1),
             _l("You get this mail because you have a place in something that begins soon, or give it.")),
        Kind("meeting", _l("A meeting of your group"), (1,),
             _l("You get this mail because you answer for a group of this network.")),
        Kind("room_key", _l("A room that you open or have booked"), (1,),
             _l("You get this mail because a room is booked that you open, or that you asked for.")),
        Kind("event", _l("Something in the calendar that you look after"), (1,),
             _l("You get this mail because you put it in the calendar, or your group takes part in it.")),
        Kind("digest", _l("Overview of the week, on Monday"), (),
             _l("You get this mail because you answer for a group of this network, or asked for it.")),
        Kind("briefing", _l("What waits for the stewards, on Monday"), (),
             _l("You get this mail because you are a steward of this network."), stewards=True),
        Kind("request", _l("A question that waits for an answer"),
             sent_by=_l("when half of the time the network promises is over, and again when all of it is")),
        Kind("listing", _l("A page of a group that has to be checked"),
             sent_by=_l("when it is time, and two weeks later once more")),
        Kind("offer", _l("Something you offer that ends"), sent_by=_l("two weeks before its last day")),
    )
}  # fmt: skip
WEEKLY = ("digest", "briefing")


def days_before(kind: str, way: str, *, again: bool) -> tuple[int, ...]:
    """How many days before somebody is reminded who chose this `way` ("" chose nothing)."""
    if way in ("off", "digest"):
        return ()
    days = (int(way),) if way else KINDS[kind].days
    return days[-1:] if again else days
