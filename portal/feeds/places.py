"""Where groups meet, as formats of other countries ask for it: country, one line, telephone numbers."""

from __future__ import annotations

import re
from functools import lru_cache

import phonenumbers
from babel import Locale

from portal.clock import ZONE
from portal.groups.public import PublicMeeting, PublicNetwork, PublicPlace

_COUNTRIES = {"Europe/Amsterdam": "NL", "Europe/Brussels": "BE", "Europe/Berlin": "DE"}
_POSTCODES = (("NL", re.compile(r"\d{4} ?[A-Za-z]{2}")), ("DE", re.compile(r"\d{5}")))
_FOUR_DIGITS = re.compile(r"\d{4}")
_LANGUAGES = {"nl": "NL", "de": "DE"}


def country(place: PublicPlace | None, meeting: PublicMeeting | None, network: PublicNetwork) -> str:
    """Two letters (ISO 3166): what the postcode shows, else a meeting's zone that is not the usual one, else
    the network's own country.
    """
    for code, form in _POSTCODES:
        if place and form.fullmatch(place.postcode):
            return code
    if place and network.country == "BE" and _FOUR_DIGITS.fullmatch(place.postcode):
        return "BE"
    zone = meeting.pattern.zone if meeting else ""
    elsewhere = _COUNTRIES.get(zone, "") if zone != ZONE.key else ""
    return elsewhere or network.country or _LANGUAGES.get(network.locale, "") or _COUNTRIES.get(zone, "")


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
