"""Recognises the same group twice: inside one file, and when a file comes back."""

from __future__ import annotations

import re
from hashlib import blake2b

from portal.imports.reading.remarks import Finding, note, unsure
from portal.imports.reading.text import fold
from portal.imports.reading.values import GroupValues


def likeness(name: str, city: str) -> str:
    """What two entries of one group have in common even when its contact person changed."""
    return f"{fold(name)}|{fold(city)}"


def identity(values: GroupValues) -> str:
    """The key of a group for a re-import: the list's own number, else name, town and contact.

    A hash, since it is stored beside the group and must not outlive the contact person's address.
    """
    if values.external_id:
        words = f"id|{fold(values.external_id) or values.external_id}"
    else:
        contact = values.email or _digits(values) or fold(values.contact_name)
        words = f"{likeness(values.name, values.city)}|{contact}"
    return blake2b(words.encode("utf-8", "replace"), digest_size=16).hexdigest()


def _digits(values: GroupValues) -> str:
    return values.phone_dial or re.sub(r"\D", "", values.phone)


class Twins:
    """Remembers the rows of one file. Later rows point to the line of the first."""

    def __init__(self) -> None:
        self._cells: dict[tuple[str, ...], int] = {}
        self._identities: dict[str, int] = {}
        self._alike: dict[str, int] = {}
        self._phones: dict[str, tuple[int, str]] = {}

    def compare(
        self, line: int, cells: tuple[str, ...], key: str, values: GroupValues
    ) -> tuple[int, int, list[Finding]]:
        """Lines of an equal and of a resembling earlier row (0 for none), and remarks about them.

        An equal row needs no other remarks than the one that it is equal.
        """
        folded = tuple(" ".join(cell.casefold().split()) for cell in cells)
        same = self._cells.setdefault(folded, line)
        if same != line:
            return same, 0, [note("row.same", str(same), line=same)]
        resembles, findings = self._resembling(line, key, values)
        return 0, resembles, findings

    def _resembling(self, line: int, key: str, values: GroupValues) -> tuple[int, list[Finding]]:
        known = self._identities.setdefault(key, line)
        earlier = [other for like in _keys(values) if (other := self._alike.setdefault(like, line)) != line]
        if known != line:
            return known, [unsure("row.same_group", str(known), line=known)]
        if earlier:
            return min(earlier), [unsure("row.resembles", str(min(earlier)), line=min(earlier))]
        return 0, []

    def shared_phone(self, line: int, values: GroupValues) -> list[Finding]:
        """One number with two people is now and then a slip of the pen."""
        person = fold(values.contact_name)
        if not values.phone_dial or not person:
            return []
        first, other = self._phones.setdefault(values.phone_dial, (line, person))
        return [note("contact.phone_shared", str(first), line=first)] if other != person else []


def _keys(values: GroupValues) -> list[str]:
    """Same name in the same town; or the same theme, town and mail address or telephone number."""
    keys = [f"name|{likeness(values.name, values.city)}"]
    themes = ",".join(values.themes) or fold(values.theme_text)
    for contact in (values.email, _digits(values)):
        if contact and themes:
            keys.append(f"contact|{themes}|{fold(values.city)}|{contact}")
    return keys
