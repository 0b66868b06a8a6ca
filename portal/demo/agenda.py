"""What the network itself puts in the calendar: one of each kind."""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.accounts.models import Person
from portal.calendar import actions
from portal.clock import today
from portal.groups.models import GroupContact

TUESDAY, THURSDAY, SATURDAY = 1, 3, 5
LINK = "https://meet.example/austausch"


class Words(NamedTuple):
    """What the demo says, in the network's language: a title, and where or what it is."""

    hour: tuple[str, str]
    exchange: tuple[str, str]
    day: tuple[str, str]
    visit: tuple[str, str]


WORDS = {
    "nl": Words(
        ("Spreekuur: een groep beginnen", "Aan de telefoon, of loop binnen in Eindhoven"),
        ("Overleg van contactpersonen", "Wat loopt er, wat schuurt er, wie kan helpen? Online, een uur."),
        ("Ontmoetingsdag voor alle groepen", "Wijkcentrum in Helmond"),
        ("Kijkje in de keuken", "Zie hoe een andere groep haar avond begint en eindigt."),
    ),
    "de": Words(
        ("Sprechstunde: eine Gruppe gründen", "Am Telefon, oder in Coesfeld"),
        ("Austausch der Kontaktpersonen", "Was läuft, was hakt, wer kann helfen? Online, eine Stunde."),
        ("Begegnungstag für alle Gruppen", "Bürgerhaus in Bocholt"),
        ("Hospitation", "Sieh, wie eine andere Gruppe ihren Abend beginnt und beendet."),
    ),
}
USUAL: dict[str, Any] = {
    "text": "", "group_id": None, "place": "", "online_link": "", "link_for": "network", "last_on": None,
    "days": 1, "not_months": [], "coming": False, "rrule": "",
}  # fmt: skip


def introduce_agenda(db: Session, locale: str) -> None:
    """Four entries of a steward; the visit is with the first group that has a contact person."""
    steward = db.scalars(select(Person).where(Person.is_steward).order_by(Person.id)).first()
    group_id = db.scalar(select(GroupContact.group_id).order_by(GroupContact.group_id).limit(1))
    if steward is None:
        return
    said = WORDS[locale]
    for facts in (_hour(said), _exchange(said), _day(said), {**_visit(said), "group_id": group_id}):
        actions.make(db, by=steward, values={**USUAL, **facts})


def _hour(said: Words) -> dict[str, Any]:
    hours = {"starts_at": time(10), "ends_at": time(12), "first_on": _next(THURSDAY, 0)}
    return {"kind": "consultation", "title": said.hour[0], "place": said.hour[1], "visibility": "public",
            "rrule": "FREQ=WEEKLY;BYDAY=TH", "not_months": [8], **hours}  # fmt: skip


def _exchange(said: Words) -> dict[str, Any]:
    hours = {"starts_at": time(19, 30), "ends_at": time(20, 30), "first_on": _next(TUESDAY, 0)}
    return {"kind": "exchange", "title": said.exchange[0], "text": said.exchange[1], "visibility": "network",
            "rrule": "FREQ=WEEKLY;INTERVAL=4;BYDAY=TU", "online_link": LINK, **hours}  # fmt: skip


def _day(said: Words) -> dict[str, Any]:
    hours = {"starts_at": time(10), "ends_at": time(16), "first_on": _next(SATURDAY, 5)}
    return {"kind": "event", "title": said.day[0], "place": said.day[1], "visibility": "public",
            "coming": True, **hours}  # fmt: skip


def _visit(said: Words) -> dict[str, Any]:
    hours = {"starts_at": time(19), "ends_at": time(21), "first_on": _next(TUESDAY, 2)}
    return {"kind": "kitchen_visit", "title": said.visit[0], "text": said.visit[1], "visibility": "network",
            "coming": True, **hours}  # fmt: skip


def _next(weekday: int, weeks: int) -> date:
    """So many weeks after the next such day."""
    day = today() + timedelta(days=1)
    return day + timedelta(days=(weekday - day.weekday()) % 7, weeks=weeks)
