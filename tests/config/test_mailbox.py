"""The mailbox: it keeps what it accepted, shows it safely, and misbehaves on request."""

import json
import signal
import smtplib
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from config.local import Trouble
from config.local.mailbox import Mailbox, Mode


@pytest.fixture
def mailbox(tmp_path: Path) -> Iterator[Mailbox]:
    with Mailbox(tmp_path / "mail") as running:
        yield running


def letter(subject: str = "Je code", to: str = "ada@alpha.example") -> EmailMessage:
    mail = EmailMessage()
    mail["From"] = "Zelfhulpnetwerk <post@zelfhulp.example>"
    mail["To"] = to
    mail["Subject"] = subject
    mail["Message-ID"] = "<4821@zelfhulp.example>"
    mail.set_content(
        "Je code is 4821.\nhttp://alpha.localhost:8000/signin?a=1&b=2.\n<script>alert(1)</script>\n"
    )
    mail.add_alternative('<p>Je code is <b>4821</b></p><script>alert("x")</script>', subtype="html")
    return mail


def send(mailbox: Mailbox, *mails: EmailMessage, to: list[str] | None = None) -> None:
    with smtplib.SMTP("127.0.0.1", mailbox.smtp_port, timeout=1) as line:
        for mail in mails:
            line.send_message(mail, to_addrs=to)


def fetch(url: str, method: str = "GET", body: Any = None, host: str | None = None) -> tuple[int, str]:
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data, {"Content-Type": "application/json"}, method=method)
    if host:
        request.add_header("Host", host)
    try:
        with urllib.request.urlopen(request, timeout=5) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


def test_what_was_accepted_is_listed_newest_first(mailbox: Mailbox) -> None:
    send(mailbox, letter("first"), letter("second", to="ben@alpha.example"))
    assert [mail.subject for mail in mailbox.mails()] == ["second", "first"]
    assert [mail.subject for mail in mailbox.mails(to="Ada@alpha.example")] == ["first"]
    (first,) = mailbox.mails(to="ada@alpha.example")
    assert first.recipients == ("ada@alpha.example",)
    assert first.text.startswith("Je code is 4821.\n") and "<b>4821</b>" in first.html


def test_json_says_who_it_was_for_on_the_line(mailbox: Mailbox) -> None:
    send(mailbox, letter(), to=["ada@alpha.example", "ben@alpha.example"])
    (mail,) = json.loads(fetch(mailbox.url + "messages.json")[1])
    assert mail["rcpt_count"] == 2 and mail["recipients"] == ["ada@alpha.example", "ben@alpha.example"]
    assert mail["to"] == "ada@alpha.example" and mail["from"] == "Zelfhulpnetwerk <post@zelfhulp.example>"
    assert mail["subject"] == "Je code" and mail["message_id"] == "<4821@zelfhulp.example>"
    assert {"text", "received_at"} <= mail.keys()


def test_a_restart_keeps_the_mails(tmp_path: Path) -> None:
    with Mailbox(tmp_path) as first:
        send(first, letter("kept"))
    with Mailbox(tmp_path) as second:
        assert [mail.subject for mail in second.mails()] == ["kept"]
        assert fetch(second.url + "messages", "DELETE")[0] == 204
        assert second.mails() == []


def test_refuse_is_a_451_and_keeps_nothing(mailbox: Mailbox) -> None:
    mailbox.behave("refuse", 2)
    for _ in range(2):
        with pytest.raises(smtplib.SMTPDataError, match="451"):
            send(mailbox, letter())
    send(mailbox, letter("third"))
    assert [mail.subject for mail in mailbox.mails()] == ["third"]


def test_hang_never_answers(mailbox: Mailbox) -> None:
    mailbox.behave("hang", 1)
    with pytest.raises((TimeoutError, smtplib.SMTPServerDisconnected)):
        send(mailbox, letter())
    send(mailbox, letter("after"))
    assert [mail.subject for mail in mailbox.mails()] == ["after"]


def test_break_keeps_the_mail_and_says_nothing(mailbox: Mailbox) -> None:
    mailbox.behave("break", 1)
    with pytest.raises(smtplib.SMTPServerDisconnected):
        send(mailbox, letter("kept"))
    send(mailbox, letter("after"))
    assert [mail.subject for mail in mailbox.mails()] == ["after", "kept"]


@pytest.mark.parametrize("mode", ["refuse", "ok"])
def test_behaviour_is_set_over_http(mode: Mode, mailbox: Mailbox) -> None:
    assert fetch(mailbox.url + "behaviour", "POST", {"mode": mode})[0] == 200
    assert mailbox.sink.mode == mode


@pytest.mark.parametrize(
    "wish", [{"mode": "explode"}, {"mode": "ok", "times": 0}, {"mode": "ok", "times": "2"}, {}]
)
def test_behaviour_nobody_knows_is_refused(wish: dict[str, Any], mailbox: Mailbox) -> None:
    assert fetch(mailbox.url + "behaviour", "POST", wish)[0] == 422
    assert mailbox.sink.mode == "ok"


def test_the_page_shows_a_mail_and_runs_nothing_of_it(mailbox: Mailbox) -> None:
    attached = letter('<b>"subject"</b>')
    attached.add_attachment(b"%PDF-1.7", maintype="application", subtype="pdf", filename='po"ster.pdf')
    send(mailbox, attached)
    status, listed = fetch(mailbox.url)
    assert status == 200 and "<b>" not in listed and "&lt;b&gt;" in listed
    (mail,) = mailbox.mails()
    status, page = fetch(f"{mailbox.url}messages/{mail.id}")
    assert status == 200 and "<script" not in page
    assert '<a href="http://alpha.localhost:8000/signin?a=1&amp;b=2"' in page
    assert 'sandbox="allow-popups allow-popups-to-escape-sandbox"' in page
    assert fetch(f"{mailbox.url}messages/{mail.id}/attachments/1") == (200, "%PDF-1.7")
    assert fetch(f"{mailbox.url}messages/{mail.id}.eml")[1].count("X-Envelope-To: ada@alpha.example") == 1


@pytest.mark.parametrize("name", ["nothing", "..%2f..%2fpassword", "1795297980708857371-5ee79928"])
def test_a_mail_that_is_not_there_is_404(name: str, mailbox: Mailbox) -> None:
    for end in ("", ".eml", "/attachments/1"):
        assert fetch(f"{mailbox.url}messages/{name}{end}")[0] == 404


def test_a_page_of_another_name_gets_nothing(mailbox: Mailbox) -> None:
    """Otherwise a web page could point its own host name at this machine and read the codes."""
    send(mailbox, letter())
    assert fetch(mailbox.url + "messages.json", host="evil.example")[0] == 400
    assert fetch(mailbox.url + "messages.json", host="localhost")[0] == 200


@pytest.mark.parametrize(
    "raw",
    [
        b"Subject: =?utf-8?q?half",
        b"Content-Type: text/plain; charset=no-such-charset\r\n\r\n\xff\xfe",
        b"Content-Type: multipart/mixed\r\n\r\nno boundary",
        b"\r\n",
        b'Message-ID: <<b>"half"</b>@x>\r\n\r\nhello',
        b"From: \xff\r\nTo: a@b\r\n\r\n\x00",
    ],
)
def test_an_odd_mail_is_shown_too(raw: bytes, mailbox: Mailbox) -> None:
    with smtplib.SMTP("127.0.0.1", mailbox.smtp_port, timeout=1) as line:
        line.sendmail("post@zelfhulp.example", ["ada@alpha.example"], raw)
    (mail,) = mailbox.mails()
    for path in ("", "messages.json", f"messages/{mail.id}"):
        assert fetch(mailbox.url + path)[0] == 200


def test_a_taken_port_is_named(mailbox: Mailbox, tmp_path: Path) -> None:
    with pytest.raises(Trouble, match=str(mailbox.page.server_port)):
        Mailbox(tmp_path, http_port=mailbox.page.server_port)
    with pytest.raises(Trouble, match=str(mailbox.smtp_port)):
        Mailbox(tmp_path, smtp_port=mailbox.smtp_port)


def test_as_a_process_it_stops_when_told_and_keeps_the_mails(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "config.local.mailbox", "--data", str(tmp_path)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout
    words = process.stdout.readline().split()
    port = int(words[2].rsplit(":", 1)[1])
    with smtplib.SMTP("127.0.0.1", port, timeout=5) as line:
        line.send_message(letter("kept"))
    assert json.loads(fetch(words[-1] + "messages.json")[1])[0]["subject"] == "kept"
    process.send_signal(signal.SIGTERM)
    assert process.wait(10) == 0
    with Mailbox(tmp_path) as again:
        assert len(again.mails()) == 1
