"""Groups as Meeting Guide JSON, which meeting finders read.

Source: https://github.com/code4recovery/spec (fields, codes of types) and what TSML UI reads besides
(`attendance_option`, `website`). The format knows weekly meetings, and entries without day and time ("by
appointment"). Ours that are not weekly become such entries, with the sentence in `notes`. What would be a
guess stays out: the number of a contact person is no dial-in, a free text about access is no code.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date, time
from typing import Any

from portal.feeds.clean import cleaned, filled, joined, mail, web
from portal.feeds.places import country, international, one_line
from portal.feeds.rules import DAYS, is_over, meets_weekly_now, rule_of
from portal.feeds.words import departures, for_whom, how_to_join, pause, said_when
from portal.groups.public import PublicGroup, PublicMeeting, PublicNetwork, PublicPlace

LONGEST_NAME, LONGEST_SLUG = 255, 64
_CODES = {"women": "W", "men": "M", "young": "Y", "older": "SEN"}
Entry = dict[str, Any]


def meeting_guide(groups: Sequence[PublicGroup], network: PublicNetwork, *, today: date) -> list[Entry]:
    """One entry for each weekday of a weekly meeting, one for anything else; ended groups have none."""
    network = cleaned(network)
    listed = [group for group in cleaned(tuple(groups)) if group.state != "ended"]
    entity = _entity(network)
    return [entry | entity for group in listed for entry in _of_group(group, network, today)]


def weekday_number(day: str) -> int:
    """As the format counts: Sunday is 0."""
    return (DAYS.index(day) + 1) % 7


def _of_group(group: PublicGroup, network: PublicNetwork, today: date) -> list[Entry]:
    if group.state == "paused":
        return _of_paused(group, network)
    running = [meeting for meeting in group.meetings if not is_over(meeting.pattern, today)]
    when = [(meeting, extra) for meeting in running for extra in _occasions(meeting, today)]
    shared = _shared(group)
    entries = []
    for meeting, extra in when:
        notes = joined([said_when(meeting), *departures(meeting.pattern, today), how_to_join(group)])
        entries.append(shared | _where(group, meeting, network) | filled({"notes": notes}) | extra)
    if not entries:
        entries = [shared | _where(group, None, network) | filled({"notes": how_to_join(group)})]
    return [entry | {"slug": slug} for entry, slug in zip(entries, _slugs(group, when), strict=True)]


def _of_paused(group: PublicGroup, network: PublicNetwork) -> list[Entry]:
    """Without day and time, so that no reader shows a meeting that is not held.

    The code for "temporarily closed" speaks of a location: a group that has none stays out.
    """
    held = next((meeting for meeting in group.meetings if meeting.in_person and meeting.place), None)
    if held is None:
        return []
    closed = {"slug": _slugs(group, [])[0], "types": ["TC"], "attendance_option": "inactive"}
    return [_shared(group) | _where(group, held, network) | {"notes": pause(group)} | closed]


def _occasions(meeting: PublicMeeting, today: date) -> Iterator[Entry]:
    """Day and hours of each weekday of a weekly meeting; one empty entry for one that is not."""
    pattern = meeting.pattern
    rule = rule_of(pattern)
    if rule is None or pattern.starts_at is None or not meets_weekly_now(pattern, today):
        yield {}
        return
    hours = {"time": _clock(pattern.starts_at), "timezone": pattern.zone}
    if pattern.ends_at:
        hours["end_time"] = _clock(pattern.ends_at)
    for _which, day in rule.days:
        yield {"day": weekday_number(day), **hours}


def _clock(moment: time) -> str:
    return f"{moment:%H:%M}"


def _slugs(group: PublicGroup, when: Sequence[tuple[PublicMeeting, Entry]]) -> list[str]:
    """The group's own for the first entry, kept when a second is added; then a bit of the meeting's id.

    The last digits of our ids are random. An over-long slug is cut and told apart in the same way.
    """
    own = group.slug if len(group.slug) <= LONGEST_SLUG - 9 else f"{group.slug[:40]}-{group.id.hex[-12:]}"
    further = [f"{own}-{meeting.id.hex[-6:]}-{extra.get('day', 'x')}" for meeting, extra in when[1:]]
    return [own, *further]


def _shared(group: PublicGroup) -> Entry:
    """What is the same in all entries of a group."""
    return {"name": (group.name or group.slug)[:LONGEST_NAME], "slug": ""} | filled(
        {
            "group": group.name,
            "group_notes": joined([group.intro, for_whom(group), group.costs]),
            "types": _types(group),
            "url": web(group.url),
            "website": web(group.website),
            "updated": f"{group.updated_at.astimezone(UTC):%Y-%m-%d %H:%M:%S}",
            "contact_1_name": _first_name(group.contact_name),
            "contact_1_phone": group.phone,
            "contact_1_email": mail(group.email),
        }
    )


def _entity(network: PublicNetwork) -> Entry:
    """Who lists the groups. The address of its site has had two names; readers know one or the other."""
    return filled(
        {
            "entity": network.name,
            "entity_email": mail(network.email),
            "entity_phone": international(network.phone, country(None, None, network)),
            "entity_location": network.region,
            "entity_url": web(network.url),
            "entity_website_url": web(network.url),
        }
    )


def _first_name(name: str) -> str:
    """The format wants no last names; a name of several words is not taken apart."""
    return name if len(name.split()) == 1 else ""


def _types(group: PublicGroup) -> list[str]:
    """The codes that are certainly true; "open" in the sense of the format is open to everybody."""
    audiences = set(group.audiences)
    if audiences == {"everyone"}:
        return ["O"] if group.joining == "open" else []
    if not audiences <= set(_CODES) or {"women", "men"} <= audiences:
        return []
    return [code for audience, code in _CODES.items() if audience in audiences]


def _where(group: PublicGroup, meeting: PublicMeeting | None, network: PublicNetwork) -> Entry:
    """The address of a place, or the town with `approximate`; a street only where people are to come."""
    thing = meeting or group
    options = (("hybrid", thing.in_person and thing.online), ("in_person", thing.in_person))
    option = next((name for name, on in (*options, ("online", thing.online)) if on), "")
    place = meeting.place if meeting and meeting.in_person else None
    code = country(place, meeting, network)
    found = _address(place, code, network) if place else _town(group, code, network)
    return found | filled({"attendance_option": option})


def _town(group: PublicGroup, code: str, network: PublicNetwork) -> Entry:
    if not group.place:
        return {}
    line = one_line("", "", group.place, code, network)
    town = {"formatted_address": line, "city": group.place, "country": code, "region": group.place}
    return filled({**town, "approximate": "yes"})


def _address(place: PublicPlace, code: str, network: PublicNetwork) -> Entry:
    known = place.lat is not None and place.lon is not None and place.street
    return filled(
        {
            "location": place.name,
            "location_notes": joined([place.directions, place.access_note]),
            "formatted_address": one_line(place.street, place.postcode, place.city, code, network),
            "address": place.street,
            "city": place.city,
            "postal_code": place.postcode,
            "country": code,
            "region": place.city,
            "approximate": "no" if place.street else "yes",
            "latitude": round(place.lat, 5) if known and place.lat is not None else None,
            "longitude": round(place.lon, 5) if known and place.lon is not None else None,
        }
    )
