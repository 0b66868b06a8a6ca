"""Streets, postcodes and towns in the Netherlands, Belgium and Germany."""

from __future__ import annotations

import re
from dataclasses import dataclass

from portal.imports.reading.remarks import Finding, note, unsure
from portal.imports.reading.text import says_nothing

_DUTCH = re.compile(r"(?:NL[\s-]*)?([1-9]\d{3})\s?([A-Za-z]{2})(?:[\s,]+(\D.*))?", re.DOTALL)
_GERMAN = re.compile(r"(?:DE?[\s-]*)?(\d{5})(?:[\s,]+(\D.*))?", re.DOTALL)
_FOUR = re.compile(r"(B(?:E)?[\s-]*)?([1-9]\d{3})(?:[\s,]+(\D.*))?", re.DOTALL)
_NEVER_ISSUED = frozenset({"SA", "SD", "SS"})
_WHOLE = (
    re.compile(
        r"(?P<street>.*?\d.*?)[\s,;]+(?P<code>[1-9]\d{3}\s?[A-Za-z]{2})\b[\s,;]*(?P<city>.*)", re.DOTALL
    ),
    re.compile(r"(?P<street>.*?\d.*?)[,;\n]\s*(?P<code>(?:DE?[\s-]*)?\d{5})\s+(?P<city>\D+)", re.DOTALL),
    re.compile(r"(?P<street>.*?\d.*?)[,;\n]\s*(?P<code>(?:BE?[\s-]*)?[1-9]\d{3})\s+(?P<city>\D+)", re.DOTALL),
)


@dataclass(frozen=True)
class Postcode:
    """A tidy postcode, its country when the form says so, and a town that stood behind it."""

    value: str = ""
    country: str = ""
    city: str = ""
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True)
class Address:
    """The parts of an address that was typed into one cell."""

    street: str = ""
    postcode: str = ""
    city: str = ""


def read_postcode(text: str, locale: str = "nl", country: str = "") -> Postcode:
    """5542cd becomes 5542 CD; a code that fits no country stays as it is, with a remark.

    `country` is that of the network, "" when nobody said it.
    """
    text = text.strip()
    if not text or says_nothing(text):
        return Postcode()
    if found := _DUTCH.fullmatch(text):
        letters = found[2].upper()
        findings = (unsure("postcode.never_issued"),) if letters in _NEVER_ISSUED else ()
        return Postcode(f"{found[1]} {letters}", "NL", found[3] or "", findings)
    if found := _GERMAN.fullmatch(text):
        return Postcode(found[1], "DE", found[2] or "")
    if found := _FOUR.fullmatch(text):
        return _four_digits(found, locale, country)
    return Postcode(text, findings=(unsure("postcode.odd"),))


def _four_digits(found: re.Match[str], locale: str, country: str) -> Postcode:
    """Belgian, or Dutch without letters, or German from a spreadsheet that ate the zero."""
    if found[1] or country == "BE":
        return Postcode(found[2], "BE", found[3] or "")
    finding = unsure("postcode.zero", f"0{found[2]}") if locale == "de" else note("postcode.no_letters")
    return Postcode(found[2], "", found[3] or "", (finding,))


def read_address(text: str) -> Address:
    """Street, postcode and town from one cell; only a street when there is no postcode in it."""
    text = "" if says_nothing(text) else text
    for pattern in _WHOLE:
        if found := pattern.fullmatch(text):
            return Address(
                *(" ".join(found[name].split()).strip(" ,;") for name in ("street", "code", "city"))
            )
    return Address(" ".join(text.split()))


def read_city(text: str, locale: str = "nl") -> Address:
    """A town, with the postcode that may stand before it."""
    if says_nothing(text):
        return Address()
    if text[:1].isdigit() or re.match(r"(?:NL|BE?|DE?)[\s-]*\d{4}", text):
        code = read_postcode(text, locale)
        if code.city:
            return Address(postcode=code.value, city=code.city)
    return Address(city=" ".join(text.split()))
