"""The SMTP side of the mailbox, and how it misbehaves when a test asks for it."""

import asyncio
from typing import Literal, get_args

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from config.local.mailbox.store import Store

Mode = Literal["ok", "refuse", "hang", "break"]
"""refuse: 451, try again later. hang: take the mail and never answer. break: keep the mail and cut the
line before the 250, so that the sender cannot know it arrived."""

MODES: tuple[Mode, ...] = get_args(Mode)
LONGEST_HANG = 3600


class Sink:
    """One SMTP server on a thread of its own."""

    def __init__(self, store: Store, host: str, port: int) -> None:
        self.store = store
        self.mode: Mode = "ok"
        self.times: int | None = None
        self.controller = Controller(self, hostname=host, port=port, enable_SMTPUTF8=True, ident="mailbox")

    def start(self) -> None:
        self.controller.start()

    def stop(self) -> None:
        self.controller.stop(no_assert=True)

    def behave(self, mode: Mode, times: int | None = None) -> None:
        """Treat the next `times` mails (None: all) as `mode` says, and the ones after that well."""
        self.mode, self.times = mode, times

    def _next_mode(self) -> Mode:
        mode = self.mode
        if self.times is not None:
            self.times -= 1
            if self.times <= 0:
                self.mode, self.times = "ok", None
        return mode

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:
        """Called by aiosmtpd once a mail is complete."""
        mode = self._next_mode()
        if mode == "refuse":
            return "451 4.3.0 Try again later"
        if mode == "hang":
            await asyncio.sleep(LONGEST_HANG)
        content = envelope.content
        assert isinstance(content, bytes)
        self.store.add(envelope.mail_from or "", envelope.rcpt_tos, content)
        if mode == "break":
            assert isinstance(server.transport, asyncio.Transport)
            server.transport.abort()
        return "250 2.0.0 Kept"
