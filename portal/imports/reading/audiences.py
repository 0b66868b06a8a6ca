"""For whom a group is: the codes that can be searched, beside the words of the group."""

from __future__ import annotations

import re

from portal.imports.reading.text import plain

_PATTERNS: tuple[tuple[str, str], ...] = (
    ("relatives", r"naasten?|familie\w*|mantelzorg\w*|angehorige\w*|relatives?|family|carers?|betrokkenen"),
    ("partners", r"partners?|echtgeno\w+|spouses?|lebenspartner\w*"),
    ("parents", r"ouders?|vaders?|moeders?|parents?|fathers?|mothers?|eltern\w*|vater|mutter"),
    ("women", r"vrouw\w*|dames|women|woman|ladies|frauen\w*"),
    ("men", r"man|mannen\w*|heren|men|manner\w*"),
    ("young", r"jong\w*|jeugd\w*|tieners?|studenten|young\w*|youth|teens?|students?|jung\w*|jugend\w*"),
    (
        "older",
        r"ouderen|senior\w*|older\w*|altere\w*|elderly|55\s?(?:\+|plus)|60\s?(?:\+|plus)|65\s?(?:\+|plus)",
    ),
    (
        "everyone",
        r"iedereen|alle(?:n|maal)?|everyone|everybody|anyone|jeder\w*|lotgenoten|betroffene\w*|open to all",
    ),
)
_CODES = tuple((code, re.compile(rf"(?<!\w)(?:{pattern})(?!\w)")) for code, pattern in _PATTERNS)


def read_audiences(text: str) -> tuple[str, ...]:
    """The codes a text names, such as relatives, parents, women or young; none when it names none."""
    words = plain(text)
    return tuple(code for code, pattern in _CODES if pattern.search(words))
