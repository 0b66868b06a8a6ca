"""Handing mails to the SMTP server: one connection a process, kept while there is work."""

from __future__ import annotations

import smtplib
import ssl
import threading
import time

from config.checks import SmtpServer
from portal.envelope import Sealed
from portal.extensions import kernel

SMTP_TIMEOUT = 10.0
STALE_AFTER = 5.0
"""Seconds after which an idle SMTP connection is asked whether it still lives."""


class Courier:
    """One SMTP connection of a process, kept while there is work, reopened when it broke."""

    def __init__(self, server: SmtpServer) -> None:
        self._server = server
        self._line: smtplib.SMTP | None = None
        self._used = 0.0
        self._lock = threading.Lock()

    def deliver(self, mail: Sealed) -> None:
        """Send to the one recipient. Raises smtplib or OS errors; the line is then closed."""
        with self._lock:
            line = self._open()
            try:
                refused = line.sendmail(mail.sender, [mail.recipient], mail.content)
            except (smtplib.SMTPResponseException, smtplib.SMTPRecipientsRefused):
                self._begin_anew(line)
                raise
            except BaseException:
                self.close()  # whatever broke it off: the next answer would be that of this mail
                raise
            if refused:
                raise smtplib.SMTPRecipientsRefused(refused)
            self._used = time.monotonic()

    def _begin_anew(self, line: smtplib.SMTP) -> None:
        """After a refusal the line is as good as before, unless the server hung up with it (421)."""
        try:
            line.rset()
            self._used = time.monotonic()
        except (smtplib.SMTPException, OSError):
            self.close()

    def _open(self) -> smtplib.SMTP:
        if (
            self._line is not None
            and time.monotonic() - self._used > STALE_AFTER
            and not self._alive(self._line)
        ):
            self.close()
        if self._line is None:
            server = self._server
            kind = smtplib.SMTP_SSL if server.security == "tls" else smtplib.SMTP
            line = kind(server.host, server.port, timeout=SMTP_TIMEOUT)
            if server.security == "starttls":
                line.starttls(context=ssl.create_default_context())
            if server.user:
                line.login(server.user, server.password or "")
            self._line = line
        return self._line

    @staticmethod
    def _alive(line: smtplib.SMTP) -> bool:
        try:
            return bool(line.noop()[0] == 250)
        except (smtplib.SMTPException, OSError):
            return False

    def close(self) -> None:
        """Drop the connection, politely if it still listens."""
        line, self._line = self._line, None
        if line is not None:
            line.close()


_couriers: dict[SmtpServer, Courier] = {}


def courier() -> Courier:
    """This process's courier for the mail server in the settings."""
    server = kernel().settings.smtp
    return _couriers.setdefault(server, Courier(server))
