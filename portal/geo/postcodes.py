"""Postcodes as people write them: "5701 AB", "5701ab Helmond", "B-2000", "D-52062", "1011"."""

from __future__ import annotations

import re
from dataclasses import dataclass

COUNTRIES = ("NL", "BE", "DE")

_WRITTEN = re.compile(
    r"\s*(?:(?P<sign>NL|BE?|DE?)[ -]{0,3})?"
    r"(?P<digits>[0-9]{5}|[1-9][0-9]{3})(?![0-9])"
    r"(?: ?(?P<letters>[A-Z]{2})(?![^\W_]))?"
    r"[ ,]*(?P<rest>.*)",
    re.IGNORECASE | re.DOTALL,
)
_SIGNS = {"N": "NL", "B": "BE", "D": "DE"}
_STORED = {
    "NL": re.compile(r"[1-9][0-9]{3}(?:[A-Z]{2})?"),
    "BE": re.compile(r"[1-9][0-9]{3}"),
    "DE": re.compile(r"[0-9]{5}"),
}


@dataclass(frozen=True, slots=True)
class Written:
    """A postcode in a text: the countries it may be of, likeliest first, and what stands behind it."""

    digits: str
    letters: str
    countries: tuple[str, ...]
    rest: str


def read(text: str, country: str | None = None) -> Written | None:
    """The postcode a text begins with, or None. Four digits alone are first sought in `country`.

    In Belgium two letters behind them are the beginning of a name: "8420 De Haan".
    """
    found = _WRITTEN.fullmatch(text[:200])
    if found is None:
        return None
    digits, letters, rest = found["digits"], found["letters"] or "", found["rest"].strip()
    if letters and rest and country == "BE":
        letters, rest = "", f"{letters} {rest}"
    countries = _countries(found["sign"], digits, letters, country)
    return Written(digits, letters.upper(), countries, rest) if countries else None


def _countries(sign: str | None, digits: str, letters: str, country: str | None) -> tuple[str, ...]:
    if len(digits) == 5:
        fit: tuple[str, ...] = () if letters else ("DE",)
    elif letters:
        fit = ("NL",)
    else:
        fit = ("BE", "NL") if country == "BE" else ("NL", "BE")
    return tuple(one for one in fit if sign is None or one == _SIGNS[sign[0].upper()])


def stored(country: str, code: str) -> str | None:
    """A code of an imported file as it is kept, or None when it is no postcode of that country."""
    bare = "".join(code.split()).upper()
    return bare if _STORED[country].fullmatch(bare) else None
