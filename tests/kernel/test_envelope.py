"""A mail as it leaves: every header one line, every line of its text as it was written."""

from __future__ import annotations

import email
from email.message import EmailMessage
from email.policy import default

import pytest

from portal.envelope import sealed

SENDER, READER = ("Zuidoost-Brabant", "post@zelfhulp.example"), "ben@people.example"
LONG = "https://zuidoost-brabant.zelfhulp.example/unsubscribe/" + "abc" * 90


def _opened(headers: dict[str, str], text: str = "Hallo", **more: str) -> EmailMessage:
    content = sealed(SENDER, READER, headers, text=text, html=f"<p>{text}</p>", **more).content
    assert b"\n" not in content.replace(b"\r\n", b"")
    assert max(map(len, content.split(b"\r\n"))) <= 998
    message = email.message_from_bytes(content, policy=default)
    assert isinstance(message, EmailMessage)
    return message


def test_what_people_wrote_arrives_letter_by_letter() -> None:
    text = "From hier\n.punt\n-- \nëé 😀\n" + "x" * 2_000 + "\n"
    body = _opened({"Subject": "Één dag; 😀 " * 12}, text).get_body(("plain",))
    assert body is not None and body.get_content().replace("\r\n", "\n") == text


def test_headers_are_read_as_they_were_meant() -> None:
    name = "Zelfhulp Überlingen"
    content = sealed((name, SENDER[1]), READER, {"Subject": "Één dag"}, text="x", html="x").content
    message = email.message_from_bytes(content, policy=default)
    sender = message["From"].addresses[0]
    assert (sender.display_name, sender.addr_spec, message["Subject"]) == (name, SENDER[1], "Één dag")
    assert _opened({"List-Unsubscribe": f"<{LONG}>"})["List-Unsubscribe"] == f"<{LONG}>"


@pytest.mark.parametrize("value", ["x\r\nBcc: cem@people.example", "x\ny", "x\x00", "é\nBcc: a@b.example"])
def test_a_header_cannot_start_another_one(value: str) -> None:
    for sender, to, subject in (
        (SENDER, READER, value),
        (SENDER, value, "x"),
        ((value, "a@b.example"), "b", "x"),
    ):
        with pytest.raises(ValueError, match="more than one line"):
            sealed(sender, to, {"Subject": subject}, text="x", html="x")


def test_a_date_comes_as_a_file_that_says_what_it_does() -> None:
    message = _opened({}, calendar="BEGIN:VCALENDAR\r\nMETHOD:CANCEL\r\nSUMMARY:é\r\n")
    (part,) = message.iter_attachments()
    assert dict(part["Content-Type"].params) == {"charset": "utf-8", "method": "CANCEL"}
    assert part.get_filename() == "agenda.ics"
    assert part.get_content() == "BEGIN:VCALENDAR\r\nMETHOD:CANCEL\r\nSUMMARY:é\r\n"
    assert len(list(_opened({}).iter_attachments())) == 0
