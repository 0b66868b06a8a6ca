"""One mail, one recipient, one call; the sent mark after the 250; nothing left to read afterwards."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from sqlalchemy import select, update

from portal import courier, mail
from portal.clock import now
from portal.ledger import Job
from portal.mail import Mail
from tests import cast
from tests.sink import Sink
from tests.world import World

CODE = {"template": "sign_in_code", "locale": "nl", "code": "ABCD 2345", "minutes": 10}


def _post(world: World, to: str = "ben@people.example", **more: Any) -> None:
    with world.db() as db:
        mail.post(db, to=to, **{**CODE, **more})


def test_a_mail_arrives_once_in_two_forms_from_a_neutral_sender(alpha: World, sink: Sink) -> None:
    _post(alpha)
    alpha.work()
    alpha.work()
    (got,) = sink.received
    assert got.recipients == ["ben@people.example"]
    assert "ABCD 2345" in got.text
    assert "ABCD 2345" in got.html
    headers = got.message
    assert headers["To"] == "ben@people.example"
    assert headers["From"] == "Alpha <post@portal.example>"
    assert headers["Auto-Submitted"] == "auto-generated"
    assert not {"Cc", "Bcc", "Reply-To", "X-Mailer", "Return-Receipt-To"} & set(headers.keys())


def test_after_sending_nothing_is_left_to_read(alpha: World, sink: Sink) -> None:
    _post(alpha)
    alpha.work()
    with alpha.db() as db:
        row = db.scalars(select(Mail)).one()
        assert (row.body_text, row.body_html) == ("", "")
        assert row.sent_at is not None


def test_the_message_id_is_fixed_when_the_mail_is_written(alpha: World, sink: Sink) -> None:
    _post(alpha)
    with alpha.db() as db:
        written = db.execute(select(Mail.id, Mail.message_id)).one()
    sink.refuse = 1
    alpha.work()
    with time_machine.travel(now() + timedelta(minutes=1)):
        alpha.work()
    assert [got.message["Message-ID"] for got in sink.received] == [written.message_id]
    assert written.message_id == f"<{written.id}@localhost>"


@pytest.mark.parametrize(
    "to",
    [
        *("ben@people.example, cem@people.example", "ben@people.example; cem@people.example", "", "ben"),
        *(
            "ben@people.example\r\nBcc: cem@people.example",
            "ben@people.example\nSubject: x",
            "Ben <ben@x.example>",
        ),
        *("ben@people.example cem@people.example", "ben@people.example\x00", "<ben@people.example>", "a@b,c"),
        *(
            '"a b"@people.example',
            "undisclosed: ben@people.example;",
            "ben@people.example\t",
            "a(c)@b.example",
        ),
    ],
)
def test_anything_but_one_address_is_refused_when_written(alpha: World, to: str) -> None:
    with pytest.raises(ValueError, match="exactly one address"):
        _post(alpha, to)
    assert alpha.count("mail") == 0


def test_a_spoilt_row_is_given_up_and_reaches_nobody(alpha: World, sink: Sink) -> None:
    _post(alpha)
    with alpha.db() as db:
        db.execute(update(Mail).values(recipient="ben@people.example, cem@people.example"))
    alpha.work()
    assert sink.received == []
    assert _job(alpha).state == "failed"


def _job(world: World) -> Any:
    with world.db() as db:
        columns = select(Job.state, Job.attempts, Job.last_error)
        return db.execute(columns.where(Job.handler == "mail.send")).one()


def test_a_subject_cannot_start_another_header(alpha: World, sink: Sink) -> None:
    _post(alpha)
    with alpha.db() as db:
        db.execute(update(Mail).values(subject="Code\r\nBcc: cem@people.example"))
    alpha.work()
    assert sink.received == []
    assert _job(alpha).state == "due"
    assert _job(alpha).last_error == "ValueError"


def test_a_network_name_cannot_forge_a_header(
    alpha: World, sink: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dataclasses import replace

    evil = replace(alpha.network, region='Evil" <x@evil.example>\r\nBcc: cem@people.example')
    monkeypatch.setattr(alpha, "network", evil)
    _post(alpha)
    alpha.work()
    assert all(got.recipients == ["ben@people.example"] and not got.message["Bcc"] for got in sink.received)


def test_a_recipient_the_server_does_not_know_is_given_up(alpha: World, sink: Sink) -> None:
    sink.unknown.add("ben@people.example")
    _post(alpha)
    _post(alpha, "cem@people.example")
    alpha.work()
    assert [got.recipients for got in sink.received] == [["cem@people.example"]]
    with alpha.db() as db:
        states = dict(db.execute(select(Job.state, Job.last_error).where(Job.handler == "mail.send")).all())
    assert states == {"done": None, "failed": "GiveUp the mail server refuses this recipient"}


def test_a_server_that_says_later_is_asked_later(alpha: World, sink: Sink) -> None:
    sink.refuse = 3
    _post(alpha)
    moment = now()
    for minutes in range(10):
        with time_machine.travel(moment + timedelta(minutes=minutes)):
            alpha.work()
    assert len(sink.received) == 1
    assert _job(alpha).state == "done"
    assert _job(alpha).attempts == 3


def test_a_server_that_is_gone_is_asked_later(
    alpha: World, sink: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    from config.checks import SmtpServer

    nowhere = courier.Courier(SmtpServer("127.0.0.1", 1, "none", None, None))
    _post(alpha)
    with monkeypatch.context() as patch:
        patch.setattr(mail, "courier", lambda: nowhere)
        alpha.work()
    assert (_job(alpha).state, _job(alpha).last_error) == ("due", "ConnectionRefusedError")
    with time_machine.travel(now() + timedelta(minutes=1)):
        alpha.work()
    assert len(sink.received) == 1


def test_a_line_that_broke_is_opened_again(alpha: World, sink: Sink, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(courier, "STALE_AFTER", 0.0)
    _post(alpha)
    alpha.work()
    with alpha.app.app_context():
        line = mail.courier()._line
        assert line is not None
        assert line.sock is not None
        line.sock.close()
    _post(alpha, "cem@people.example")
    alpha.work()
    assert len(sink.received) == 2


def test_old_mails_forget_whom_they_went_to(alpha: World, sink: Sink) -> None:
    sink.unknown.add("ben@people.example")
    _post(alpha)
    alpha.work()
    with time_machine.travel(now() + timedelta(days=91)), alpha.db() as db:
        mail.forget(db)
    with alpha.db() as db:
        row = db.scalars(select(Mail)).one()
        assert (row.recipient, row.subject, row.body_text, row.body_html) == ("", "", "", "")


def test_a_person_who_leaves_takes_their_name_from_the_mail(alpha: World, sink: Sink) -> None:
    with alpha.db() as db:
        ben = cast.ben(db)
        mail.post(db, to=ben.email, person_id=ben.id, **CODE)
    with alpha.db() as db:
        db.delete(cast.ben(db))
    with alpha.db() as db:
        assert db.scalars(select(Mail.person_id)).one() is None
