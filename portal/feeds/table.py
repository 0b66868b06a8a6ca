"""The groups as a table that Dutch and German Excel opens by a double click: one row a group.

Semicolons, Windows line ends, and a mark at the beginning that says UTF-8. A cell that a spreadsheet would
calculate gets an apostrophe in front; so do numbers that begin with + or 0, which they would lose otherwise.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from flask_babel import lazy_gettext as _l

from portal.feeds.clean import cleaned, joined
from portal.feeds.words import for_whom, how_to_join, said_when, ways
from portal.groups.public import PublicGroup, PublicPlace
from portal.groups.sentences import verified
from portal.i18n import language

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_BETWEEN = " / "
STATES = {"active": _l("meets"), "paused": _l("paused for a while"), "ended": _l("has ended")}


def table(groups: Sequence[PublicGroup]) -> bytes:
    """The file. Column names and sentences are in the language in force."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow([safe_cell(str(name)) for name in COLUMNS.values()])
    for group in cleaned(tuple(groups)):
        row = _row(group)
        writer.writerow([safe_cell(row[name]) for name in COLUMNS])
    return text.getvalue().encode("utf-8-sig")


def safe_cell(text: str) -> str:
    """In one line, never a formula, and a telephone number or postcode keeps its first sign."""
    line = " ".join(text.split())
    eaten = line.isdigit() and line.startswith("0") and len(line) > 1
    return f"'{line}" if eaten or line.startswith(_FORMULA) else line


COLUMNS: Mapping[str, Any] = {
    "name": _l("Group"),
    "themes": _l("Themes"),
    "audience": _l("Audience"),
    "intro": _l("Description"),
    "when": _l("When"),
    "ways": _l("Mode"),
    "location": _l("Location"),
    "street": _l("Address"),
    "postcode": _l("Postcode"),
    "town": _l("Town"),
    "access": _l("Accessibility"),
    "joining": _l("Joining"),
    "costs": _l("Costs"),
    "contact": _l("Contact person"),
    "phone": _l("Phone"),
    "phone_note": _l("When to call"),
    "email": _l("Mail"),
    "website": _l("Website"),
    "state": _l("State"),
    "paused_until": _l("Paused until"),
    "checked": _l("Checked"),
    "changed": _l("Last changed on"),
    "page": _l("Page"),
    "latitude": _l("Latitude"),
    "longitude": _l("Longitude"),
}


def _row(group: PublicGroup) -> dict[str, str]:
    """Several meetings or places stand in one cell with a slash between them."""
    places = [meeting.place for meeting in group.meetings if meeting.place and meeting.in_person]

    def of_places(read: Callable[[PublicPlace], str]) -> str:
        return joined((read(place) for place in places), _BETWEEN)

    return {
        "name": group.name,
        "themes": ", ".join(name for _code, name in group.themes),
        "audience": for_whom(group),
        "intro": group.intro,
        "when": joined((said_when(meeting) for meeting in group.meetings), _BETWEEN),
        "ways": ways(group),
        "location": of_places(lambda place: place.name),
        "street": of_places(lambda place: place.street),
        "postcode": of_places(lambda place: place.postcode),
        "town": of_places(lambda place: place.city) or group.place,
        "access": of_places(lambda place: place.access_note),
        "joining": how_to_join(group),
        "costs": group.costs,
        "contact": group.contact_name,
        "phone": group.phone,
        "phone_note": group.phone_note,
        "email": group.email,
        "website": group.website,
        "state": str(STATES.get(group.state, "")),
        "paused_until": group.paused_until.isoformat() if group.paused_until else "",
        "checked": verified(group.verified_on, group.verified_precision, language()),
        "changed": group.updated_at.date().isoformat(),
        "page": group.url,
        "latitude": of_places(lambda place: _degrees(place.lat)),
        "longitude": of_places(lambda place: _degrees(place.lon)),
    }


def _degrees(number: float | None) -> str:
    """With a point, as maps write it."""
    return "" if number is None else f"{number:.5f}"
