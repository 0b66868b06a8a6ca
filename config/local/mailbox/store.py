"""Caught mails as files: one per mail, written whole before the sender is told it was accepted."""

import re
import secrets
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.errors import HeaderParseError
from email.message import EmailMessage, Message
from functools import cached_property
from pathlib import Path
from typing import Any

from config.local.keep import make_home

FILE_NAME = re.compile(r"(\d{19})-[0-9a-f]{8}")


@dataclass(frozen=True)
class Mail:
    """One delivery: what the sender said on the line (sender, recipients) and what it handed over."""

    id: str
    received_at: datetime
    sender: str
    recipients: tuple[str, ...]
    message: EmailMessage

    @cached_property
    def subject(self) -> str:
        return self.head("Subject")

    def head(self, name: str) -> str:
        """A header as text; the parser of the library trips over some that are only half one."""
        try:
            return str(self.message.get(name, ""))
        except (ValueError, LookupError, HeaderParseError):
            return ""

    @cached_property
    def text(self) -> str:
        return self._body("plain")

    @cached_property
    def html(self) -> str:
        return self._body("html")

    @property
    def attachments(self) -> list[tuple[str, str, bytes]]:
        """Name, content type and content of each."""
        parts = list(self.message.iter_attachments()) if self.message.is_multipart() else []
        return [
            (part.get_filename() or f"part-{number}", part.get_content_type(), _content(part))
            for number, part in enumerate(parts, 1)
        ]

    def _body(self, kind: str) -> str:
        part = self.message.get_body(preferencelist=(kind,))
        if part is None:
            return ""
        try:
            return str(part.get_content()).replace("\r\n", "\n")
        except (LookupError, UnicodeError):
            return _content(part).decode(errors="replace")

    def as_json(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "received_at": self.received_at.isoformat(),
            "to": self.head("To"),
            "from": self.head("From"),
            "subject": self.subject,
            "message_id": self.head("Message-ID"),
            "recipients": list(self.recipients),
            "rcpt_count": len(self.recipients),
            "text": self.text,
            "html": self.html,
        }


def _content(part: Message) -> bytes:
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


class Store:
    """A directory in the manner of a maildir: `tmp` while writing, `new` when whole."""

    def __init__(self, home: Path) -> None:
        self.tmp, self.new = home / "tmp", home / "new"
        self.known: dict[str, Mail] = {}
        for directory in (self.tmp, self.new):
            make_home(directory)

    def add(self, sender: str, recipients: list[str], content: bytes) -> None:
        name = f"{time.time_ns()}-{secrets.token_hex(4)}"
        head = "".join(f"{field}: {value}\r\n" for field, value in self._envelope(sender, recipients))
        (self.tmp / name).write_bytes(head.encode() + content)
        (self.tmp / name).replace(self.new / name)

    @staticmethod
    def _envelope(sender: str, recipients: list[str]) -> list[tuple[str, str]]:
        return [("X-Envelope-From", sender), *(("X-Envelope-To", address) for address in recipients)]

    def mails(self, to: str = "") -> list[Mail]:
        """Newest first; `to` narrows it to one recipient."""
        names = sorted((path.name for path in self.new.iterdir()), reverse=True)
        mails = [mail for mail in map(self.mail, names) if mail]
        wanted = to.strip().lower()
        return [mail for mail in mails if not wanted or wanted in map(str.lower, mail.recipients)]

    def mail(self, name: str) -> Mail | None:
        if not FILE_NAME.fullmatch(name):
            return None
        if name not in self.known:
            try:
                self.known[name] = self._read(name)
            except FileNotFoundError:
                return None
        return self.known[name]

    def raw(self, name: str) -> bytes:
        return (self.new / name).read_bytes()

    def _read(self, name: str) -> Mail:
        message = message_from_bytes(self.raw(name), policy=policy.default)
        sender = str(message["X-Envelope-From"])
        recipients = tuple(str(address) for address in message.get_all("X-Envelope-To", []))
        del message["X-Envelope-From"], message["X-Envelope-To"]
        return Mail(name, datetime.fromtimestamp(int(name[:19]) / 1e9, UTC), sender, recipients, message)

    def clear(self) -> None:
        for path in self.new.iterdir():
            path.unlink(missing_ok=True)
        self.known.clear()
