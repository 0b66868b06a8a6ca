"""What column headers are called in Dutch, English and German lists."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from pathlib import Path

from rapidfuzz import fuzz, process

from portal.imports.reading.fields import Field
from portal.imports.reading.text import fold, squeeze

NAMES_FILE = Path(__file__).with_name("header_names.csv")


def _names() -> dict[str, Field]:
    """Known names, folded, of all fields in all languages."""
    with NAMES_FILE.open(encoding="utf-8", newline="") as lines:
        return {
            fold(name): Field(row["field"])
            for row in csv.DictReader(lines)
            for language in ("nl", "en", "de")
            for name in row[language].split("|")
            if name
        }


WORDS: Mapping[str, Field] = _names()
_SQUEEZED = {squeeze(word): field for word, field in WORDS.items()}
_PARTS: tuple[tuple[Field, re.Pattern[str]], ...] = tuple(
    (field, re.compile(pattern))
    for field, pattern in (
        (Field.EMAIL, r"e ?mail|\bmail"),
        (Field.PHONE, r"telefoon|telefon|phone|\btel\b|mobiel|\bmobil|handy|rufnummer"),
        (Field.WEBSITE, r"website|webseite|homepage|\burl\b|internet"),
        (Field.POSTCODE, r"postcode|postal|\bplz\b|\bzip\b|postleitzahl"),
        (Field.CHECKED_ON, r"gecontrol|controle|bijgewerkt|checked|verif|updat|gepruft|aktualisi"),
        (Field.COSTS, r"kosten|bijdrage|\bcosts?\b|\bfees?\b|gebuhr|beitrag"),
        (Field.END_TIME, r"eindtijd|end time|endzeit|\bende\b|\beinde\b"),
        (Field.AUDIENCE, r"doelgroep|zielgruppe|target|audience|voor wie|for whom|fur wen|\bwho\b"),
        (Field.WHEN, r"wanneer|\bdag(?:en)?\b|frequen|bijeenkom|\bwhen\b|\bdays?\b|schedul|turnus|termin"),
        (Field.TIME, r"tijd|\btime\b|uhrzeit|\bzeit\b|aanvang|beginn?\b"),
        (Field.STREET, r"straat|street|strasse|huisn|hausn|\badres|address|anschrift"),
        (Field.LOCATION, r"locati|venue|treffpunkt|gebouw|\braum\b|\bzaal\b|\broom\b|veranstaltungsort"),
        (Field.CONTACT_NAME, r"contact|kontakt|ansprech|coordinat|begeleid|facilitat|leitung|organi|trekker"),
        (Field.CITY, r"plaats|\btown\b|\bcity\b|\bort\b|\bstadt\b|gemeente|gemeinde|woonplaats"),
        (Field.THEME, r"thema|theme|topic|onderwerp|categor|kategor|aandoening|erkrankung|diagnos"),
        (Field.INTRO, r"omschrijving|beschrijving|description|beschreibung|\babout\b"),
        (Field.NOTE, r"opmerking|bijzonder|notitie|\bnotes?\b|remark|comment|merkung|hinweis|notiz"),
        (Field.EXTERNAL_ID, r"\bid\b|\bcode\b"),
        (Field.NAME, r"\bgroep\b|\bgroup\b|gruppe\b|\bnaam\b|\bname\b"),
    )
)  # fmt: skip
WEAK = frozenset({"naam", "name", "titel", "title", "bezeichnung"})
"""Names of a group, or of a person when another column is clearly the group's."""
LONGEST = 60
_MISTAKE = 86


def known_field(header: str) -> Field | None:
    """The field whose name this is, spelled or abbreviated in a known way."""
    key = fold(header)
    if not key or len(key) > LONGEST:
        return None
    return WORDS.get(key) or _SQUEEZED.get(squeeze(header)) or _abbreviated(header, key)


def likely_field(header: str) -> Field | None:
    """The field a longer header seems to be about."""
    key = fold(header)
    if not key or len(key) > LONGEST:
        return None
    return next((field for field, pattern in _PARTS if pattern.search(key)), None)


def _abbreviated(header: str, key: str) -> Field | None:
    """The beginning of one known word: Contactpers., Gecontr."""
    if not header.rstrip().endswith(".") or len(key) < 3:
        return None
    fields = {field for word, field in WORDS.items() if word.startswith(key)}
    return fields.pop() if len(fields) == 1 else None


def mistyped_field(header: str) -> Field | None:
    """The field whose name differs from the header by a letter or two."""
    key = fold(header)
    if not 5 <= len(key) <= LONGEST:
        return None
    hit = process.extractOne(key, WORDS.keys(), scorer=fuzz.ratio, score_cutoff=_MISTAKE)
    return WORDS[hit[0]] if hit else None
