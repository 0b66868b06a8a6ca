"""Facts about groups in the reader's words: names of fields, dates with their precision, times."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, time
from functools import lru_cache
from typing import Any

from babel.dates import format_date
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from portal.recurrence.words import day_month_year

AUDIENCES = {
    "everyone": _l("everyone"),
    "relatives": _l("relatives and friends"),
    "parents": _l("parents"),
    "partners": _l("partners"),
    "women": _l("women"),
    "men": _l("men"),
    "young": _l("young people"),
    "older": _l("older people"),
}
JOINING = {
    "open": _l("You can just come along"),
    "intake": _l("Get in touch first, then you are welcome"),
    "closed": _l("The group takes no new people now"),
}
MODES = {"in-person": _l("in person"), "online": _l("online"), "phone": _l("by phone")}
PARTS_OF_DAY = {
    "morning": _l("in the morning"),
    "afternoon": _l("in the afternoon"),
    "evening": _l("in the evening"),
}
ACCESS, OPEN = _l("without steps"), _l("open to new people")
STATES = {
    "active": _l("Yes, the group meets"),
    "paused": _l("No, paused for a while"),
    "ended": _l("No, the group has ended"),
    "forming": _l("Not yet, the group is in formation"),
}
SEATS = {"contact": _l("Contact person"), "stand_in": _l("Stand-in")}
DAYS = {
    "mo": _l("Monday"),
    "tu": _l("Tuesday"),
    "we": _l("Wednesday"),
    "th": _l("Thursday"),
    "fr": _l("Friday"),
    "sa": _l("Saturday"),
    "su": _l("Sunday"),
}
FIELDS = {
    "name": _l("Name of the group"),
    "intro": _l("In your own words"),
    "themes": _l("Themes"),
    "audiences": _l("Who is it for?"),
    "audience_note": _l("More about who it is for"),
    "in_person": _l("We meet in person"),
    "online": _l("We meet online"),
    "by_phone": _l("We talk by phone"),
    "venue": _l("Name of the place"),
    "street": _l("Street and number"),
    "postcode": _l("Postcode"),
    "place": _l("Town"),
    "meeting_text": _l("When do you meet?"),
    "starts_at": _l("Starts at"),
    "ends_at": _l("Ends at"),
    "contact_name": _l("Who answers?"),
    "phone": _l("Phone"),
    "phone_note": _l("When can people call?"),
    "email": _l("Mail address"),
    "website": _l("Website"),
    "costs": _l("What does it cost?"),
    "access_note": _l("How accessible is it?"),
    "joining": _l("How do people join?"),
    "network_note": _l("Note for the network"),
    "state": _l("Does the group meet now?"),
    "paused_until": _l("Meets again from"),
    "elsewhere": _l("Where can people go instead?"),
    "listed": _l("Show this group to visitors"),
    "word_for_contact": _l("Your word for a contact person"),
    "word_for_participant": _l("Your word for who takes part"),
    "house_rules": _l("Rules of the group"),
    "neutral_title": _l("Title in calendars and mails"),
    "shown_to": _l("Who sees what"),
    "takes_messages": _l("Visitors can write to us through the form on the page"),
    "meeting": _l("Meetings"),
    "meeting_date": _l("One meeting"),
    "contact": _l("Contact person"),
    "stand_in": _l("Stand-in"),
    "first_names_only": _l("Show visitors only the first name of who answers"),
    "directions": _l("How to find the place"),
}
SAME_PLACE = 0.05
"""Kilometres that say no more than the name of the town does."""
_TIME_IN_TEXT = re.compile(r"\d\s*[.:h]\s*\d\d|\d\s*(uur|u\b|uhr|pm|am)", re.IGNORECASE)


def field_name(name: str) -> Any:
    """What a field is called in forms and mails, in the language in force when it is shown."""
    return FIELDS[name]


def for_whom(audiences: Iterable[str], note: str) -> list[str]:
    """Who is welcome: the choices, and what people wrote. A choice that stands there too is left out."""
    named = [str(AUDIENCES[name]) for name in audiences if name in AUDIENCES]
    chosen = ", ".join(name for name in named if name.casefold() not in note.casefold())
    return [text for text in (chosen, note) if text]


# What follows depends on its arguments only, so it is worked out once. `locale` is the language in force.


@lru_cache(maxsize=4_000)
def verified(day: date | None, precision: str, locale: str) -> str:
    """ "checked on 14 October 2026", "checked in March 2024", "checked in 2023" or "not checked yet"."""
    if day is None:
        return str(_("not checked yet"))
    if precision == "day":
        return str(_("checked on %(day)s", day=day_month_year(day, locale)))
    if precision == "month":
        return verified_month(day, precision, locale)
    return str(_("checked in %(period)s", period=day.year))


@lru_cache(maxsize=4_000)
def verified_month(day: date, precision: str, locale: str) -> str:
    """The same for a list, where the day does not matter."""
    if precision == "year":
        return verified(day, precision, locale)
    return str(_("checked in %(period)s", period=format_date(day, "MMMM y", locale)))


@lru_cache(maxsize=4_000)
def hours(starts_at: time | None, ends_at: time | None, locale: str) -> str:
    """ "19:30 to 21:30", "from 19:30" or nothing."""
    if starts_at is None:
        return ""
    start, end = (_clock(moment) if moment else "" for moment in (starts_at, ends_at))
    return str(_("%(start)s to %(end)s", start=start, end=end) if end else _("from %(time)s", time=start))


def _clock(moment: time) -> str:
    return str(_("%(hour)s:%(minute)s", hour=moment.hour, minute=f"{moment.minute:02d}"))


@lru_cache(maxsize=4_000)
def when(text: str, starts_at: time | None, ends_at: time | None, locale: str) -> str:
    """The sentence people wrote, and the hours when the sentence does not say them."""
    said = "" if text and _TIME_IN_TEXT.search(text) else hours(starts_at, ends_at, locale)
    return ", ".join(part for part in (text, said) if part)


def how_many(total: int, online: int, by_phone: int = 0, **chosen: str) -> str:
    """The heading of a result: "12 groups about grief within 15 km of Helmond, 3 online".

    `chosen` holds what was asked, as people say it (about, words, place, near with km, day, part, mode,
    audience, access, open), or nothing. Around a place `online` and `by_phone` are groups besides `total`.
    """
    said = ngettext("%(num)d group", "%(num)d groups", total) if total else _("No groups")
    clauses = {
        "about": _l("%(groups)s about %(theme)s"),
        "words": _l("%(groups)s with “%(words)s”"),
        "place": _l("%(groups)s in %(place)s"),
        "near": _l("%(groups)s within %(km)s km of %(near)s"),
        "day": _l("%(groups)s on %(day)s"),
        "part": _l("%(groups)s, %(part)s"),
        "audience": _l("%(groups)s for %(audience)s"),
        "mode": _l("%(groups)s, %(mode)s"),
        "access": _l("%(groups)s, %(access)s"),
        "open": _l("%(groups)s, %(open)s"),
    }
    for name, clause in clauses.items():
        if chosen.get(name):
            said = str(clause) % {"groups": said, "theme": chosen.get("about"), **chosen}
    if online and (total > online or chosen.get("near")):
        said = _("%(groups)s, %(num)s online", groups=said, num=online)
    return str(_("%(groups)s, %(num)s by phone", groups=said, num=by_phone) if by_phone else said)


def how_far(km: float | None) -> str:
    """ "4 km", "less than 1 km"; nothing in the very town, or when nobody knows."""
    if km is None or km < SAME_PLACE:
        return ""
    return str(_("less than 1 km") if km < 1 else _("%(km)s km", km=round(km)))


def part_of_list(part: int, total: int) -> str:
    """What stands above a part of a list around a place; nothing above what is near."""
    if part == 0:
        return ""
    if part == 1:
        return str(ngettext("%(num)d online", "%(num)d online", total))
    if part == 2:
        return str(ngettext("%(num)d by phone", "%(num)d by phone", total))
    return str(ngettext("%(num)d in a town we do not know", "%(num)d in towns we do not know", total))
