"""Every remark has its sentence, and every sentence its remark."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from portal.imports.reading import sentences
from portal.imports.reading.remarks import Severity, note, refused, sentence, unsure
from portal.imports.reading.sentences import SENTENCES

SOURCES = "\n".join(
    path.read_text(encoding="utf-8")
    for path in Path(sentences.__file__).parent.glob("*.py")
    if path.name != "sentences.py"
)
COMPOSED = {f"time.not_{part}" for part in ("morning", "afternoon", "evening")} | {
    "rhythm.even_weeks",
    "rhythm.odd_weeks",
}
VALUES = {"line": "2", "limit": "3", "count": "4", "tabs": "x", "words": "x", "heading": "x", "other": "x"}


KINDS = (
    "file|mapping|row|reach|name|text|theme|contact|phone|email|website|place|postcode|time|rhythm|date|note"
)


def used() -> set[str]:
    """Every code that the sources name, whole or as a reason."""
    codes = set(re.findall(rf'"((?:{KINDS})\.[a-z_]+[a-z])"', SOURCES)) | COMPOSED
    file_reasons = re.findall(r'(?:UnreadableSheet|Unusable)\(\s*"([a-z_]+)"|"reason": "([a-z_]+)"', SOURCES)
    mapping_reasons = re.findall(r'UnreadableMapping\("([a-z_]+)"', SOURCES)
    codes |= {f"file.{raised or answered}" for raised, answered in file_reasons}
    return codes | {f"mapping.{reason}" for reason in mapping_reasons}


def test_codes_and_sentences_are_the_same_set() -> None:
    assert used() == set(SENTENCES)


@pytest.mark.parametrize("code", sorted(SENTENCES))
def test_sentences_are_whole_and_calm(code: str) -> None:
    shown = str(sentence(code, {**VALUES, "column": "x", "field": "x"}))
    assert shown[0].isupper() or shown.startswith(("“", "x", "4"))
    assert shown.endswith((".", "?"))
    assert "!" not in shown
    assert "%(" not in shown
    assert not re.search(r"client|patient|please|sorry", shown, re.IGNORECASE)


def test_a_percent_sign_in_a_value_does_no_harm() -> None:
    assert (
        str(sentence("rhythm.words", {"words": "100%(x)s"}))
        == "The rhythm was read, but not these words: 100%(x)s."
    )


def test_severities() -> None:
    assert [found.severity for found in (note("a"), unsure("a"), refused("a"))] == list(Severity)
