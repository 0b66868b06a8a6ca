"""Which of a group's own fields a reader gets to see: the group decides for each."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from portal.groups.first_names import first_names as first_names_of

CAN_BE_KEPT = frozenset(
    {
        *("venue", "street", "postcode", "directions", "contact_name", "phone", "phone_note", "email"),
        *("website", "meeting_text", "costs", "access_note", "audience_note", "intro"),
    }
)
"""Fields a group may keep to the network or to itself. Name, theme and town are what being listed means."""
MAY_READ = {"public": {"public"}, "network": {"public", "network"}, "group": {"public", "network", "group"}}
"""Reader to the fields' audiences: a visitor, somebody signed in at this network, those who look after it."""
GO_ALONG = {"meeting_text": ("starts_at", "ends_at", "rrule")}
"""What says the same as a field that is kept, and is kept with it."""


def kept_from(reader: str, shown_to: Mapping[str, str]) -> frozenset[str]:
    """The fields that `reader` (a key of MAY_READ) does not see. `shown_to` is that of the group."""
    may_read = MAY_READ[reader]
    return frozenset(
        name for name, audience in shown_to.items() if name in CAN_BE_KEPT and audience not in may_read
    )


def shown_contact(group: Any, *, first_names: bool = True) -> str:
    """Who answers, as visitors read it: by first name where the group wants that. `group` may be a row."""
    written = str(group.contact_name)
    return first_names_of(written) if first_names and group.first_names_only else written


@dataclass(frozen=True, slots=True)
class ShownPlace:
    """The part of a group's place that a reader sees."""

    name: str
    street: str
    postcode: str
    city: str
    access_note: str
    directions: str
    step_free: bool | None

    @property
    def line(self) -> str:
        """The place in one line, as people write it on an envelope."""
        town = f"{self.postcode} {self.city}".strip()
        return ", ".join(part for part in (self.name, self.street, town) if part)


class Shown:
    """A group as a reader sees it: a field that is kept from them is empty. For templates and their facts."""

    def __init__(self, group: Any, kept: Collection[str], *, first_names: bool = False) -> None:
        self._group = group
        self._first_names = first_names
        self._kept = {*kept, *(name for field in kept for name in GO_ALONG.get(field, ()))}

    def __getattr__(self, name: str) -> Any:
        if name in self._kept:
            return None if name in ("starts_at", "ends_at") else ""
        if name == "contact_name":
            return shown_contact(self._group, first_names=self._first_names)
        return getattr(self._group, name)

    @property
    def location(self) -> ShownPlace | None:
        """The place without what is kept."""
        place = self._group.location
        if place is None:
            return None
        names = {"name": "venue"}
        columns = ("name", "street", "postcode", "city", "access_note", "directions")
        kept = {column for column in columns if names.get(column, column) in self._kept}
        said = {column: "" if column in kept else getattr(place, column) for column in columns}
        return ShownPlace(**said, step_free=None if "access_note" in kept else place.step_free)
