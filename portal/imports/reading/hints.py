"""What a remark in a list clearly says. It stays a note for the network; this only points at it."""

from __future__ import annotations

import re

from portal.imports.reading.remarks import Finding, note, unsure
from portal.imports.reading.text import plain

_AMOUNT = re.compile(r"(?:€|\beur(?:o)?\b)\s?\d+(?:[.,]\d{1,2}|,-)?|\b\d+(?:[.,]\d{2})?\s?(?:€|euro?\b)")
_FREE = re.compile(r"\b(?:gratis|kosteloos|free of charge|no charge|kostenlos|kostenfrei|geen kosten)\b")
_PATTERNS: tuple[tuple[re.Pattern[str], Finding], ...] = (
    (
        re.compile(
            r"\b(?:gestopt|stopt|opgeheven|bestaat niet meer|beeindigd|stopped|closed down|discontinued"
            r"|ended|no longer"
            r"|aufgelost|eingestellt|beendet)\b"
        ),
        unsure("note.stopped", suggests=("state", "paused")),
    ),
    (
        re.compile(r"\b(?:pauzeert|ligt stil|tijdelijk (?:dicht|gesloten)|on hold|paused|pausiert|ruht)\b"),
        unsure("note.paused", suggests=("state", "paused")),
    ),
    (
        re.compile(
            r"\b(?:trekker|contactpersoon|begeleider|opvolger|voorzitter|coordinator)s?\s+gezocht"
            r"|(?:gesucht|wanted|needed)\b|\bzoekt?\s+(?:een\s+)?(?:nieuwe\s+)?(?:trekker|contactpersoon)"
        ),
        note("note.contact_wanted"),
    ),
    (
        re.compile(r"\b(?:intake|kennismaking(?:sgesprek)?|vorgesprach|erstgesprach|screening)\b"),
        note("note.intake", suggests=("joining", "intake")),
    ),
    (
        re.compile(
            r"\b(?:besloten|gesloten groep|closed group|closed meeting|geschlossene gruppe|geschlossen)\b"
        ),
        note("note.closed", suggests=("joining", "closed")),
    ),
    (
        re.compile(r"\b(?:rolstoel\w*|wheelchair\w*|step-free|rollstuhl\w*|barrierefrei\w*|drempelvrij)\b"),
        note("note.wheelchair"),
    ),
    (
        re.compile(
            r"\b(?:zomerstop|zomerpauze|zomervakantie|summer break|sommerpause|winterstop"
            r"|schulferien|schoolvakanties?)\b"
        ),
        unsure("note.break"),
    ),
    (
        re.compile(
            r"\b(?:eerst (?:bellen|mailen|contact)|vooraf (?:bellen|aanmelden)|aanmelden|call first|please"
            r" call"
            r"|ring first|anmeldung|vorher anrufen|bitte anrufen)\b"
        ),
        note("note.call_first"),
    ),
)


def read_hints(text: str) -> tuple[Finding, ...]:
    """What a note seems to say about stopping, joining, costs and access."""
    words = plain(text)
    found = [finding for pattern, finding in _PATTERNS if pattern.search(words)]
    if any(finding.code == "note.intake" for finding in found):
        found = [finding for finding in found if finding.code != "note.closed"]
    if _AMOUNT.search(words) or _FREE.search(words):
        found.append(note("note.costs", suggests=("costs", text[:200])))
    return tuple(found)
