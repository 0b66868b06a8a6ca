"""A real SMTP server in a thread that keeps what it is given, and can be told to misbehave."""

from __future__ import annotations

import asyncio
import email
import re
import socket
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import default
from typing import Any

from aiosmtpd.controller import Controller


def path_in(text: str, under: str = "/") -> str:
    """The path of the first link in a text that leads to one of these addresses of ours."""
    found = re.search(rf"https?://[^/\s]+({re.escape(under)}\S*)", text)
    assert found, text
    return found[1]


@dataclass
class Received:
    """One accepted mail: whom the envelope named, and what it said."""

    recipients: list[str]
    message: EmailMessage

    @property
    def text(self) -> str:
        """The plain part."""
        body = self.message.get_body(("plain",))
        return str(body.get_content()) if body else ""

    @property
    def html(self) -> str:
        """The html part."""
        body = self.message.get_body(("html",))
        return str(body.get_content()) if body else ""

    @property
    def whole(self) -> str:
        """Everything somebody reads: subject and both parts."""
        return "\n".join((str(self.message["Subject"]), self.text, self.html))


@dataclass
class Sink:
    """`refuse` makes it answer 451 so many times before it accepts again, `slow` lets it think for so
    many seconds first, and it knows nobody in `unknown` (550). `hang_up`: so many mails it keeps, and breaks
    the line instead of saying so."""

    refuse: int = 0
    hang_up: int = 0
    slow: float = 0.0
    unknown: set[str] = field(default_factory=set)
    underway: int = 0
    received: list[Received] = field(default_factory=list)

    def __enter__(self) -> Sink:
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port)  # type: ignore[no-untyped-call]
        self._controller.start()  # type: ignore[no-untyped-call]
        return self

    def __exit__(self, *_: object) -> None:
        self._controller.stop()  # type: ignore[no-untyped-call]

    def clear(self) -> None:
        """Forget what was received."""
        self.received.clear()
        self.unknown.clear()
        self.refuse, self.hang_up, self.slow = 0, 0, 0.0

    def sent_to(self, address: str) -> list[Received]:
        """The mails that one address got, oldest first."""
        return [mail for mail in self.received if mail.recipients == [address]]

    async def handle_RCPT(
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: list[str]
    ) -> str:
        """aiosmtpd calls this for every recipient."""
        if address in self.unknown:
            return "550 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, _session: Any, envelope: Any) -> str:
        """aiosmtpd calls this for every mail."""
        if self.refuse > 0:
            self.refuse -= 1
            return "451 try again later"
        self.underway += 1
        try:
            await asyncio.sleep(self.slow)
        finally:
            self.underway -= 1
        message = email.message_from_bytes(envelope.content, policy=default)
        assert isinstance(message, EmailMessage)
        self.received.append(Received(list(envelope.rcpt_tos), message))
        if self.hang_up > 0:
            self.hang_up -= 1
            server.transport.abort()
        return "250 accepted"
