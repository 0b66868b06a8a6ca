"""The name of a place as it is recognised, however somebody writes it."""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

LONGEST = 80
"""Letters of a name that are looked at; the longest real one has 44."""

_SAINT = re.compile(r"\b(?:sint|sankt|sainte?|ste?)\b[ .-]*")
_ON_THE = re.compile(r"(?<=\w)[ .-]+(?:aan de[nr]?|an de[rm]|a ?[./]? ?d)\b[ .]*")
_HEAD = re.compile(r"(.{3,}?)(?:[ -](?:aan|op|bij|van|in|am|an|im|bei|ob|vor|auf|unter)[ -]| \().*")
_LAST = re.compile(r"(.*\w\.?)(?:(\s*[,(/]\s*)|\s+)([^\W\d_][\w .-]*?)\)?")
_AROUND = re.compile(
    r"^(?:regio|gemeente|omgeving|gemeinde|stadt|raum|(?:land)?kreis) +"
    r"|(?: e\.? ?o\.?| en (?:omgeving|omstreken)| und umgebung)$",
    re.IGNORECASE,
)
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})

REGION_WORDS = {
    "DR": "dr dren drenthe",
    "FR": "fr frl fryslan friesland",
    "GE": "gld gl ge gelderland",
    "GR": "gr gn gron groningen",
    "LI": "l lb li lim limburg",
    "NB": "nb nbr brab brabant noordbrabant",
    "NH": "nh noordholland",
    "UT": "u ut utr utrecht",
    "ZE": "z zl ze zld zeeland",
    "ZH": "zh zuidholland",
    "OV": "o ov ovl overijssel twente",
    "FL": "fl flevoland",
    "VLG": "vl vlg vlaanderen flandern flanders",
    "BRU": "bru brussel",
    "BW": "bw baden wurttemberg badenwurttemberg",
    "BY": "by bay bayern oberbayern niederbayern",
    "HE": "hess hessen",
    "NI": "nds ni niedersachsen nedersaksen",
    "NW": "nrw nw nordrheinwestfalen westfalen rheinland",
    "RP": "rp rlp pfalz rheinlandpfalz",
    "SL": "sl saar saarland",
    "SH": "sh holstein schleswigholstein",
    "BB": "bb brandenburg mark",
    "MV": "mv mecklenburg mecklenburgvorpommern",
    "SN": "sn sachsen",
    "ST": "st saale sachsenanhalt",
    "TH": "th thur thuringen",
}
"""What people write behind a name that several places have: Hengelo (Gld), Rijswijk NB, Laren N-H."""

COUNTRY_WORDS = {
    "NL": "nl nederland niederlande holland netherlands",
    "BE": "be b belgie belgien belgium",
    "DE": "de d duitsland deutschland germany",
}

_REGIONS = {word: region for region, words in REGION_WORDS.items() for word in words.split()}
_COUNTRIES = {word: country for country, words in COUNTRY_WORDS.items() for word in words.split()}


class Heard(NamedTuple):
    """A name with what was said of where it lies."""

    key: str
    region: str = ""
    country: str = ""


def key(name: str) -> str:
    """Letters and digits only: "Alphen a/d Rijn" is "alphenadryn", "St. Willebrord" "stwillebrord"."""
    text = _ON_THE.sub("ad", _SAINT.sub("st", fold(name)))
    return "".join(filter(str.isalnum, text)).replace("ij", "y")


def fold(text: str) -> str:
    """Lower case without accents."""
    folded = text[:LONGEST].casefold()
    if folded.isascii():
        return folded
    plain = unicodedata.normalize("NFKD", folded)
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


def keys(name: str) -> tuple[str, ...]:
    """The key of a name of the gazetteer; two for one with an umlaut: "koln" and "koeln"."""
    if name.isascii():
        return (key(name),)
    own, spelled = key(name), key(name.casefold().translate(_UMLAUTS))
    return (own,) if own == spelled else (own, spelled)


def head(name: str) -> str:
    """How a longer name is called for short: "Frankfurt" of "Frankfurt am Main"; else empty."""
    found = _HEAD.fullmatch(name)
    return found[1] if found else ""


def readings(text: str) -> list[Heard]:
    """How a text may be understood, likeliest first: as a name, or as one with its province or country."""
    tidy = " ".join(text[:LONGEST].split())
    plain = _AROUND.sub("", tidy)
    found = [Heard(key(tidy))] if plain == tidy else [Heard(key(tidy)), Heard(key(plain))]
    if last := _LAST.fullmatch(plain):
        rest, mark, word = last[1], last[2], key(last[3])
        if word in _REGIONS:
            found.append(Heard(key(rest), region=_REGIONS[word]))
        if word in _COUNTRIES:
            found.append(Heard(key(rest), country=_COUNTRIES[word]))
        if mark:
            found.append(Heard(key(rest)))
    return [heard for heard in found if heard.key]
