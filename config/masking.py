"""What never reaches a log line: mail addresses, values out of the database, text of people.

Two nets. Free text (events, exceptions, lines of other libraries) is searched for patterns. Values
given to a log call are let through by key: text under a key that is not in SAFE_KEYS is hidden, so a
name or a theme needs no pattern to stay out.
"""

import re
import traceback
from collections.abc import Mapping, MutableMapping
from datetime import date, timedelta
from enum import Enum
from typing import Any
from uuid import UUID

from structlog.typing import WrappedLogger

SAFE_KEYS = frozenset(
    {
        *("event", "level", "logger", "timestamp", "exception", "stack"),
        *("network", "person", "request_id", "job", "process", "queue", "signal", "version", "zone"),
        *("action", "attempt", "command", "endpoint", "handler", "key", "locale", "method", "permission"),
        *("outcome", "role", "route", "state", "status", "step", "template"),
        *("column", "constraint", "error", "history", "revision", "schema", "table"),
    }
)
"""Keys whose text is written by us: identifiers and words of the code, never input."""

HIDDEN = "[hidden]"
LONGEST_VALUE = 2_000
LONGEST_EXCEPTION = 20_000

_LOCAL_PART = r"""(?:"[^"\n]{1,64}"|[^\s@<>()\[\],;:"'=]{1,64})"""
_PATTERNS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"://[^\s/@]{1,300}@"), f"://{HIDDEN}@"),
    (re.compile(_LOCAL_PART + r"(?:@|%40)[\w.\[\]:-]{1,255}"), "[mail address]"),
    (
        re.compile(r"\b(DETAIL|CONTEXT|Key \([^)]{1,200}\)=|invalid input [^:\n]{1,120}:).*", re.S),
        rf"\1 {HIDDEN}",
    ),
    (re.compile(r"\[parameters: .*"), f"[parameters: {HIDDEN}]"),
    (re.compile(r"^LINE \d+:.*(?:\n\s*\^)?", re.M), f"LINE {HIDDEN}"),
)
_PLAIN = re.compile(r"[A-Za-z0-9 _./-]{0,200}")
"""Most texts: nothing in them that any of the patterns could start with. Saves half of the time of a line."""
_QUOTED = re.compile(r"""(?<!\w)'[^'\n]*'|"[^"\n]*"|“[^”\n]*”""")
_IDENTIFIER = re.compile(r"[a-z_][a-z0-9_.]*")
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0a-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def mask(text: str) -> str:
    """`text` without mail addresses, passwords in addresses, and values quoted by PostgreSQL.

    Where PostgreSQL starts quoting a value the rest of the text goes: the value may hold line breaks.
    """
    for pattern, instead in _PATTERNS:
        text = pattern.sub(instead, text)
    return text


def one_line(text: str) -> str:
    """Line breaks, escapes and direction marks spelled out, so that a value cannot forge a line."""
    return _UNPRINTABLE.sub(
        lambda found: found[0].encode("unicode_escape", "backslashreplace").decode(), text
    )


def describe(error: BaseException, *, strict: bool) -> str:
    """The error, its causes before it, with frames and masked messages.

    `strict` also hides quoted text that is no identifier: KeyError('Jan de Vries') names a person.
    """
    parts: list[str] = []
    seen: set[int] = set()
    current: BaseException | None = error
    while current is not None and id(current) not in seen:
        seen.add(id(current))
        parts.append("".join(traceback.format_tb(current.__traceback__)) + _message(current, strict=strict))
        current = current.__cause__ or (None if current.__suppress_context__ else current.__context__)
    return "\nwhich led to:\n".join(reversed(parts))[-LONGEST_EXCEPTION:]


def mask_message(text: str, *, strict: bool = True) -> str:
    """The message of an error: masked, cut, and where `strict` without quoted text that is no identifier."""
    text = mask(text[: 4 * LONGEST_VALUE])[:LONGEST_VALUE]
    if strict:
        text = _QUOTED.sub(lambda found: found[0] if _IDENTIFIER.fullmatch(found[0][1:-1]) else "'...'", text)
    return "\n    ".join(one_line(line) for line in text.split("\n"))


def _message(error: BaseException, *, strict: bool) -> str:
    try:
        text = mask_message(str(error), strict=strict)
    except Exception:
        text = "message cannot be shown"
    return f"{type(error).__module__}.{type(error).__qualname__}: {text}"


def mask_event(_logger: WrappedLogger, _method: str, event: MutableMapping[str, Any]) -> Mapping[str, Any]:
    """Structlog processor, the last one before the line is written."""
    return {key: _value(key, value) for key, value in event.items()}


def _value(key: str, value: object) -> object:
    match value:
        case None | bool() | int() | float() | date() | timedelta() | UUID() | Enum():
            return value if isinstance(value, bool | int | float | None) else str(value)
        case str():
            return _text(key, value)
        case Mapping():
            return {one_line(str(name)): _value(str(name), item) for name, item in value.items()}
        case list() | tuple() | set() | frozenset():
            return [_value(key, item) for item in value]
        case type():
            return value.__qualname__
    return f"<{type(value).__qualname__}>"


def _text(key: str, value: str) -> str:
    if key in ("exception", "stack"):
        return value
    if key in SAFE_KEYS and _PLAIN.fullmatch(value):
        return value
    if key in SAFE_KEYS or _is_uuid(value):
        return one_line(mask(value[: 4 * LONGEST_VALUE])[:LONGEST_VALUE])
    return HIDDEN


def _is_uuid(value: str) -> bool:
    try:
        return len(value) in (32, 36) and bool(UUID(value))
    except ValueError:
        return False
