"""The doors of an HSDS 3 API below /hsds/, each as a function that gives a plain value.

Source: schema/openapi.json of HSDS 3.2. What is not there is None; the route makes it a 404.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any, TypeVar

from portal.feeds.clean import cleaned, filled, mail, web
from portal.feeds.hsds_records import (
    TAXONOMY,
    organization_brief,
    organization_full,
    organization_id,
    service_brief,
    service_full,
    services_at_locations,
    term,
)
from portal.groups.public import PublicGroup, PublicNetwork

VERSION = "3.2"
_SCHEMA = f"https://raw.githubusercontent.com/openreferral/specification/{VERSION}/schema/openapi.json"
_PROFILE = "https://docs.openreferral.org/"
USUAL_SIZE, LARGEST_SIZE = 50, 200
Fields = dict[str, Any]
T = TypeVar("T")
Groups = Sequence[PublicGroup]


def root(network: PublicNetwork, *, description: str = "") -> Fields:
    """What this API is and who publishes it."""
    network = cleaned(network)
    publisher = filled({"name": network.name, "email": mail(network.email), "website": web(network.url)})
    about = {"version": VERSION, "profile": _PROFILE, "openapi_url": _SCHEMA}
    return about | filled({"description": description}) | {"publisher": publisher}


def services(
    groups: Groups,
    network: PublicNetwork,
    *,
    today: date,
    page: int = 1,
    per_page: int = USUAL_SIZE,
    full: bool = False,
    modified_after: datetime | None = None,
    taxonomy_term_id: str = "",
    organization: str = "",
) -> Fields:
    """A page of services. The filters are those of the standard; `modified_after` is aware and included."""
    network = cleaned(network)
    chosen = [
        group
        for group in groups
        if (modified_after is None or group.updated_at >= modified_after)
        and (not taxonomy_term_id or taxonomy_term_id in _term_ids(group))
        and organization in ("", organization_id(group))
    ]

    def written(group: PublicGroup) -> Fields:
        made = cleaned(group)
        return service_full(made, network, today) if full else service_brief(made)

    return _page(chosen, page, per_page, written)


def service(groups: Groups, network: PublicNetwork, wanted: str, *, today: date) -> Fields | None:
    """One service with everything that belongs to it."""
    found = next((group for group in groups if str(group.id) == wanted.lower()), None)
    return service_full(cleaned(found), cleaned(network), today) if found else None


def organizations(groups: Groups, *, page: int = 1, per_page: int = USUAL_SIZE, full: bool = False) -> Fields:
    """A page of organizations: the groups themselves."""
    written = organization_full if full else organization_brief
    return _page(groups, page, per_page, lambda group: written(cleaned(group)))


def organization(groups: Groups, wanted: str) -> Fields | None:
    """One organization."""
    found = next((group for group in groups if organization_id(group) == wanted.lower()), None)
    return organization_full(cleaned(found)) if found else None


def service_at_locations(
    groups: Groups,
    network: PublicNetwork,
    *,
    today: date,
    page: int = 1,
    per_page: int = USUAL_SIZE,
    full: bool = False,
) -> Fields:
    """A page of groups at their places."""
    network = cleaned(network)
    made = [one for group in groups for one in services_at_locations(cleaned(group), network, today)]
    return _page(made, page, per_page, lambda one: one if full else _only_one_each(one))


def service_at_location(groups: Groups, network: PublicNetwork, wanted: str, *, today: date) -> Fields | None:
    """One group at one of its places."""
    network = cleaned(network)
    made = (one for group in groups for one in services_at_locations(cleaned(group), network, today))
    return next((one for one in made if one["id"] == wanted.lower()), None)


def taxonomies(*, page: int = 1, per_page: int = USUAL_SIZE) -> Fields:
    """The one list of themes."""
    return _page([TAXONOMY], page, per_page, dict)


def taxonomy(wanted: str) -> Fields | None:
    """The list of themes, if it is meant."""
    return TAXONOMY if wanted.lower() == TAXONOMY["id"] else None


def taxonomy_terms(groups: Groups, *, page: int = 1, per_page: int = USUAL_SIZE) -> Fields:
    """The themes that groups of this network have, by code."""
    return _page(_terms(groups), page, per_page, dict)


def taxonomy_term(groups: Groups, wanted: str) -> Fields | None:
    """One theme."""
    return next((one for one in _terms(groups) if one["id"] == wanted.lower()), None)


def _terms(groups: Groups) -> list[Fields]:
    named = dict(theme for group in groups for theme in cleaned(group.themes))
    return [term(code, named[code]) for code in sorted(named)]


def _term_ids(group: PublicGroup) -> set[str]:
    return {term(code, name)["id"] for code, name in group.themes}


def _only_one_each(fields: Fields) -> Fields:
    """A record of a list: what there can be several of is left out, also one level down."""
    kept = {name: value for name, value in fields.items() if not isinstance(value, list)}
    return {name: _only_one_each(value) if isinstance(value, dict) else value for name, value in kept.items()}


def _page(items: Sequence[T], page: int, per_page: int, written: Callable[[T], Fields]) -> Fields:
    """The frame of every list. A page that does not exist is empty, and says how many there are."""
    per_page = min(max(per_page, 1), LARGEST_SIZE)
    page = max(page, 1)
    total_pages = -(-len(items) // per_page)
    shown = items[(page - 1) * per_page : page * per_page]
    return {
        "total_items": len(items),
        "total_pages": total_pages,
        "page_number": page,
        "size": len(shown),
        "first_page": page == 1,
        "last_page": page >= total_pages,
        "empty": not shown,
        "contents": [written(item) for item in shown],
    }
