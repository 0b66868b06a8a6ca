"""What a value of the environment must look like; every refusal is the second half of "NAME ...".

Pure functions for config.settings: they take a value and return it tidied, or raise ValueError.
"""

import ipaddress
import re
from dataclasses import dataclass
from email.message import EmailMessage
from typing import Literal
from urllib.parse import SplitResult, unquote, urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

SHORTEST_SECRET = 32
HOST_LABEL = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")
NOT_FOR_PRODUCTION = "only-for-"
HOW_TO_MAKE_ONE = "make one with: python3 -c 'import secrets; print(secrets.token_urlsafe(48))'"


@dataclass(frozen=True)
class SmtpServer:
    """Where mail is handed over; `security` says when the line is encrypted."""

    host: str
    port: int
    security: Literal["none", "tls", "starttls"]
    user: str | None
    password: str | None


SMTP_SCHEMES: dict[str, tuple[Literal["none", "tls", "starttls"], int]] = {
    "smtp": ("none", 25),
    "smtps": ("tls", 465),
    "smtp+starttls": ("starttls", 587),
}


def split_url(value: str, *schemes: str) -> SplitResult:
    """The parts of a URL with one of `schemes`. A refusal never repeats the value: it may hold a password."""
    allowed = " or ".join(f"{scheme}://" for scheme in schemes)
    if re.search(r"[\s\x00-\x1f\x7f]", value):
        raise ValueError("holds a space or a control character")
    try:
        parts = urlsplit(value)
    except ValueError:
        raise ValueError(f"is not a URL that starts with {allowed}") from None
    if parts.scheme not in schemes or "://" not in value:
        raise ValueError(f"must start with {allowed}")
    try:
        port = parts.port
    except ValueError:
        raise ValueError("has a port that is not a number from 1 to 65535") from None
    if port == 0:
        raise ValueError("has a port that is not a number from 1 to 65535")
    return parts


def postgres_url(value: str) -> str:
    """A PostgreSQL URL in the one spelling that libpq and SQLAlchemy 2.1 share: `postgresql://`."""
    parts = split_url(value, "postgresql", "postgres", "postgresql+psycopg")
    if not parts.username:
        raise ValueError("names no database user")
    if not parts.hostname and "host=" not in parts.query:
        raise ValueError("names no host")
    if not parts.path.strip("/"):
        raise ValueError("names no database")
    return "postgresql://" + value.split("://", 1)[1]


def redis_url(value: str) -> str:
    parts = split_url(value, "redis", "rediss", "unix")
    if not (parts.path if parts.scheme == "unix" else parts.hostname):
        raise ValueError("names no host")
    if parts.scheme != "unix" and not re.fullmatch(r"(/\d*)?", parts.path):
        raise ValueError("must end in the number of a Redis database, such as /0")
    return value


def smtp_server(value: str) -> SmtpServer:
    parts = split_url(value, *SMTP_SCHEMES)
    if not parts.hostname:
        raise ValueError("names no host")
    if bool(parts.username) != bool(parts.password):
        raise ValueError("must hold both a user and a password, or neither")
    security, port = SMTP_SCHEMES[parts.scheme]
    user, password = (unquote(part) if part else None for part in (parts.username, parts.password))
    return SmtpServer(parts.hostname, parts.port or port, security, user, password)


def web_url(value: str) -> str:
    if not split_url(value, "http", "https").hostname:
        raise ValueError("names no host")
    return value


def domain(value: str) -> str:
    """A host name without scheme, port and path, in lower case."""
    name = value.lower()
    if "/" in name or ":" in name:
        raise ValueError("must be a bare host name, without http://, port or path")
    if len(name) > 253 or not all(HOST_LABEL.fullmatch(label) for label in name.split(".")):
        raise ValueError("is not a host name")
    return name


def sender(value: str) -> str:
    """One mail address, with or without a name before it."""
    if re.search(r"[\x00-\x1f\x7f]", value):
        raise ValueError("holds a line break or a control character")
    message = EmailMessage()
    message["From"] = value
    header = message["From"]
    if header.defects or len(header.addresses) != 1:
        raise ValueError("is not one mail address")
    if not (header.addresses[0].username and header.addresses[0].domain):
        raise ValueError("is not one mail address")
    return value


def zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError("is not a time zone this machine knows") from None
    return value


def secret_problem(value: str) -> str | None:
    """Why a value is no secret to trust with real people's data, or None."""
    if NOT_FOR_PRODUCTION in value:
        return f"is a secret of the development files; {HOW_TO_MAKE_ONE}"
    if len(value) < SHORTEST_SECRET:
        return f"has {len(value)} characters where at least {SHORTEST_SECRET} are needed; {HOW_TO_MAKE_ONE}"
    if len(set(value)) < 10:
        return f"is too easy to guess; {HOW_TO_MAKE_ONE}"
    return None


def is_this_machine(host: str) -> bool:
    """True for localhost, its subdomains and loopback addresses."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def is_public(host: str) -> bool:
    """True for a name such as zelfhulp.example; an address in digits has no subdomains for the networks."""
    return "." in host and not is_this_machine(host) and not host.replace(".", "").isdigit()
