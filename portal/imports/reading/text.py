"""Cleaning and folding of text, so that what people type can be stored and compared."""

from __future__ import annotations

import re
import unicodedata

_LINE_ENDS = "\t\n\r\x0b\x0c\x85\u2028\u2029"
_HIDDEN = dict.fromkeys(
    code
    for code in (*range(0x10000), *range(0xE0000, 0xE0080))
    if (unicodedata.category(chr(code)) in {"Cc", "Cf", "Cs"} or chr(code) == "\ufffd")
    and chr(code) not in _LINE_ENDS
)
_PLAIN_LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe", "ð": "d"})
_NOT_WORD = re.compile(r"[\W_]+")
NOTHING = frozenset(
    {
        "-",
        "--",
        "---",
        ".",
        "?",
        "??",
        "/",
        "x",
        "nvt",
        "n.v.t.",
        "n.v.t",
        "geen",
        "none",
        "n/a",
        "keine",
        "kein",
    }
    | {
        "nihil",
        "leeg",
        "entfällt",
        "k.a.",
        "k. a.",
        "onbekend",
        "unknown",
        "unbekannt",
        "niet bekend",
        "not known",
    }
)


def without_hidden(value: str) -> str:
    """The text without NUL, control, formatting and replacement characters and lone surrogates."""
    return value.translate(_HIDDEN)


def clean(value: str) -> str:
    """A cell as people would type it: composed letters, single spaces, no empty lines."""
    value = unicodedata.normalize("NFC", without_hidden(value))
    lines = (" ".join(line.split()) for line in value.splitlines())
    return "\n".join(line for line in lines if line)


def plain(value: str) -> str:
    """Lower case without accents, punctuation kept."""
    if value.isascii():
        return value.lower()
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", value).casefold())
    return "".join(c for c in folded if not unicodedata.combining(c)).translate(_PLAIN_LETTERS)


def fold(value: str) -> str:
    """What two spellings have in common: no case, accents or punctuation, single spaces."""
    return _NOT_WORD.sub(" ", plain(value)).strip()


def squeeze(value: str) -> str:
    """Folded and without spaces, so that burn-out, Burn out and burnout are equal."""
    return fold(value).replace(" ", "")


def says_nothing(value: str) -> bool:
    """The cell is filled with a dash, "n.v.t.", "none" or "unbekannt"."""
    return value.strip().casefold() in NOTHING
