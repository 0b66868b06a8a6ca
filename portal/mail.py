"""Mail: one row, one recipient, one SMTP call a job; the sent mark is set after the server's 250.

Subjects and sender names are neutral: somebody else may look over the reader's shoulder.
"""

from __future__ import annotations

import hashlib
import re
import smtplib
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from email.utils import format_datetime, parseaddr
from textwrap import fill
from typing import Any
from uuid import UUID

import css_inline
from flask import current_app, g
from flask_babel import force_locale
from sqlalchemy import ForeignKey, bindparam, select, update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Mapped, Session, mapped_column

from portal.clock import now
from portal.courier import courier
from portal.envelope import Sealed, sealed
from portal.extensions import kernel
from portal.ledger import BATCH_SECONDS, GiveUp, batch, enqueue, enqueue_all, handler
from portal.pages import network_url
from portal.profile import profile
from portal.tables import Dated, Keyed, NetworkBase, new_id

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
    unsubscribe: Mapped[str] = mapped_column(default="", server_default="")
    """Where a mail program takes its reader off by itself (RFC 8058); empty for what somebody asked for."""
    message_id: Mapped[str] = mapped_column(unique=True)
    sent_at: Mapped[datetime | None]
    held_back: Mapped[str] = mapped_column(default="", server_default="")
    """Why it was not sent after all, in one word: while it waited it ceased to be true."""


STILL_TRUE_FOR = timedelta(minutes=5)
"""A mail that waited longer is asked about once more before it goes out."""
MARK_PATIENCE, MARK_PAUSE = 45.0, 0.2
"""Seconds for which a database that went away is waited for, with a mail in hand, and between two looks."""
DOUBTS: dict[str, Callable[[Session, Mail], str]] = {}
"""By template, for mails that can cease to be true: why this one is not sent any more; "" sends it."""
_inliner = css_inline.CSSInliner(load_remote_stylesheets=False)
WIDEST = 72
"""Characters in a line of plain text."""


def post(db: Session, *, key: str | None = None, bulk: bool = False, **facts: Any) -> Mail:
    """Write one mail to one recipient, in their language, and the job that sends it.

    `facts` are those of `draft`. `key` states what the mail is about: its Message-ID comes from it, and it is
    never written twice. `bulk`: one of many at once, which lets others go first.
    """
    mail = draft(db, key=key, **facts)
    if key and (known := db.scalars(select(Mail).where(Mail.message_id == mail.message_id)).first()):
        return known
    db.add(mail)
    db.flush()
    enqueue(db, "mail.send", key=key or f"mail:{mail.id}", bulk=bulk, mail_id=str(mail.id))
    return mail


def post_all(db: Session, mails: list[Mail]) -> None:
    """Write many drafts, each with its job, in two statements. See to it that nobody wrote them before."""
    db.add_all(mails)
    db.flush()
    enqueue_all(db, "mail.send", [(f"mail:{mail.id}", {"mail_id": str(mail.id)}) for mail in mails])


def draft(
    db: Session, *, template: str, to: str, locale: str, person_id: UUID | None = None,
    key: str | None = None, calendar: str = "", unsubscribe: str = "", **values: Any,
) -> Mail:  # fmt: skip
    """A mail to one recipient, not yet written down.

    `template` is a folder in templates/email with subject.txt, body.txt and body.html.
    Raises ValueError when `to` is anything but one address.
    """
    if not _one_address(to):
        raise ValueError("a mail goes to exactly one address")
    mail_id = new_id()
    values = {"locale": locale, "site": _site(db), "unsubscribe_url": unsubscribe, **values}
    return Mail(
        id=mail_id,
        template=template,
        person_id=person_id,
        recipient=to,
        calendar=calendar,
        unsubscribe=unsubscribe,
        message_id=_message_id(key or str(mail_id), said=key is not None),
        **_written(template, locale, values),
    )


def _written(template: str, locale: str, values: dict[str, Any]) -> dict[str, str]:
    with force_locale(locale):
        subject = " ".join(_render(template, "subject.txt", values).split())
        values = {"subject": subject, **values}
        text = _in_lines(_render(template, "body.txt", values))
        html = _inliner.inline(_render(template, "body.html", values))
    return {"subject": subject, "body_text": text, "body_html": html}


def _in_lines(text: str) -> str:
    """Plain text of lines that a terminal shows whole, with one empty line where there are more."""
    text = re.sub(r"\n{3,}", "\n\n", text).strip()
    return "".join(f"{_broken(line)}\n" for line in text.split("\n"))


def _broken(line: str) -> str:
    """A link stays whole. What follows in a list stands under its first words."""
    if len(line) <= WIDEST:
        return line
    under = "  " if line.startswith("- ") else ""
    return fill(line, WIDEST, subsequent_indent=under, break_long_words=False, break_on_hyphens=False)


def _message_id(key: str, *, said: bool) -> str:
    """The same for the same key in the same network; it tells nobody what the key says."""
    if said:
        network = g.get("network")
        key = hashlib.sha256(f"{network.role if network else ''}|{key}".encode()).hexdigest()[:32]
    return f"<{key}@{kernel().settings.base_domain}>"


def _render(template: str, name: str, values: dict[str, Any]) -> str:
    """Without what pages get (menu, messages, person): a mail is also written by jobs and commands."""
    return current_app.jinja_env.get_template(f"email/{template}/{name}").render(values)


def _site(db: Session) -> dict[str, str]:
    """Who writes, for the foot of every mail; asked once, however many are written."""
    network = g.get("network")
    if network is None:
        return {"name": "", "home_url": kernel().settings.address() + "/"}
    if "site" not in db.info:
        phone = profile(db).phone
        db.info["site"] = {
            "name": network.name, "sender": _sender(), "phone": phone, "home_url": network_url(network.slug),
        }  # fmt: skip
    return dict(db.info["site"])


def _sender() -> str:
    """Who a list of mails says it is from: the region. A network's own name says what it is about."""
    network = g.get("network")
    return (network.region if network else "") or parseaddr(kernel().settings.mail_from)[0]


@handler("mail.send")
def send(db: Session, *, mail_id: str) -> None:
    """Hand one mail to the SMTP server. Raises on refusal, so that the ledger tries again."""
    (outcome,) = send_all(db, [{"mail_id": mail_id}])
    if outcome is not None:
        raise outcome


@batch("mail.send")
def send_all(db: Session, jobs: list[dict[str, Any]]) -> list[Exception | None]:
    """Hand over many, each marked as sent for good once the server took it.

    A worker that is killed leaves one mail in doubt, as with one mail a job. When the line breaks, or a slow
    server makes it last, the rest is left for later.
    """
    ids, until = [UUID(job["mail_id"]) for job in jobs], time.monotonic() + BATCH_SECONDS
    mails = {mail.id: mail for mail in db.scalars(select(Mail).where(Mail.id.in_(ids)))}
    outcomes: list[Exception | None] = []
    for mail in (mails.get(key) for key in ids):
        if outcomes and time.monotonic() > until:
            break
        try:
            if mail is not None and _to_be_sent(db, mail):
                _deliver(mail)
                _mark(mail.id)
            outcomes.append(None)
        except _NO_LINE as error:
            return [*outcomes, error]
        except _OF_THIS_MAIL as error:
            outcomes.append(error)
        except (smtplib.SMTPException, OSError) as error:
            return [*outcomes, error]
    return outcomes


def _mark(mail_id: UUID) -> None:
    """Write down for good that the server took it, by a connection of its own that commits at once.

    This must not fail: without the mark it is sent again. A database that went away just now is waited for.
    """
    until = time.monotonic() + MARK_PATIENCE
    while True:
        try:
            with kernel().scope.network(g.network) as marks:
                line = marks.connection(execution_options={"isolation_level": "AUTOCOMMIT"})
                line.execute(_MARK, {"mail_id": mail_id, "moment": now()})
                return
        except SQLAlchemyError:
            if time.monotonic() > until:
                raise
            time.sleep(MARK_PAUSE)


def _to_be_sent(db: Session, mail: Mail) -> bool:
    """It was not sent yet, and is still true.

    Asked of the connection that holds the job: when that is lost, somebody else may be at it by now.
    """
    sent_at, held_back = db.execute(_STATE, {"mail_id": mail.id}).one()
    if sent_at is not None or held_back:
        return False
    if now() - mail.created_at > STILL_TRUE_FOR and (doubt := DOUBTS.get(mail.template)):
        mail.held_back = doubt(db, mail)
        if mail.held_back:
            _wipe(mail)
            db.flush()
    return not mail.held_back


def _deliver(mail: Mail) -> None:
    if not _one_address(mail.recipient):
        raise GiveUp("the recipient is not one mail address")
    try:
        courier().deliver(envelope(mail))
    except smtplib.SMTPRecipientsRefused as refused:
        if all(500 <= code < 600 for code, _ in refused.recipients.values()):
            raise GiveUp("the mail server refuses this recipient") from None
        raise


_TABLE: Any = Mail.__table__
_STATE = select(_TABLE.c.sent_at, _TABLE.c.held_back).where(_TABLE.c.id == bindparam("mail_id"))
_MARK = (
    update(_TABLE)
    .where(_TABLE.c.id == bindparam("mail_id"))
    .values(sent_at=bindparam("moment"), body_text="", body_html="", calendar="", unsubscribe="")
)
_OF_THIS_MAIL = (smtplib.SMTPResponseException, smtplib.SMTPRecipientsRefused, GiveUp, ValueError)
"""What goes wrong with one mail and leaves the line as it was."""
_NO_LINE = (smtplib.SMTPConnectError, smtplib.SMTPHeloError, smtplib.SMTPAuthenticationError)
"""The server answered, and lets nobody in."""
_NOTHING = {"body_text": "", "body_html": "", "calendar": "", "unsubscribe": ""}


def _wipe(mail: Mail) -> None:
    """What it said is nobody's business any more."""
    for name, value in _NOTHING.items():
        setattr(mail, name, value)


@handler("mail.forget", every=timedelta(days=1))
def forget(db: Session) -> None:
    """Old mails lose their recipient's address; that they were sent stays countable."""
    db.execute(
        update(Mail)
        .where(Mail.created_at < now() - KEEP_ROWS, Mail.recipient != "")
        .values(recipient="", subject="", **_NOTHING)
    )


def _one_address(text: str) -> bool:
    """One address, without a name, a second one, or anything that could start another header."""
    name, address = parseaddr(text)
    return not name and address == text and "@" in text and not set(text) & set('\r\n\t ,;:<>()[]\\"\0')


def envelope(mail: Mail) -> Sealed:
    """The mail as it leaves. Raises ValueError when something in it would start another header."""
    headers = {
        "Subject": mail.subject,
        "Message-ID": mail.message_id,
        "Date": format_datetime(mail.created_at),
        "Auto-Submitted": "auto-generated",
    }
    if mail.unsubscribe:
        headers["List-Unsubscribe"] = f"<{mail.unsubscribe}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    sender = (_sender(), parseaddr(kernel().settings.mail_from)[1])
    said = {"text": mail.body_text, "html": mail.body_html, "calendar": mail.calendar}
    return sealed(sender, mail.recipient, headers, **said)
