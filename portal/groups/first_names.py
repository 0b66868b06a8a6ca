"""First names of a text in which people wrote who answers. Pure.

When in doubt nothing is shown: a surname that stays away costs a visitor little.
"""

from __future__ import annotations

import re

_BETWEEN = re.compile(r"(\s*(?:,|/|&|\+|\b(?:en|and|und|of|or|oder)\b)\s*)", re.IGNORECASE)
_ASIDE = re.compile(r"\([^)]*\)|\d[\d\s./-]*|\S+@\S+")
"""What stands in brackets, numbers and mail addresses."""
_TITLE = re.compile(
    r"(?:mevr(?:ouw)?|mw|mej|de heer|dhr|hr|heer|meneer|frau|herrn?|mrs|ms|miss|mr|dr|drs|ir|ing"
    r"|prof|ds|sr|zr|zuster|pastor|pfarrer(?:in)?)\.?\s+",
    re.IGNORECASE,
)
_FAMILY = re.compile(r"fam(?:ilie|ily)?\b", re.IGNORECASE)
_INITIALS = re.compile(r"(?:[^\W\d_]\.-?)+[^\W\d_]?\.?|[^\W\d_]|[A-Z]{2}")
_SURNAMES = frozenset(
    {
        *("van", "de", "der", "den", "het", "ten", "ter", "te", "vd", "v", "d", "von", "zu", "zum", "zur"),
        *("le", "la", "du", "des", "del", "di", "el", "al"),
    }
)
"""Small words that surnames begin with."""


def first_names(text: str) -> str:
    """ "Ria de Vries en Jan Jansen" becomes "Ria en Jan"; "" when there is no first name to be seen."""
    pieces = _BETWEEN.split(" ".join(_ASIDE.sub(" ", text).split()))
    people, between = pieces[::2], pieces[1::2]
    if [mark.strip() for mark in between] == [","]:
        people, between = people[1:], []  # "Jansen, Ria" rather than two people
    said = ""
    for number, person in enumerate(people):
        if name := _first_name(person):
            said += (between[number - 1] if said else "") + name
    return said


def _first_name(person: str) -> str:
    bare = person.strip(" .;:")
    titles = 0
    while found := _TITLE.match(bare):
        bare, titles = bare[found.end() :], titles + 1
    words = bare.split()
    if not words or _FAMILY.match(bare) or (titles and len(words) == 1):
        return ""
    name = words[0].strip(".,;:")
    if _INITIALS.fullmatch(words[0]) or name.casefold() in _SURNAMES:
        return ""
    return name
