"""Lists in the Meeting Guide format (a JSON list of meetings), turned into the csv file they could have been.

The format: https://github.com/code4recovery/spec. Days are numbers from Sunday (0). What it says about the
fellowship's own types has no place in our list.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping
from typing import Any

from babel.dates import get_day_names

_WAYS = {"in_person": "in person", "online": "online", "hybrid": "hybrid"}
_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "Group name": ("name", "group"),
    "Theme": ("theme",),
    "Contact person": ("contact_1_name",),
    "Phone": ("phone", "contact_1_phone"),
    "Email": ("email", "contact_1_email"),
    "Location": ("location",),
    "Address": ("address", "formatted_address"),
    "Postal code": ("postal_code",),
    "City": ("city",),
    "Start time": ("time",),
    "End time": ("end_time",),
    "Website": ("website", "url"),
    "Notes": ("notes",),
    "Last updated": ("updated",),
    "Reference": ("slug",),
}
"""Our column names and the keys that can fill them, the first that is there."""


def as_csv(data: bytes, locale: str) -> bytes:
    """The list as csv when it is one in this format; anything else as it is. `locale` names the days."""
    if data[:64].lstrip(b"\xef\xbb\xbf \t\r\n")[:1] != b"[":
        return data
    try:
        meetings = json.loads(data)
    except (ValueError, RecursionError):
        return data
    named = [one for one in meetings if isinstance(one, dict) and isinstance(one.get("name"), str)]
    if not named or len(named) != len(meetings):
        return data
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([*_COLUMNS, "Day", "Format"])
    for meeting in named:
        texts = [_text(meeting, keys) for keys in _COLUMNS.values()]
        writer.writerow([*texts, _days(meeting, locale), _way(meeting)])
    return text.getvalue().encode()


def _text(meeting: Mapping[str, Any], keys: tuple[str, ...]) -> str:
    found = (meeting.get(key) for key in keys)
    return next((str(value) for value in found if isinstance(value, (str, int)) and value != ""), "")


def _days(meeting: Mapping[str, Any], locale: str) -> str:
    given = meeting.get("day")
    numbers = given if isinstance(given, list) else [given]
    names = get_day_names("wide", locale=locale)
    known = [int(one) for one in numbers if isinstance(one, (str, int)) and str(one) in set("0123456")]
    return ", ".join(names[(number - 1) % 7] for number in known)


def _way(meeting: Mapping[str, Any]) -> str:
    way = _WAYS.get(str(meeting.get("attendance_option", "")), "")
    return way or ("online" if meeting.get("conference_url") else "")
