"""Two versions of a field beside each other, with the words marked that differ. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from typing import Any

from flask_babel import gettext as _

from portal.groups.meetings.telling import said_date, said_rhythm
from portal.groups.sentences import AUDIENCES, FIELDS, JOINING, STATES
from portal.groups.snapshot import same
from portal.groups.visibility import CAN_BE_KEPT
from portal.recurrence.words import day_month_year

Pieces = list[tuple[str, bool]]
"""A text in pieces; True: this piece is not in the other version."""
_WORDS = re.compile(r"\s+|[^\s]+")
ALIKE = 0.5
"""The share of words two texts must have in common to be marked word by word."""
AUDIENCE = {
    "public": lambda: _("everybody"),
    "network": lambda: _("the network"),
    "group": lambda: _("only us"),
}
"""Who sees a field, in words."""
TOLD: Mapping[str, Callable[[Any], str]] = {
    "meeting": said_rhythm,
    "meeting_date": said_date,
    "paused_until": lambda day: day_month_year(date.fromisoformat(day)) if day else str(_("left empty")),
}
"""What is kept as facts and told as a sentence."""
SEATED = ("contact", "stand_in")
"""What is kept as somebody's id."""


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a proposal. `now` is what the page says when that is no longer what it said then."""

    name: str
    label: str
    before: Pieces
    wished: Pieces
    now: str
    meanwhile: bool
    already: bool


def compare(
    before: Mapping[str, Any],
    wished: Mapping[str, Any],
    present: Mapping[str, Any],
    themes: Mapping[str, str],
) -> list[Field]:
    """The fields of a proposal, in the order of the form; `themes` are names by code."""
    ordered = [name for name in FIELDS if name in wished]
    found = []
    for name in ordered:
        old, new = (said(name, values[name], themes) for values in (before, wished))
        meanwhile = not same(present.get(name), before[name])
        already = same(present.get(name), wished[name])
        now = said(name, present.get(name), themes) if meanwhile else ""
        found.append(Field(name, str(FIELDS[name]), *marked(old, new), now, meanwhile, already))
    return found


def marked(before: str, after: str) -> tuple[Pieces, Pieces]:
    """Both texts in pieces, word by word; unmarked when they have too little in common for that to help."""
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    compared = SequenceMatcher(None, old, new, autojunk=False)
    if compared.ratio() < ALIKE:
        return [(before, False)], [(after, False)]
    was: Pieces = []
    becomes: Pieces = []
    for kind, a, b, c, d in compared.get_opcodes():
        for pieces, words in ((was, old[a:b]), (becomes, new[c:d])):
            if words:
                pieces.append(("".join(words), kind != "equal"))
    return was, becomes


def said(name: str, value: Any, themes: Mapping[str, str]) -> str:
    """A field's value as people read it."""
    if name in TOLD:
        return TOLD[name](value)
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    if value in ("", None, [], {}):
        return str(_("left empty"))
    if name == "shown_to":
        told = [f"{FIELDS[key]}: {AUDIENCE[to]()}" for key, to in value.items() if key in CAN_BE_KEPT]
        return "; ".join(told)
    labels: Mapping[str, Any] = {
        "themes": themes, "audiences": AUDIENCES, "joining": JOINING, "state": STATES
    }.get(name, {})  # fmt: skip
    if isinstance(value, list):
        return ", ".join(str(labels.get(code, code)) for code in value)
    return str(labels.get(value, value))
