"""Texts as paper can carry them: letters our typefaces have, places to break, a length that fits."""

from __future__ import annotations

import re
import unicodedata

MISSING = "□"
"""Stands for letters of scripts the typefaces do not have, so that a reader sees something is lacking."""
BREAK, NO_BREAK = "\u200b", "\u00a0"
_SHORT = 24
SCRIPTS = (
    *("\u0020-\u007e", "\u00a0-\u00ac", "\u00ae-\u024f", "\u1e00-\u1eff"),  # Latin
    *(
        "\u0370-\u0373",
        "\u0376\u0377",
        "\u037b-\u037e",
        "\u0384-\u038a\u038c",
        "\u038e-\u03a1",
        "\u03a3-\u03ff",
    ),
    *("\u0400-\u0481", "\u048a-\u04ff"),  # Cyrillic
    *("\u0531-\u0556", "\u0561-\u0587"),  # Armenian
    *("\u05d0-\u05ea", "\u05f3\u05f4"),  # Hebrew
    *("\u060c\u061b\u061f", "\u0621-\u063a", "\u0640-\u064a", "\u0660-\u0669"),  # Arabic
    *("\u067e\u0686\u0698\u06a9\u06af\u06cc", "\u06f0-\u06f9"),  # more letters of Persian
    *("\u2010-\u2015", "\u2018-\u201e", "\u2020-\u2022\u2026\u2030\u2032\u2033\u2039\u203a", "\u20a0-\u20bf"),
    *("\u2116\u2122\u2190-\u2193\u2212\u25a1\u2713",),
)
"""Every one of these is in the typefaces that come with Typst; a test prints them all."""
MARKS = "\u0300-\u0304\u0306-\u030c\u0323\u0326-\u0328\u0331"
"""Accents that may stand on a Latin letter without a form of their own, two at most."""
_LATIN = "A-Za-z\u00c0-\u024f\u1e00-\u1eff"
_UNKNOWN = re.compile(f"[^{''.join(SCRIPTS)}{MARKS}]")
_LOOSE_MARKS = re.compile(f"(?<![{_LATIN}{MARKS}])[{MARKS}]+|(?<=[{MARKS}][{MARKS}])[{MARKS}]+")
_MISSING_RUN = re.compile(f"{MISSING}+(?: +{MISSING}+)*")
_SPACES = re.compile(r"[^\S\u00a0]+")
_LONG_RUN = re.compile(r"\S{25,}")
_PIECE = re.compile(r"[^/@._-]{0,17}[/@._-]{1,18}|[^/@._-]{1,18}")
_SENTENCE_END = re.compile(r"[.?!…][\"'”’)]?(?=\s+[\"'“‘(]?[^\W\d_a-zß-ÿ])")


def printable(text: str) -> str:
    """One line of what can be printed: no control signs, no emoji, unknown letters as one box."""
    tidy = _UNKNOWN.sub(_known, unicodedata.normalize("NFC", _SPACES.sub(" ", text)))
    tidy = _LOOSE_MARKS.sub("", unicodedata.normalize("NFC", tidy))
    return _SPACES.sub(" ", _MISSING_RUN.sub(MISSING, tidy)).strip()


def _known(found: re.Match[str]) -> str:
    """A letter of full width or with rare accents in its plain form, another as a box, a sign as nothing."""
    letter = found[0]
    plain = "".join(part for part in unicodedata.normalize("NFKD", letter) if not unicodedata.combining(part))
    if plain and not _UNKNOWN.search(plain):
        return plain
    return MISSING if unicodedata.category(letter)[0] in "LN" else ""


def together(text: str) -> str:
    """A telephone number or postcode with its town, not torn apart at the end of a line unless it is long."""
    return text.strip().replace(" ", NO_BREAK) if len(text) <= _SHORT else text


def breakable(text: str) -> str:
    """Very long words and addresses get places where a line may end; nothing is seen of them."""
    return _LONG_RUN.sub(lambda run: BREAK.join(_PIECE.findall(run[0])), text)


def shorten(text: str, most: int) -> str:
    """Whole sentences of at most `most` letters; when the first is longer, whole words and an ellipsis."""
    if len(text) <= most:
        return text
    ends = [end.end() for end in _SENTENCE_END.finditer(text, 0, most + 2) if end.end() <= most]
    if ends and ends[-1] >= most // 3:
        return text[: ends[-1]]
    cut = text[: most - 1]
    words, space, _ = cut.rpartition(" ")
    return (words if space and len(words) > most // 2 else cut).rstrip(" ,;:.-") + "…"


def fit(text: str, most: int) -> str:
    """A text of somebody, ready to be printed in the room there is."""
    return breakable(shorten(printable(text), most))
