"""A mail server that writes down everything it takes, and misbehaves on order, mail by mail.

A mail counts as taken when it is written down, which is before the answer: whoever does not hear the answer
cannot know.
"""

from __future__ import annotations

import asyncio
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from email.parser import BytesHeaderParser
from typing import Any

from aiosmtpd.smtp import SMTP

from config.local.keep import LOOPBACK, free_port
from tests.reminders.fault_report import Take, tick

REFUSALS = {
    "refuses the sender": "421 too busy, come back later",
    "refuses the recipient": "450 mailbox busy",
    "refuses the text": "451 try again later",
}
FOREVER = 3_600.0


@dataclass
class Mood:
    """What is done with one of the next mails, and by which fault."""

    how: str
    fault: int
    acted: Callable[[], None]


class FaultSink:
    """`thinks` are the seconds between taking a mail and saying so. `whose` finds the process of a port."""

    def __init__(self, whose: Callable[[int], int | None]) -> None:
        self.port, self.thinks, self.whose = free_port(), 0.01, whose
        self.takes: list[Take] = []
        self.took = threading.Condition()
        self._moods: deque[Mood] = deque()
        self._sessions: set[SMTP] = set()
        self._unanswered: dict[Any, Take] = {}
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    def __enter__(self) -> FaultSink:
        self._thread.start()
        self.come_back()
        return self

    def __exit__(self, *_: object) -> None:
        self.go_away(fault=-1)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)

    def come_back(self) -> None:
        """Listen."""
        self._do(self._listen())

    def go_away(self, fault: int) -> None:
        """Listen no more, and end every line in the middle of whatever was said."""
        self._do(self._close(fault))

    def order(self, how: str, number: int, fault: int, acted: Callable[[], None]) -> None:
        """So many of the next mails are treated like this."""
        self._moods.extend(Mood(how, fault, acted) for _one in range(number))

    def next_take(self, seconds: float) -> Take | None:
        """Wait for a mail to be taken."""
        with self.took:
            before = len(self.takes)
            self.took.wait_for(lambda: len(self.takes) > before, seconds)
            return self.takes[-1] if len(self.takes) > before else None

    def _do(self, what: Any) -> None:
        asyncio.run_coroutine_threadsafe(what, self._loop).result(10)

    async def _listen(self) -> None:
        self._server = await self._loop.create_server(self._session, LOOPBACK, self.port)

    async def _close(self, fault: int) -> None:
        self._server.close()
        for take in self._unanswered.values():
            take.how, take.fault = "line broken", fault
        for session in self._sessions:
            if session.transport is not None:
                session.transport.abort()  # type: ignore[attr-defined]
        self._sessions.clear()

    def _session(self) -> SMTP:
        made = SMTP(self, loop=self._loop)
        self._sessions.add(made)
        return made

    async def handle_MAIL(
        self, _server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        """A new mail begins: now it is decided how it ends."""
        if not hasattr(session, "pid"):
            session.pid = self.whose(session.peer[1])
        session.mood = self._moods.popleft() if self._moods else Mood("takes", -1, lambda: None)
        session.mood.acted()
        if session.mood.how == "refuses the sender":
            return REFUSALS[session.mood.how]
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_RCPT(
        self, _server: Any, session: Any, envelope: Any, address: str, _options: list[str]
    ) -> str:
        """aiosmtpd calls this for every recipient."""
        if session.mood.how == "refuses the recipient":
            return REFUSALS[session.mood.how]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        """The whole mail is here."""
        how = session.mood.how
        if how in REFUSALS:
            return REFUSALS[how]
        if how == "hangs":
            await asyncio.sleep(FOREVER)
        if server.transport is None or server.transport.is_closing():
            return "451 nobody hears this"
        if how == "breaks the line":
            server.transport.abort()
            return "451 nobody hears this"
        take = self._write_down(session, envelope)
        if how == "takes it and breaks the line":
            take.how, take.fault = "line broken", session.mood.fault
            server.transport.abort()
            return "250 nobody hears this"
        if how == "takes it and says nothing":
            take.how, take.fault = "no answer", session.mood.fault
            await asyncio.sleep(FOREVER)
        self._unanswered[session] = take
        try:
            await asyncio.sleep(self.thinks)
        finally:
            del self._unanswered[session]
        if take.how == "not heard":
            take.how = "answered"
        return "250 accepted"

    def _write_down(self, session: Any, envelope: Any) -> Take:
        head = BytesHeaderParser().parsebytes(envelope.content)
        with self.took:
            take = Take(len(self.takes), str(head["Message-ID"]), envelope.rcpt_tos[0], tick(), session.pid)
            self.takes.append(take)
            self.took.notify_all()
        return take
