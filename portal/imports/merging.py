"""What a file may change on a page that exists, without taking back what people wrote there.

For each part of a page three versions are compared: what the last import wrote (kept as a hash), what the
page says now, and what the file says now. Where only the file changed, the page follows. Where the page was
changed by somebody, it stays, and the difference becomes a task. A group that was entered by hand has no last
import, so every difference becomes a task.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any
from uuid import UUID

from portal.imports.facts import PARTS, Facts, Part

QUIET = frozenset({"listed"})
"""Parts of which a difference is nobody's task."""
AT_ONCE = frozenset({"note"})
"""Parts that are the network's own, also on the page of a group that looks after it."""
ASKED = "asked:"
"""Before the code of a part: the mark of the value that a group was last asked about."""


@dataclass
class Merge:
    """Facts to `write`, parts that were `changed` or are `kept` as they are, and the new hashes."""

    write: Facts = field(default_factory=dict)
    changed: list[Part] = field(default_factory=list)
    kept: list[Part] = field(default_factory=list)
    asked: list[Part] = field(default_factory=list)
    """Parts that only the file changed, of which the group itself decides."""
    marks: dict[str, str] = field(default_factory=dict)


def mark(part: Part, facts: Facts, group_id: UUID) -> str:
    """The hash of one part; salted with the group, so that equal numbers of two groups look different."""
    text = repr([_plain(facts[name]) for name in part.facts])
    return blake2b(text.encode("utf-8", "replace"), digest_size=8, key=group_id.bytes).hexdigest()


def _plain(value: Any) -> Any:
    return sorted(value) if isinstance(value, (tuple, list)) else str(value or "")


def all_marks(facts: Facts, group_id: UUID) -> dict[str, str]:
    """The hashes of a group as the file wants it."""
    return {part.code: mark(part, facts, group_id) for part in PARTS}


def merge(
    page: Facts, file: Facts, spoken: frozenset[str], marks: Mapping[str, str], group_id: UUID,
    *, asks: bool = False,
) -> Merge:  # fmt: skip
    """Compare the page with the file. `spoken` are the facts the file says anything about.

    `asks`: the group decides about its page. What the file would change becomes `asked`, once for each value:
    a mark remembers what the group was asked, whatever it answers.
    """
    made = Merge(marks=dict(marks))
    for part in PARTS:
        if not spoken.intersection(part.facts):
            continue
        wanted = {name: file[name] if name in spoken else page[name] for name in part.facts}
        new, present = mark(part, wanted, group_id), mark(part, page, group_id)
        if new == present:
            made.marks[part.code] = new
            made.marks.pop(ASKED + part.code, None)
        elif marks.get(part.code) == present and asks and part.code not in AT_ONCE:
            if marks.get(ASKED + part.code) != new:
                made.marks[ASKED + part.code] = new
                made.write |= wanted
                made.asked.append(part)
        elif marks.get(part.code) == present:
            made.marks[part.code] = new
            made.write |= wanted
            made.changed.append(part)
        elif marks.get(part.code) != new and part.code not in QUIET:
            made.kept.append(part)
    if not made.asked:
        _keep_listable(page, made)
    return made


def _keep_listable(page: Facts, made: Merge) -> None:
    """A group that can no longer be reached, or has no theme left, is not shown."""
    after = page | made.write
    reachable = after["phone"] or after["email"] or after["website"]
    if after["listed"] and not (reachable and after["themes"]):
        made.write["listed"] = False
