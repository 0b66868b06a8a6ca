"""Groups for search engines: schema.org in JSON-LD.

A group is an `Organization` and its meetings are `Event`s. Never a medical type: a group of peers treats
nobody, and a theme says nothing about who comes. A group that is paused or has ended has no events.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from datetime import date, time
from itertools import product
from typing import Any

from portal.feeds.clean import cleaned, filled, joined, mail, web
from portal.feeds.places import country
from portal.feeds.rules import Rule, coming, hours_of, is_over, rule_of, single_dates
from portal.feeds.words import said_when
from portal.groups.public import PublicGroup, PublicMeeting, PublicNetwork, PublicPlace
from portal.recurrence.pattern import Pattern

_WEEKDAYS = {
    "MO": "https://schema.org/Monday",
    "TU": "https://schema.org/Tuesday",
    "WE": "https://schema.org/Wednesday",
    "TH": "https://schema.org/Thursday",
    "FR": "https://schema.org/Friday",
    "SA": "https://schema.org/Saturday",
    "SU": "https://schema.org/Sunday",
}
_FREE = {"gratis", "geen", "geen kosten", "kosteloos", "free", "free of charge", "none", "no costs"}
_FREE |= {"kostenlos", "kostenfrei", "keine", "keine kosten"}
_ESCAPED = str.maketrans({sign: f"\\u{ord(sign):04x}" for sign in "<>&'\u2028\u2029"})
Fields = dict[str, Any]


def group_page(group: PublicGroup, network: PublicNetwork, *, today: date) -> Fields:
    """For the page of one group."""
    group, network = cleaned(group), cleaned(network)
    meetings = group.meetings if group.state == "active" else ()
    events = [_event(group, meeting, network, today) for meeting in meetings]
    return {
        "@context": "https://schema.org",
        "@graph": [_organization(group), *(event for event in events if "eventSchedule" in event)],
    }


def group_list(groups: Sequence[PublicGroup], network: PublicNetwork) -> Fields:
    """For a page that lists groups, in the order of the page."""
    return list_of([(group.name, group.url) for group in groups], network.name)


def list_of(groups: Sequence[tuple[str, str]], name: str) -> Fields:
    """The same from names and full addresses."""
    items = [
        {"@type": "ListItem", "position": position, "url": url, "name": cleaned(called)}
        for position, (called, url) in enumerate(groups, start=1)
    ]
    return {
        "@context": "https://schema.org",
        "@type": "ItemList",
        "name": cleaned(name),
        "numberOfItems": len(items),
        "itemListElement": items,
    }


def script_text(data: Fields) -> str:
    """The text of a script element of type application/ld+json: nothing in it can end the element."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).translate(_ESCAPED)


def _organization(group: PublicGroup) -> Fields:
    named = {"@type": "Organization", "@id": f"{group.url}#group", "name": group.name, "url": group.url}
    return named | filled(
        {
            "description": group.intro,
            "email": mail(group.email),
            "telephone": group.phone,
            "sameAs": web(group.website),
        }
    )


def _event(group: PublicGroup, meeting: PublicMeeting, network: PublicNetwork, today: date) -> Fields:
    free = re.sub(r"[^\w ]", "", group.costs.casefold()).strip() in _FREE
    return {
        "@type": "Event",
        "@id": f"{group.url}#meeting-{meeting.id}",
        "name": group.name,
        "url": group.url,
        "organizer": {"@id": f"{group.url}#group"},
        "eventStatus": "https://schema.org/EventScheduled",
    } | filled(
        {
            "description": said_when(meeting),
            "eventSchedule": _schedules(meeting.pattern, today),
            "eventAttendanceMode": _attendance(meeting),
            "location": _locations(group, meeting, network),
            "isAccessibleForFree": free or None,
        }
    )


def _attendance(meeting: PublicMeeting) -> str:
    names = {(True, False): "Offline", (False, True): "Online", (True, True): "Mixed"}
    name = names.get((meeting.in_person, meeting.online), "")
    return f"https://schema.org/{name}EventAttendanceMode" if name else ""


def _locations(group: PublicGroup, meeting: PublicMeeting, network: PublicNetwork) -> list[Fields]:
    found = []
    if meeting.in_person and meeting.place:
        found.append(_place(meeting.place, country(meeting.place, meeting, network)))
    if meeting.online:
        found.append({"@type": "VirtualLocation", "url": group.url})
    return found


def _place(place: PublicPlace, code: str) -> Fields:
    address = filled(
        {
            "streetAddress": place.street,
            "postalCode": place.postcode,
            "addressLocality": place.city,
            "addressCountry": code,
        }
    )
    known = place.lat is not None and place.lon is not None
    geo = {"@type": "GeoCoordinates", "latitude": place.lat, "longitude": place.lon}
    return {
        "@type": "Place",
        "name": joined([place.name, place.street, place.city], ", "),
        "address": {"@type": "PostalAddress", **address},
    } | ({"geo": geo} if known else {})


def _schedules(pattern: Pattern, today: date) -> list[Fields]:
    rule = rule_of(pattern)
    said = rule is not None and not is_over(pattern, today) and min(rule.month_days, default=1) > 0
    found = [_schedule(rule, pattern, today)] if rule and said else []
    for day, change in single_dates(pattern, today):
        once = {"startDate": day.isoformat(), "endDate": day.isoformat(), "repeatFrequency": "P1D"}
        starts, ends = hours_of(pattern, change)
        found.append({"@type": "Schedule", **once, "repeatCount": 1} | _hours(starts, ends, pattern.zone))
    return found


def _schedule(rule: Rule, pattern: Pattern, today: date) -> Fields:
    excepted = [change.on for change in coming(pattern, today) if change.kind in ("cancelled", "moved")]
    return {
        "@type": "Schedule",
        "repeatFrequency": f"P{rule.interval}{rule.freq[0]}",
    } | filled(
        {
            **_days(rule),
            "byMonth": [] if rule.all_year else list(rule.months),
            "startDate": pattern.first_on.isoformat() if pattern.first_on else "",
            "endDate": pattern.last_on.isoformat() if pattern.last_on else "",
            "exceptDate": sorted({day.isoformat() for day in excepted}),
            **_hours(pattern.starts_at, pattern.ends_at, pattern.zone),
        }
    )


def _days(rule: Rule) -> Fields:
    """Weekdays with the weeks they fall in; as iCalendar writes them where weeks 1 to 5 cannot say it."""
    if rule.month_days:
        return {"byMonthDay": list(rule.month_days)}
    weeks, days = sorted({which for which, _day in rule.days}), [day for _which, day in rule.days]
    days = list(dict.fromkeys(days))
    if weeks[0] < 0 or set(product(weeks, days)) != set(rule.days):
        return {"byDay": [f"{which}{day}" for which, day in rule.days]}
    named = {"byDay": [_WEEKDAYS[day] for day in days]}
    return named | ({"byMonthWeek": weeks} if weeks != [0] else {})


def _hours(starts: time | None, ends: time | None, zone: str) -> Fields:
    """Wall time in a named zone. An end before the start is after midnight, as in our own pattern."""
    if starts is None:
        return {}
    until = {"endTime": f"{ends:%H:%M}"} if ends else {}
    return {"startTime": f"{starts:%H:%M}", **until, "scheduleTimezone": zone}
