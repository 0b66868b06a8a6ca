"""Plain text with a light structure, as pieces that a template can write: nothing in it acts by itself.

Blank lines part paragraphs; "- " or "* " begins a point, "1. " a numbered one, "## " a heading. A line right
below a point goes on with it.
"""

from __future__ import annotations

import re
from typing import NamedTuple

_HEADING = re.compile(r"#{1,4} +(.*)")
_POINT = re.compile(r"[-*•] +(.*)")
_NUMBER = re.compile(r"\d{1,2}[.)] +(.*)")
_ADDRESS = re.compile(r"""(https?://[^\s<>"'\\]*[^\s<>"'\\.,;:!?)\]}])""")
_KINDS = (("heading", _HEADING), ("points", _POINT), ("numbers", _NUMBER))


class Piece(NamedTuple):
    """Some text; `link` says that it is a web address."""

    text: str
    link: bool


class Block(NamedTuple):
    """A "heading", a "paragraph", or a list of "points" or "numbers"; each line is a row of pieces."""

    kind: str
    lines: list[list[Piece]]


def blocks(text: str) -> list[Block]:
    """The text in its parts."""
    found: list[tuple[str, list[str]]] = []
    fresh = True
    for line in (line.strip() for line in text.replace("\r\n", "\n").split("\n")):
        if not line:
            fresh = True
            continue
        kind, said = _kind(line)
        if kind == "paragraph" and not fresh and found and found[-1][0] in ("points", "numbers"):
            found[-1][1][-1] += f" {said}"
        elif found and found[-1][0] == kind and kind != "heading" and (kind != "paragraph" or not fresh):
            found[-1][1].append(said)
        else:
            found.append((kind, [said]))
        fresh = False
    return [Block(kind, [pieces(line) for line in lines]) for kind, lines in found]


def _kind(line: str) -> tuple[str, str]:
    for kind, pattern in _KINDS:
        if (match := pattern.fullmatch(line)) and match[1]:
            return kind, match[1]
    return "paragraph", line


def pieces(line: str) -> list[Piece]:
    """A line with its web addresses apart."""
    parts = enumerate(_ADDRESS.split(line))
    return [Piece(part, bool(place % 2)) for place, part in parts if part]


def first_sentence(text: str, most: int = 160) -> str:
    """How a text begins, for a list; cut at a word."""
    told = (block for block in blocks(text) if block.kind != "heading")
    said = " ".join("".join(piece.text for piece in line) for block in told for line in block.lines)
    if len(said) <= most:
        return said
    return said[:most].rsplit(" ", 1)[0].rstrip(",;:") + " …"
