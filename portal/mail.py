"""Mail: one row, one recipient, one SMTP call a job; the sent mark is set after the server's 250.

Subjects and sender names are neutral: somebody else may look over the reader's shoulder.
"""

from __future__ import annotations

import re
import smtplib
import ssl
import threading
import time
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime, formataddr, parseaddr
from typing import Any
from uuid import UUID

import css_inline
from flask import current_app, g
from flask_babel import force_locale
from sqlalchemy import ForeignKey, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from config.checks import SmtpServer
from portal.clock import now
from portal.extensions import kernel
from portal.ledger import GiveUp, enqueue, handler
from portal.pages import network_url
from portal.profile import profile
from portal.tables import Dated, Keyed, NetworkBase, new_id

SMTP_TIMEOUT = 10.0
STALE_AFTER = 5.0
"""Seconds after which an idle SMTP connection is asked whether it still lives."""
KEEP_ROWS = timedelta(days=90)


class Mail(Keyed, Dated, NetworkBase):
    """A mail to one person. Its text is wiped once it was handed over."""

    __tablename__ = "mail"
    template: Mapped[str]
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    recipient: Mapped[str]
    subject: Mapped[str]
    body_text: Mapped[str]
    body_html: Mapped[str]
    calendar: Mapped[str] = mapped_column(default="", server_default="")
    """A date for the reader's calendar (iCalendar, with its METHOD); empty for most mails."""
    message_id: Mapped[str] = mapped_column(unique=True)
    sent_at: Mapped[datetime | None]


_inliner = css_inline.CSSInliner(load_remote_stylesheets=False)


def post(
    db: Session,
    *,
    template: str,
    to: str,
    locale: str,
    person_id: UUID | None = None,
    key: str | None = None,
    calendar: str = "",
    **values: Any,
) -> Mail:
    """Write one mail to one recipient, in their language, and the job that sends it.

    `template` is a folder in templates/email with subject.txt, body.txt and body.html.
    Raises ValueError when `to` is anything but one address.
    """
    if not _one_address(to):
        raise ValueError("a mail goes to exactly one address")
    values = {"locale": locale, "site": _site(db), **values}
    with force_locale(locale):
        subject = " ".join(_render(template, "subject.txt", values).split())
        text = _render(template, "body.txt", values).strip() + "\n"
        html = _inliner.inline(_render(template, "body.html", values))
    mail_id = new_id()
    mail = Mail(
        id=mail_id,
        template=template,
        person_id=person_id,
        recipient=to,
        subject=subject,
        body_text=text,
        body_html=html,
        calendar=calendar,
        message_id=f"<{mail_id}@{kernel().settings.base_domain}>",
    )
    db.add(mail)
    db.flush()
    enqueue(db, "mail.send", key=key or f"mail:{mail_id}", mail_id=str(mail_id))
    return mail


def _render(template: str, name: str, values: dict[str, Any]) -> str:
    """Without what pages get (menu, messages, person): a mail is also written by jobs and commands."""
    return current_app.jinja_env.get_template(f"email/{template}/{name}").render(values)


def _site(db: Session) -> dict[str, str]:
    """Who writes, for the foot of every mail."""
    network = g.get("network")
    if network is None:
        return {"name": "", "home_url": kernel().settings.address() + "/"}
    return {"name": network.name, "phone": profile(db).phone, "home_url": network_url(network.slug)}


@handler("mail.send")
def send(db: Session, *, mail_id: str) -> None:
    """Hand one mail to the SMTP server. Raises on refusal, so that the ledger tries again."""
    mail = db.get(Mail, UUID(mail_id))
    if mail is None or mail.sent_at is not None:
        return
    if not _one_address(mail.recipient):
        raise GiveUp("the recipient is not one mail address")
    try:
        courier().deliver(_message(mail))
    except smtplib.SMTPRecipientsRefused as refused:
        if all(500 <= code < 600 for code, _ in refused.recipients.values()):
            raise GiveUp("the mail server refuses this recipient") from None
        raise
    mail.sent_at = now()
    mail.body_text = mail.body_html = mail.calendar = ""
    db.flush()


@handler("mail.forget", every=timedelta(days=1))
def forget(db: Session) -> None:
    """Old mails lose their recipient's address; that they were sent stays countable."""
    db.execute(
        update(Mail)
        .where(Mail.created_at < now() - KEEP_ROWS, Mail.recipient != "")
        .values(recipient="", subject="", body_text="", body_html="", calendar="")
    )


def _one_address(text: str) -> bool:
    """One address, without a name, a second one, or anything that could start another header."""
    name, address = parseaddr(text)
    return not name and address == text and "@" in text and not set(text) & set('\r\n\t ,;:<>()[]\\"\0')


def _message(mail: Mail) -> EmailMessage:
    name, address = parseaddr(kernel().settings.mail_from)
    network = g.get("network")
    message = EmailMessage()
    message["From"] = formataddr((network.region or network.name if network else name, address))
    message["To"] = mail.recipient
    message["Subject"] = mail.subject
    message["Message-ID"] = mail.message_id
    message["Date"] = format_datetime(mail.created_at)
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(mail.body_text, cte="quoted-printable")
    message.add_alternative(mail.body_html, subtype="html", cte="quoted-printable")
    if mail.calendar:
        _attach(message, mail.calendar)
    return message


def _attach(message: EmailMessage, calendar: str) -> None:
    """As a file, which every mail program offers to open with one's calendar."""
    found = re.search(r"^METHOD:(\w+)", calendar, re.MULTILINE)
    method = {"method": found[1]} if found else {}
    message.add_attachment(
        calendar.encode(), maintype="text", subtype="calendar", filename="date.ics", cte="base64",
        params={"charset": "utf-8", **method},
    )  # fmt: skip


class Courier:
    """One SMTP connection of a process, kept while there is work, reopened when it broke."""

    def __init__(self, server: SmtpServer) -> None:
        self._server = server
        self._line: smtplib.SMTP | None = None
        self._used = 0.0
        self._lock = threading.Lock()

    def deliver(self, message: EmailMessage) -> None:
        """Send to the one recipient in To. Raises smtplib or OS errors; the line is then closed."""
        with self._lock:
            line = self._open()
            try:
                refused = line.send_message(message, to_addrs=[str(message["To"])])
            except smtplib.SMTPResponseException:
                self._used = time.monotonic()
                raise
            except (smtplib.SMTPRecipientsRefused, smtplib.SMTPSenderRefused):
                line.rset()
                raise
            except (smtplib.SMTPException, OSError):
                self.close()
                raise
            if refused:
                raise smtplib.SMTPRecipientsRefused(refused)
            self._used = time.monotonic()

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
