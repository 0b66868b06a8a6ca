"""Mail addresses and websites."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from email_validator import EmailNotValidError, validate_email

from portal.imports.reading.remarks import Finding, note, unsure
from portal.imports.reading.text import says_nothing

_ADDRESS = re.compile(r"[^\s<>;,()\[\]\"'|]{1,80}@[^\s<>;,()\[\]\"'|]{1,200}")
_WRITTEN_AT = re.compile(r" ?(?:\(at\)|\[at\]|\{at\}| at |\(apenstaartje\)) ?", re.IGNORECASE)
_WRITTEN_DOT = re.compile(r" ?(?:\(dot\)|\[dot\]|\(punt\)|\[punkt\]|\(punkt\)) ?", re.IGNORECASE)
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):(?![\d\s])", re.IGNORECASE)
_HOST = re.compile(
    r"(?!-)(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.)+(?:[^\W\d_]{2,24}|xn--[a-z0-9-]{2,59})", re.IGNORECASE
)
_UNSAFE = re.compile(r"[\s<>\"'`\\^{}|]")
LONGEST = 500


@dataclass(frozen=True)
class Link:
    """A mail address or a web address; empty when none could be read."""

    value: str = ""
    findings: tuple[Finding, ...] = ()


def read_email(text: str) -> Link:
    """The first valid address of a cell, in lower case. Syntax only: nothing is looked up."""
    if not text or says_nothing(text):
        return Link()
    text = " ".join(text.split())
    written = _WRITTEN_DOT.sub(".", _WRITTEN_AT.sub("@", text.replace(" @", "@").replace("@ ", "@")))
    found = _ADDRESS.findall(written.replace("mailto:", " "))
    valid = list(dict.fromkeys(address for candidate in found if (address := _valid(candidate.strip(".:")))))
    if not valid:
        return Link(findings=(unsure("email.unreadable"),))
    if len(valid) > 1:
        return Link(valid[0], (unsure("email.several", valid[0]),))
    if len(found) > 1:
        return Link(valid[0], (unsure("email.partly", valid[0]),))
    changed = written.casefold() != text.casefold()
    return Link(valid[0], (note("email.rewritten", valid[0]),) if changed else ())


def has_email(text: str) -> bool:
    """There is a mail address somewhere in the text."""
    return any(_valid(candidate.strip(".:")) for candidate in _ADDRESS.findall(text))


def without_emails(text: str) -> str:
    """The text around the mail addresses."""
    return _ADDRESS.sub(" ", text)


def _valid(candidate: str) -> str:
    try:
        checked = validate_email(candidate, check_deliverability=False, test_environment=True)
    except (EmailNotValidError, UnicodeError):
        return ""
    return checked.normalized.lower()


def read_website(text: str) -> Link:
    """An http or https address. Anything else, javascript: above all, stays out."""
    if not text or says_nothing(text):
        return Link()
    words = text.split()
    pointed = [word.strip("<>()[],;\"'") for word in words if "." in word or ":" in word]
    candidates = [word for word in pointed if "@" not in word.split("/")[0]]
    for word in candidates:
        if address := _web_address(word):
            several = len([other for other in candidates if _web_address(other)]) > 1
            return Link(address, (unsure("website.several", address),) if several else ())
    scheme = _SCHEME.match(text.strip())
    unsafe = scheme and scheme[1].lower() not in {"http", "https"}
    return Link(findings=(unsure("website.unsafe" if unsafe else "website.unreadable"),))


def _web_address(word: str) -> str:
    scheme = _SCHEME.match(word)
    if (scheme and scheme[1].lower() not in {"http", "https"}) or _UNSAFE.search(word):
        return ""
    try:
        parts = urlsplit(word if scheme else f"https://{word.lstrip('/')}")
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return ""
    if parts.username is not None or not _HOST.fullmatch(host) or len(word) > LONGEST:
        return ""
    place = host if port is None else f"{host}:{port}"
    path = "" if parts.path == "/" and not parts.query else parts.path
    query = f"?{parts.query}" if parts.query else ""
    fragment = f"#{parts.fragment}" if parts.fragment else ""
    return f"{parts.scheme}://{place}{path}{query}{fragment}"
