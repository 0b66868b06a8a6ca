"""Words that no mail says, and the few things a mail may be told."""

from __future__ import annotations

import re
from functools import cache

from portal.groups.catalogue import listed_themes

KINDS = (
    *("zelfhulp", "self-help", "self help", "selbsthilfe", "praatgroep", "gespreksgroep"),
    *("support group", "gesprächskreis", "lotgeno", "gleichbetroffen", "betroffene", "naasten", "angehörig"),
    *("in oprichting", "in formation", "in gründung", "anonie", "anonym"),
)
"""Beginnings of words that say which kind of group it is, or that it is about such groups at all."""

ORDINARY = {"alleen": "only: the code works only in that browser"}
"""Words of the list of themes that mean nothing of the kind in a mail, with what they say there."""

TOLD: dict[str, str] = {
    **dict.fromkeys(
        ("account", "again", "answered", "by_hand", "hidden", "is_steward", "other", "partly"), "yes or no"
    ),
    **dict.fromkeys(("kind", "news", "role", "state"), "one of the words that the template lists"),
    **dict.fromkeys(("days", "hours", "minutes", "more", "number"), "a number"),
    **dict.fromkeys(
        ("after", "before", "dates", "day", "due", "first", "last", "until", "when"), "when something is"
    ),
    **dict.fromkeys(("link", "unsubscribe_url"), "an address with ids or signatures, no names"),
    **dict.fromkeys(("sentence", "lines", "why", "fields"), "our own words, from the code"),
    "amount": "euros",
    "reference": "the number of an invoice",
    "code": "a code to type",
    "site": "who writes: the network's own name and region, its phone and address",
    "subject": "the subject again",
    "locale": "the reader's language",
    "alias": "what the reader wants to be called",
    "name": "the reader's own name, as whoever invites wrote it",
    "inviter": "who invites: one has to know whom to ask before pressing",
    "by": "the steward or contact person who changed a page: one has to know whom to ask",
    "place": "the address of a building that is closed: no group is named, and others meet there too",
    "note": "why that building is closed, in a steward's words; the form says that groups read it",
}
"""All that templates may be told: nothing of a group, a theme, a title, or of what somebody wrote."""


@cache
def _themes() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Names and everyday words of all themes in all languages: as abbreviations, and in any spelling."""
    words = {word for one in listed_themes().values() for word in (*one.names.values(), *one.synonyms)}
    words -= set(ORDINARY)
    exact = {word for word in words if word.isupper() or len(word) <= 3}
    return _any(exact), _any({word.casefold() for word in words - exact})


def _any(words: set[str]) -> re.Pattern[str]:
    longest = sorted(map(re.escape, words), key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(longest)})(?!\w)")


def themes_in(text: str) -> list[str]:
    """The themes that a text names, by any of their words."""
    exact, folded = _themes()
    return sorted({*exact.findall(text), *folded.findall(text.casefold())})


def kinds_in(text: str) -> list[str]:
    """Words for kinds of groups in a text."""
    return [word for word in KINDS if re.search(rf"(?<!\w){re.escape(word)}", text.casefold())]
