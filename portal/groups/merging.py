"""Two people changed the same page: nothing typed is lost, nothing of the other is overwritten unseen.

The form carries the group's version and a digest of every field as it was when the form was opened. When
the version is another one by the time it is sent, each field shows who changed it: the sender, another, both.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from portal.groups.forms import GroupForm, stored
from portal.groups.models import Group


@dataclass(frozen=True)
class Clash:
    """What somebody else saved meanwhile. Both hold names of fields."""

    taken_over: list[str] = field(default_factory=list)
    """Changed by the other only: the form now shows the other's text."""
    both: list[str] = field(default_factory=list)
    """Changed by both: the form keeps what was typed, the page still shows the other's text."""


def digest(value: Any) -> str:
    """A short mark of a field's value; equal values have equal marks."""
    plain = sorted(value) if isinstance(value, list) else value
    return hashlib.sha256(str(plain or "").encode()).hexdigest()[:12]


def opened(form: GroupForm, group: Group) -> None:
    """Let the form remember what the group looked like when it was opened."""
    form.version.data = str(group.version)
    form.base.data = json.dumps({name: digest(value) for name, value in stored(group).items()})


def merge(form: GroupForm, group: Group) -> Clash | None:
    """None when nobody saved meanwhile. Else the form takes over what only the other changed."""
    if form.version.data == str(group.version):
        return None
    base, typed, present = _base(form), form.values(), stored(group)
    taken_over, both = [], []
    for name, now in present.items():
        if digest(now) in (base.get(name), digest(typed[name])):
            continue
        if digest(typed[name]) == base.get(name):
            form[name].data = now
            taken_over.append(name)
        else:
            both.append(name)
    opened(form, group)
    return Clash(taken_over, both)


def _base(form: GroupForm) -> Mapping[str, str]:
    try:
        found = json.loads(form.base.data or "{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
