"""Groups as HSDS records: an organization, its one service, and the locations where that is held.

Source: schema/*.json of HSDS 3.2 (Open Referral). A group is an organization of its own, not a part of the
network: the network publishes. Ids are ours where one thing stays one (service, location, schedule) and
derived from ours otherwise, so they never change.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date
from typing import Any
from uuid import UUID

from portal.feeds.clean import filled, mail, web
from portal.feeds.hsds_schedules import part_of, schedules
from portal.feeds.places import country
from portal.feeds.words import checked_since, for_whom, how_to_join, pause
from portal.groups.public import PublicGroup, PublicMeeting, PublicNetwork, PublicPlace
from portal.i18n import language

Fields = dict[str, Any]
STATUS = {"active": "active", "forming": "inactive", "paused": "temporarily closed", "ended": "defunct"}
_OURS = UUID("8f0c8f2e-6a0b-5c67-9d5e-3f1f7c1b2a90")
"""The namespace of what belongs to no network: the list of themes. Never to be changed."""
TAXONOMY: Fields = {
    "id": str(part_of(_OURS, "themes")),
    "name": "Themes of self-help groups",
    "description": "What groups are about, in everyday words. The same codes in every network.",
}


def organization_id(group: PublicGroup) -> str:
    """The group as an organization."""
    return str(part_of(group.id, "organization"))


def organization_brief(group: PublicGroup) -> Fields:
    """The fields of a list."""
    named = {"id": organization_id(group), "name": group.name, "description": group.intro or group.name}
    return named | filled({"email": mail(group.email), "website": web(group.website) or web(group.url)})


def organization_full(group: PublicGroup) -> Fields:
    """With its locations and its service, of which the id is enough."""
    places = [place for place, _meetings in held_at(group)]
    return organization_brief(group) | filled(
        {
            "locations": [{"id": str(place.id), "location_type": "physical"} for place in places],
            "services": [{"id": str(group.id), "name": group.name, "status": STATUS[group.state]}],
        }
    )


def service_brief(group: PublicGroup) -> Fields:
    """The fields of a list: only what is one thing each."""
    checked = checked_since(group.verified_on, group.verified_precision)
    named = {"id": str(group.id), "organization_id": organization_id(group), "name": group.name}
    return (
        named
        | filled(
            {
                "description": group.intro,
                "url": web(group.url),
                "email": mail(group.email),
                "status": STATUS[group.state],
                "application_process": how_to_join(group),
                "fees_description": group.costs,
                "eligibility_description": for_whom(group),
                "assured_date": checked.isoformat() if checked else "",
                "alert": pause(group),
                "last_modified": modified(group),
            }
        )
        | {"organization": organization_brief(group)}
    )


def modified(group: PublicGroup) -> str:
    """In milliseconds, as the format asks."""
    at = group.updated_at.astimezone(UTC)
    return f"{at:%Y-%m-%dT%H:%M:%S}.{at.microsecond // 1000:03d}Z"


def service_full(group: PublicGroup, network: PublicNetwork, today: date) -> Fields:
    """Everything about a service. Meetings at a place stand with the place, the others with the service."""
    owner = {"service_id": str(group.id)}
    elsewhere = [meeting for meeting in group.meetings if not _has_place(meeting)]
    return service_brief(group) | filled(
        {
            "phones": _phones(group, owner),
            "contacts": _contacts(group, owner),
            "schedules": [one for meeting in elsewhere for one in schedules(meeting, owner, today=today)],
            "service_at_locations": services_at_locations(group, network, today),
            "attributes": [_attribute(group, code, name) for code, name in group.themes],
        }
    )


def services_at_locations(group: PublicGroup, network: PublicNetwork, today: date) -> list[Fields]:
    """A group at each of its places, with what is held there."""
    return [_at_location(group, place, meetings, network, today) for place, meetings in held_at(group)]


def held_at(group: PublicGroup) -> list[tuple[PublicPlace, list[PublicMeeting]]]:
    """The group's places in their order, each with its meetings. Who only comes online goes nowhere."""
    found: dict[UUID, tuple[PublicPlace, list[PublicMeeting]]] = {}
    for meeting in group.meetings:
        if meeting.place and _has_place(meeting):
            found.setdefault(meeting.place.id, (meeting.place, []))[1].append(meeting)
    return list(found.values())


def _has_place(meeting: PublicMeeting) -> bool:
    return meeting.place is not None and meeting.in_person


def _at_location(
    group: PublicGroup,
    place: PublicPlace,
    meetings: Sequence[PublicMeeting],
    network: PublicNetwork,
    today: date,
) -> Fields:
    own = str(part_of(group.id, f"at:{place.id}"))
    owner = {"service_at_location_id": own}
    held = [one for meeting in meetings for one in schedules(meeting, owner, today=today)]
    return {
        "id": own,
        "service_id": str(group.id),
        "location_id": str(place.id),
        "location": location(place, country(place, meetings[0], network)),
    } | filled({"schedules": held})


def location(place: PublicPlace, code: str) -> Fields:
    """A place; an address only where the town is known, since half of one leads nowhere."""
    own = {"location_id": str(place.id)}
    address = {
        "id": str(part_of(place.id, "address")),
        **own,
        "address_1": place.street,
        "city": place.city,
        "state_province": "",
        "postal_code": place.postcode,
        "country": code,
        "address_type": "physical",
    }
    access = {"id": str(part_of(place.id, "access")), **own, "description": place.access_note}
    return {"id": str(place.id), "location_type": "physical"} | filled(
        {
            "name": place.name,
            "description": place.directions,
            "latitude": place.lat,
            "longitude": place.lon,
            "addresses": [address] if place.city else [],
            "accessibility": [access] if place.access_note else [],
        }
    )


def term(code: str, name: str) -> Fields:
    """A theme, named in the language in force."""
    return {
        "id": str(part_of(_OURS, f"theme:{code}")),
        "code": code,
        "name": name,
        "description": name,
        "language": language(),
        "taxonomy_id": TAXONOMY["id"],
        "taxonomy_detail": TAXONOMY,
    }


def _attribute(group: PublicGroup, code: str, name: str) -> Fields:
    of_theme = term(code, name)
    return {
        "id": str(part_of(group.id, f"theme:{code}")),
        "link_id": str(group.id),
        "link_type": "theme",
        "link_entity": "service",
        "taxonomy_term_id": of_theme["id"],
        "taxonomy_term": of_theme,
    }


def _phones(group: PublicGroup, owner: Fields) -> list[Fields]:
    if not group.phone:
        return []
    numbered = {"id": str(part_of(group.id, "phone")), **owner, "number": group.phone, "type": "voice"}
    return [numbered | filled({"description": group.phone_note})]


def _contacts(group: PublicGroup, owner: Fields) -> list[Fields]:
    if not group.contact_name:
        return []
    named = {"id": str(part_of(group.id, "contact")), **owner, "name": group.contact_name}
    return [named | filled({"email": mail(group.email)})]
