"""What stewards fill in about a place, and about the time it is closed."""

from __future__ import annotations

import re
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField, StringField, TextAreaField, ValidationError
from wtforms.validators import InputRequired, Optional

from portal.fields import Chosen, at_most, one_newline, options
from portal.forms import Form
from portal.groups.fields import Day
from portal.groups.forms import LINE, SHORT, TEXT
from portal.groups.models import Location

WAYS_IN = {"yes": _l("Yes"), "no": _l("No"), "": _l("We do not know")}
_STEP_FREE = {"yes": True, "no": False}
_POSITION = re.compile(r"(-?\d{1,3}(?:[.]\d+)?)\s*[,;]\s*(-?\d{1,3}(?:[.]\d+)?)")


class PlaceForm(Form):
    """A place for all groups that meet there."""

    name = StringField(_l("Name of the place"), [at_most(120)])
    street = StringField(_l("Street and number"), [at_most(120)])
    postcode = StringField(_l("Postcode"), [at_most(12)])
    city = StringField(_l("Town"), [at_most(SHORT)])
    step_free = RadioField(_l("Can you get in without steps?"), [Chosen()], choices=options(WAYS_IN))
    access_note = StringField(
        _l("More about access"), [at_most(LINE)], description=_l("Lift, toilet, hearing loop, parking.")
    )
    directions = TextAreaField(
        _l("How to find it"),
        [at_most(TEXT)],
        filters=[one_newline],
        description=_l("Bus stop, entrance, which bell. Visitors read it."),
    )
    position = StringField(
        _l("Position on the map"),
        [at_most(40)],
        description=_l("For example 51.4790, 5.6610. Left empty we look it up by postcode or town."),
    )

    def validate_position(self, field: StringField) -> None:
        """Degrees north and east."""
        if field.data and self.typed() is None:
            raise ValidationError(
                _("This is not a position. Write two numbers: degrees north and east, 51.4790, 5.6610.")
            )

    def typed(self) -> tuple[float, float] | None:
        """The position as it was typed."""
        found = _POSITION.fullmatch(self.position.data or "")
        if found is None:
            return None
        lat, lon = float(found[1]), float(found[2])
        return (lat, lon) if abs(lat) <= 90 and abs(lon) <= 180 else None

    def values(self) -> dict[str, Any]:
        """All but the position, as the actions take it."""
        names = ("name", "street", "postcode", "city", "access_note", "directions")
        return {name: self[name].data or "" for name in names} | {
            "step_free": _STEP_FREE.get(self.step_free.data)
        }


def stored(place: Location) -> dict[str, Any]:
    """A place as its form shows it."""
    names = ("name", "street", "postcode", "city", "access_note", "directions")
    ways = {True: "yes", False: "no", None: ""}
    position = "" if place.lat is None else f"{place.lat:.4f}, {place.lon:.4f}"
    found = {name: getattr(place, name) for name in names}
    return found | {"step_free": ways[place.step_free], "position": position}


class ClosureForm(Form):
    """From when until when a building is closed."""

    from_on = Day(_l("Closed from"), [InputRequired(_l("Choose from which day it is closed."))])
    until_on = Day(
        _l("Open again on"), [Optional()], description=_l("Left empty: closed until further notice.")
    )
    note = StringField(
        _l("A word for visitors"), [at_most(LINE)], description=_l("For example: the building is painted.")
    )
