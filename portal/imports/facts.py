"""A row of the file as facts of a group's page, part by part, and which columns each fact comes from."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from portal.groups.texts import identity
from portal.imports.reading.fields import REACH, Field
from portal.imports.reading.values import GroupValues

Facts = dict[str, Any]
"""Columns of a group by name; `themes` is a tuple of codes, `location` the identity of a place."""


@dataclass(frozen=True)
class Part:
    """Facts that are written together or not at all: a new time with an old day would be wrong."""

    code: str
    label: LazyString
    facts: tuple[str, ...]


PARTS = (
    Part("name", _l("Name of the group"), ("name",)),
    Part("themes", _l("Theme"), ("themes",)),
    Part("audience", _l("For whom"), ("audiences", "audience_note")),
    Part("where", _l("Where"), ("place", "location", "in_person", "online", "by_phone")),
    Part("when", _l("When the group meets"), ("meeting_text", "rrule", "starts_at", "ends_at")),
    Part("contact_name", _l("Contact person"), ("contact_name",)),
    Part("phone", _l("Telephone"), ("phone", "phone_note")),
    Part("email", _l("E-mail"), ("email",)),
    Part("website", _l("Website"), ("website",)),
    Part("costs", _l("Costs"), ("costs",)),
    Part("intro", _l("About the group"), ("intro",)),
    Part("note", _l("Note for the network"), ("network_note",)),
    Part("listed", _l("Shown to visitors"), ("listed",)),
)
LABELS: Mapping[str, LazyString] = {part.code: part.label for part in PARTS} | {"checked": _l("Checked on")}

_WHERE = (Field.LOCATION, Field.STREET, Field.POSTCODE)
_CLOCK = (Field.WHEN, Field.TIME, Field.END_TIME)
_COLUMNS: Mapping[str, tuple[Field, ...]] = {
    "name": (Field.NAME,),
    "themes": (Field.THEME,),
    "audiences": (Field.AUDIENCE,),
    "audience_note": (Field.AUDIENCE,),
    "place": (Field.CITY,),
    "location": _WHERE,
    "in_person": (Field.FORMAT, Field.LOCATION),
    "online": (Field.FORMAT, Field.LOCATION),
    "by_phone": (Field.FORMAT, Field.LOCATION),
    "meeting_text": _CLOCK,
    "rrule": (Field.WHEN,),
    "starts_at": _CLOCK,
    "ends_at": _CLOCK,
    "contact_name": (Field.CONTACT_NAME,),
    "phone": (Field.PHONE,),
    "phone_note": (Field.PHONE,),
    "email": (Field.EMAIL,),
    "website": (Field.WEBSITE,),
    "costs": (Field.COSTS,),
    "intro": (Field.INTRO,),
    "network_note": (Field.NOTE,),
}
_ALWAYS_FILLED = frozenset({"name", "in_person", "online", "by_phone"})
"""Facts that have a value even when the file has no column for them."""


def facts_of(values: GroupValues) -> Facts:
    """What the file says of a group, in the columns of a group."""
    return {
        "name": values.name,
        "themes": tuple(sorted(values.themes)),
        "audiences": sorted(values.audiences),
        "audience_note": values.audience,
        "place": values.city,
        "location": place_of(values),
        "in_person": values.in_person,
        "online": values.online,
        "by_phone": values.by_phone,
        "meeting_text": values.when,
        "rrule": values.rrule,
        "starts_at": values.start,
        "ends_at": values.end,
        "contact_name": values.contact_name,
        "phone": values.phone,
        "phone_note": values.phone_note,
        "email": values.email,
        "website": values.website,
        "costs": values.costs,
        "intro": values.intro,
        "network_note": note_of(values),
        "listed": values.listable,
    }


def place_of(values: GroupValues) -> str:
    """By what the building is recognised; empty when no building or street is named."""
    if not (values.location or values.street):
        return ""
    return identity(values.location, values.street, values.postcode, values.city)


def note_of(values: GroupValues) -> str:
    """The note for the network, with everything for which the page has no place, so that nothing is lost."""
    lines = [values.note, values.platform, "" if values.themes else values.theme_text]
    lines += [f"{column}: {text}" if column else text for column, text in values.kept]
    return "\n".join(line for line in lines if line)


def spoken_of(facts: Facts, mapped: Collection[Field]) -> frozenset[str]:
    """The facts the file says anything about, empty cells included: those whose columns it has."""
    found = {
        fact
        for fact, columns in _COLUMNS.items()
        if any(column in mapped for column in columns) or (facts[fact] and fact not in _ALWAYS_FILLED)
    }
    if Field.THEME in mapped and any(column in mapped for column in REACH):
        found.add("listed")
    return frozenset(found)
