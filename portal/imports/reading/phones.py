"""Telephone numbers as people write them, with what they write around them."""

from __future__ import annotations

import re
from dataclasses import dataclass

import phonenumbers

from portal.imports.reading.remarks import Finding, unsure
from portal.imports.reading.text import says_nothing

REGIONS = {"nl": "NL", "de": "DE", "en": "NL"}
_RUN = re.compile(r"(?:\+|\b)\(?\d[\d\s().\-–/]*\d")
_NO_PHONE = re.compile(
    r"\d{1,2}[.:]\d{2}\s?[-–]\s?\d{1,2}[.:]\d{2}|\d{1,2}[-./]\d{1,2}[-./]\d{2,4}|\d{1,2}\s?[-–]\s?\d{1,2}"
)
_SPLIT = re.compile(r"\s*/\s*|\s{2,}|\s(?=0[1-9]|\+)")
_EDGES = " \n\t.,:;/|-–()"
_LABELS = re.compile(
    r"^(?:tel(?:efoon|efon|ephone)?|mob(?:iel|il|ile)?|phone|fon|t|m)\b[\s.:]*", re.IGNORECASE
)
FEWEST, MOST = 6, 15
"""Digits of a number that can be dialled: local ones in Germany are short, E.164 ends at 15."""


@dataclass(frozen=True)
class Phone:
    """`number` as written, tidied; `dial` is E.164 when it can be dialled; `note` is what stood around it."""

    number: str = ""
    note: str = ""
    dial: str = ""
    findings: tuple[Finding, ...] = ()


def read_phone(text: str, locale: str = "nl", country: str = "") -> Phone:
    """The first number of a cell. A number outside the numbering plan is kept without a remark.

    Without a `country` (NL, BE, DE) the language says whose numbers they are.
    """
    if not text or says_nothing(text):
        return Phone()
    runs = _numbers(text)
    if not runs:
        return Phone(note=text, findings=(_why_none(text),))
    number = _tidy(runs[0])
    around = _LABELS.sub("", text.replace(runs[0], " ", 1).strip(_EDGES))
    region = country or REGIONS.get(locale, "NL")
    findings = [unsure("phone.several", number)] if len(runs) > 1 else []
    if _digits(number) >= 9 and number[0] not in "0+(":
        number = _with_prefix(number, region)
        findings.append(unsure("phone.zero", number))
    note = " ".join(around.strip(_EDGES).split())
    return Phone(number, note, _dial(number, region), tuple(findings))


def has_phone(text: str) -> bool:
    """There is a telephone number somewhere in the text."""
    return bool(_numbers(text))


def _numbers(text: str) -> list[str]:
    runs = [run.strip(" .-–/)") for found in _RUN.findall(text) for run in _apart(found)]
    return [run for run in runs if FEWEST <= _digits(run) <= MOST and not _NO_PHONE.fullmatch(run)]


def _apart(run: str) -> list[str]:
    """Two numbers with a slash or a wide space between them; 040/1234567 is one."""
    parts = [part for part in _SPLIT.split(run) if part]
    return parts if len(parts) > 1 and all(_digits(part) >= 8 for part in parts) else [run]


def _why_none(text: str) -> Finding:
    digits = _digits(text)
    if not digits:
        return unsure("phone.no_digits")
    return unsure("phone.short" if digits < FEWEST else "phone.unreadable")


def _digits(text: str) -> int:
    return sum("0" <= character <= "9" for character in text)


def _tidy(run: str) -> str:
    number = re.sub(r"\s?[–-]\s?", "-", " ".join(run.split()))
    if number.count("(") != number.count(")"):
        number = number.replace("(", "").replace(")", "")
    return number


def _with_prefix(number: str, region: str) -> str:
    """A spreadsheet ate the leading zero or the plus."""
    digits = re.sub(r"\D", "", number)
    code = str(phonenumbers.country_code_for_region(region))
    if digits.startswith(code) and len(digits) > 10:
        return f"+{number}"
    return f"0{number}"


def _dial(number: str, region: str) -> str:
    try:
        parsed = phonenumbers.parse(number, region)
    except phonenumbers.NumberParseException:
        return ""
    if not phonenumbers.is_possible_number(parsed):
        return ""
    return str(phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164))
