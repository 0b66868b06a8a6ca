"""In person, online or by telephone: often written in the column for the place."""

from __future__ import annotations

import re
from dataclasses import dataclass

from portal.imports.reading.remarks import Finding, note, unsure
from portal.imports.reading.text import plain, says_nothing

_ONLINE = re.compile(
    r"\b(?:online|on-?line|digitaal|digital|virtueel|virtuell|virtual|zoom|teams|ms teams|jitsi|skype"
    r"|webex|whatsapp|google meet|beeldbellen|videobellen|video-?call|video-?konferenz|videochat|via"
    r" internet|webinar)\w*"
)
_PHONE = re.compile(
    r"\b(?:telefonisch\w*|telefoongroep|per telefoon|via de telefoon|telefoon|by (?:tele)?phone|phone"
    r"|telephone|telefongruppe|per telefon|am telefon|telefon|telefonkonferenz|conference call|dial-in)\b"
)
_BOTH = re.compile(r"\b(?:hybride?|hybrid\w*|blended)\b")
_IN_PERSON = re.compile(
    r"\b(?:fysiek\w*|live|op locatie|in person|in-person|face to face|prasenz\w*|vor ort|persoonlijk)\b"
)
_PLATFORM = re.compile(r"zoom|teams|jitsi|skype|webex|whatsapp|google meet", re.IGNORECASE)
_FILLER = re.compile(
    r"\b(?:alleen|uitsluitend|only|nur|ausschliesslich|via|per|of|or|oder|en|and|und|ook|also|auch"
    r"|bijeenkomst\w*|meeting\w*|treffen|groep|group|gruppe|in|op|am|de|het|mogelijk|possible|moglich|ja"
    r"|yes)\b"
)
_LINK = re.compile(r"https?://\S+|\b\S+\.(?:zoom\.us|webex\.com)/\S+", re.IGNORECASE)
_HOME = re.compile(
    r"\b(?:bij\s.{0,40}\bthuis|thuis(?:adres)?\b|aan huis|at .{0,30}home|private home"
    r"|bei .{0,30}zu hause|privat)"
)
_YES = re.compile(r"(?:ja|yes|j|y|x|true|1|waar|wahr|✓|✔)")


@dataclass(frozen=True)
class Place:
    """How people meet. `location` is empty when the text only said online or by telephone."""

    location: str = ""
    in_person: bool = False
    online: bool = False
    by_phone: bool = False
    platform: str = ""
    findings: tuple[Finding, ...] = ()


def read_place(text: str) -> Place:
    """A place to go to, or "online (Zoom)", or both."""
    if not text or says_nothing(text):
        return Place()
    shown = _LINK.sub(" ", text)
    words = plain(shown)
    linked = shown != text
    online = bool(linked or _ONLINE.search(words) or _BOTH.search(words))
    by_phone = bool(_PHONE.search(words))
    in_person = bool(_IN_PERSON.search(words) or _BOTH.search(words))
    platform = _PLATFORM.search(shown)
    findings = [unsure("place.link")] if linked else []
    if not (online or by_phone or in_person):
        if _HOME.search(words):
            findings.append(unsure("place.home"))
        return Place(text, in_person=True, findings=tuple(findings))
    location = shown.strip() if _names_a_place(words) else ""
    if location:
        findings.append(note("place.mixed"))
    return Place(
        location,
        in_person or bool(location),
        online,
        by_phone,
        platform[0] if platform else "",
        tuple(findings),
    )


def read_format(text: str, header: str) -> Place:
    """A column that is only about the format; "ja" counts for what its header asks."""
    if _YES.fullmatch(plain(text).strip()):
        asked = plain(header)
        online, by_phone = bool(_ONLINE.search(asked)), bool(_PHONE.search(asked))
        return Place("", not (online or by_phone), online, by_phone)
    place = read_place(text)
    known = place.online or place.by_phone or bool(_IN_PERSON.search(plain(text)))
    if not text or says_nothing(text) or plain(text) in {"nee", "no", "nein", "false", "0"}:
        return Place()
    return place if known else Place(findings=(unsure("place.format"),))


def _names_a_place(words: str) -> bool:
    """Something remains when the words about the format are taken away."""
    for pattern in (_ONLINE, _PHONE, _BOTH, _IN_PERSON, _FILLER):
        words = pattern.sub(" ", words)
    return sum(character.isalpha() for character in words) > 2
