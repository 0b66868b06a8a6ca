"""Texts that people typed, made fit to be sent: every format is given only what all of them can carry."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass, replace
from functools import lru_cache
from typing import Any, TypeVar, cast

T = TypeVar("T")

_LINES = re.compile("\r\n?|[\x85\u2028\u2029]")
_UNSENDABLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufeff\ufffe\uffff]"
)
"""Control characters (XML forbids them), halves of characters, and marks that turn the reading direction."""
_WEB = re.compile(r"https?://[^\s<>\"'\\^`{|}]+", re.IGNORECASE)
_MAIL = re.compile(r"[^@\s<>\"(),:;]+@[^@\s<>\"(),:;]+\.[^@\s<>\"(),:;.]+")


def cleaned(value: T) -> T:
    """The same value with every text inside it made sendable: dataclasses and tuples all the way down."""
    made: Any = value
    if isinstance(value, str):
        made = value.strip()
        if not made.isprintable():
            made = _UNSENDABLE.sub("", _LINES.sub("\n", made)).strip()
    elif isinstance(value, tuple):
        made = tuple([cleaned(part) for part in value])
    elif names := _names(cast(Any, type(value))):
        changed = {name: new for name in names if (new := cleaned(old := getattr(value, name))) is not old}
        made = replace(cast(Any, value), **changed) if changed else value
    return cast(T, made)


@lru_cache(maxsize=64)
def _names(kind: type) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind)) if is_dataclass(kind) else ()


def web(text: str) -> str:
    """A web address that may become a link, or nothing."""
    return text if _WEB.fullmatch(text) else ""


def mail(text: str) -> str:
    """A mail address, or nothing."""
    return text if _MAIL.fullmatch(text) else ""


def filled(values: Mapping[str, Any]) -> dict[str, Any]:
    """Without the fields that say nothing: a field that is there has been said by somebody."""
    return {name: value for name, value in values.items() if value not in ("", None, [], (), {})}


def joined(texts: Iterable[str], between: str = "\n") -> str:
    """The texts that say something, each once, in their order."""
    return between.join(dict.fromkeys(text for text in texts if text))
