"""The fields a column can be read as."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString


class Field(StrEnum):
    """What a column holds. IGNORE is a decision; no field at all means nobody decided yet."""

    NAME = "name"
    THEME = "theme"
    AUDIENCE = "audience"
    CONTACT_NAME = "contact_name"
    PHONE = "phone"
    EMAIL = "email"
    FORMAT = "format"
    LOCATION = "location"
    STREET = "street"
    POSTCODE = "postcode"
    CITY = "city"
    WHEN = "when"
    TIME = "time"
    END_TIME = "end_time"
    WEBSITE = "website"
    NOTE = "note"
    CHECKED_ON = "checked_on"
    COSTS = "costs"
    INTRO = "intro"
    EXTERNAL_ID = "external_id"
    IGNORE = "ignore"


LABELS: Mapping[Field, LazyString] = {
    Field.NAME: _l("Name of the group"),
    Field.THEME: _l("Theme"),
    Field.AUDIENCE: _l("For whom"),
    Field.CONTACT_NAME: _l("Contact person"),
    Field.PHONE: _l("Telephone"),
    Field.EMAIL: _l("E-mail"),
    Field.FORMAT: _l("In person, online or by telephone"),
    Field.LOCATION: _l("Meeting place"),
    Field.STREET: _l("Street and number"),
    Field.POSTCODE: _l("Postcode"),
    Field.CITY: _l("Town"),
    Field.WHEN: _l("When the group meets"),
    Field.TIME: _l("Time"),
    Field.END_TIME: _l("End time"),
    Field.WEBSITE: _l("Website"),
    Field.NOTE: _l("Note for the network"),
    Field.CHECKED_ON: _l("Checked on"),
    Field.COSTS: _l("Costs"),
    Field.INTRO: _l("About the group"),
    Field.EXTERNAL_ID: _l("Number or code of the group"),
    Field.IGNORE: _l("Do not use this column"),
}

JOINED: Mapping[Field, str] = {
    Field.CONTACT_NAME: " ",
    Field.PHONE: " / ",
    Field.EMAIL: " ; ",
    Field.FORMAT: ", ",
    Field.LOCATION: ", ",
    Field.STREET: " ",
    Field.WHEN: " ",
    Field.TIME: " - ",
    Field.AUDIENCE: ", ",
    Field.THEME: " / ",
    Field.NOTE: "\n",
    Field.INTRO: "\n",
}
"""Fields that may be spread over several columns, and what goes between the parts."""

REACH = (Field.PHONE, Field.EMAIL, Field.WEBSITE)
