"""A mail as it leaves: headers and parts, in the form that a mail server takes.

Made with the older classes of the standard library. The newer ones read each header back in, which takes
longer than all else that a mail costs, and encode a long address in a header where nobody decodes it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from email.charset import QP, Charset
from email.encoders import encode_base64
from email.header import Header
from email.mime.base import MIMEBase
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.policy import compat32
from email.utils import formataddr
from typing import NamedTuple

_FORM = compat32.clone(mangle_from_=False, max_line_length=998, linesep="\r\n")
"""A line of text may begin with "From "; a long address stays on the line of its header."""
_UTF8 = Charset("utf-8")
_UTF8.body_encoding = QP


class Sealed(NamedTuple):
    """A mail ready to be handed over: from which address, to which, and all of it."""

    sender: str
    recipient: str
    content: bytes


def sealed(
    sender: tuple[str, str], recipient: str, headers: Mapping[str, str],
    *, text: str, html: str, calendar: str = "",
) -> Sealed:  # fmt: skip
    """The whole message: both forms of what it says and, unless "", a date for the reader's calendar.

    `sender`: name and address. Raises ValueError for a header that would start another one.
    """
    message = MIMEMultipart("alternative", policy=_FORM)
    for kind, body in (("plain", text), ("html", html)):
        message.attach(MIMEText(body, kind, _UTF8, policy=_FORM))  # type: ignore[arg-type]  # a Charset too
    if calendar:
        forms, message = message, MIMEMultipart("mixed", policy=_FORM)
        message.attach(forms)
        message.attach(_date(calendar))
    message["From"] = _from(*sender)
    for name, value in {"To": recipient, **headers}.items():
        message[name] = _words(name, value)
    return Sealed(sender[1], recipient, message.as_bytes(policy=_FORM))


def _from(name: str, address: str) -> str:
    said = _words("From", name)
    return formataddr((name, address)) if said == name else f"{said} <{address}>"


def _words(name: str, value: str) -> str:
    """Encoded where it is not plain ASCII. Raises ValueError for what is more than a line."""
    if any(ord(sign) < ord(" ") for sign in value):
        raise ValueError(f"the header {name} is more than one line")
    return value if value.isascii() else Header(value, "utf-8", header_name=name).encode()


def _date(calendar: str) -> MIMEBase:
    """As a file, which every mail program offers to open with one's calendar."""
    found = re.search(r"^METHOD:(\w+)", calendar, re.MULTILINE)
    part = MIMEBase("text", "calendar", policy=_FORM, charset="utf-8")
    if found:
        part.set_param("method", found[1])
    part.set_payload(calendar.encode())
    encode_base64(part)
    part.add_header("Content-Disposition", "attachment", filename="agenda.ics")
    return part
