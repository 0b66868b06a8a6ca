"""Where groups meet, as formats of other countries ask for it: country, one line, telephone numbers."""

from __future__ import annotations

import re
from functools import lru_cache

import phonenumbers
from babel import Locale

from portal.groups.public import PublicMeeting, PublicNetwork, PublicPlace

_COUNTRIES = {"Europe/Amsterdam": "NL", "Europe/Brussels": "BE", "Europe/Berlin": "DE"}
_POSTCODES = (("NL", re.compile(r"\d{4} ?[A-Za-z]{2}")), ("DE", re.compile(r"\d{5}")))
_LANGUAGES = {"nl": "NL", "de": "DE"}


def country(place: PublicPlace | None, meeting: PublicMeeting | None, network: PublicNetwork) -> str:
    """Two letters (ISO 3166): what the postcode shows, else the meeting's zone, else the network's language.

    An English network may be anywhere: it gets "" when nothing else tells.
    """
    for code, form in _POSTCODES:
        if place and form.fullmatch(place.postcode):
            return code
    by_zone = _COUNTRIES.get(meeting.pattern.zone, "") if meeting else ""
    return by_zone or _LANGUAGES.get(network.locale, "")


def one_line(street: str, postcode: str, town: str, code: str, network: PublicNetwork) -> str:
    """The address as a map search wants it: "Dorpsstraat 1, 5701 AA Helmond, Nederland"."""
    parts = (street, f"{postcode} {town}".strip(), _country_name(code, network.locale))
    return ", ".join(part for part in parts if part) if street or town else ""


@lru_cache(maxsize=64)
def _country_name(code: str, locale: str) -> str:
    return str(Locale(locale).territories.get(code, code))


def international(number: str, code: str) -> str:
    """ "+31-40-123-4567", or as it was written when it cannot be read."""
    try:
        parsed = phonenumbers.parse(number, code or None)
    except phonenumbers.NumberParseException:
        return number
    if not phonenumbers.is_possible_number(parsed):
        return number
    form = phonenumbers.PhoneNumberFormat.INTERNATIONAL
    return str(phonenumbers.format_number(parsed, form)).replace(" ", "-")
