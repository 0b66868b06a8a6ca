"""Telephone numbers, mail addresses and websites."""

from __future__ import annotations

import pytest

from portal.imports.reading.links import read_email, read_website
from portal.imports.reading.phones import read_phone

PHONES = [
    ("040-000 39 91", "040-000 39 91", "", "+31400003991"),
    ("06-00000021", "06-00000021", "", "+31600000021"),
    ("ma-vr na 18u: 06 000 000 43", "06 000 000 43", "ma-vr na 18u", "+31600000043"),
    ("Tel. 040-2123456 (na 18.00-20.00)", "040-2123456", "na 18.00-20.00", "+31402123456"),
    ("+31 (0)40 212 34 56", "+31 (0)40 212 34 56", "", "+31402123456"),
    ("(040) 212 3456", "040 212 3456", "", "+31402123456"),
    ("06–12345678", "06-12345678", "", "+31612345678"),
    ("0800-0113", "0800-0113", "", "+318000113"),
    ("+32 475 12 34 56", "+32 475 12 34 56", "", "+32475123456"),
]
DOUBTED_PHONES = [
    ("06 12345678 / 0492-123456", "06 12345678", "0492-123456", "phone.several"),
    ("040-2123456 06-12345678", "040-2123456", "06-12345678", "phone.several"),
    ("612345678", "0612345678", "", "phone.zero"),
    ("31612345678", "+31612345678", "", "phone.zero"),
    ("12", "", "12", "phone.short"),
    ("bel Els", "", "bel Els", "phone.no_digits"),
    ("1234567890123456", "", "1234567890123456", "phone.unreadable"),
]
WEBSITES = [
    ("www.example.org", "https://www.example.org"),
    ("http://x.nl/", "http://x.nl"),
    ("https://a.b.de/pad?x=1#y", "https://a.b.de/pad?x=1#y"),
    ("example.org:8080/x", "https://example.org:8080/x"),
    ("zie www.x.nl", "https://www.x.nl"),
    ("WWW.Example.ORG/Pad", "https://www.example.org/Pad"),
    ("https://größe.example/ä", "https://größe.example/ä"),
]
BAD_WEBSITES = [
    ("javascript:alert(1)", "website.unsafe"),
    ("JavaScript:alert(1)//x.nl", "website.unsafe"),
    ("data:text/html,x", "website.unsafe"),
    ("ftp://x.nl", "website.unsafe"),
    ("https://paypal.com@evil.com/", "website.unreadable"),
    ("https://x.nl/<script>", "website.unreadable"),
    ("http://1.2.3.4/", "website.unreadable"),
    ("https://[::1]/", "website.unreadable"),
    ("info@x.nl", "website.unreadable"),
    ("Facebook: rouwgroep", "website.unreadable"),
]


@pytest.mark.parametrize(("text", "number", "note", "dial"), PHONES)
def test_phone(text: str, number: str, note: str, dial: str) -> None:
    phone = read_phone(text)
    assert (phone.number, phone.note, phone.dial, phone.findings) == (number, note, dial, ())


@pytest.mark.parametrize(("text", "number", "note", "code"), DOUBTED_PHONES)
def test_phone_with_a_remark(text: str, number: str, note: str, code: str) -> None:
    phone = read_phone(text)
    assert (phone.number, phone.note, [found.code for found in phone.findings]) == (number, note, [code])


def test_a_german_list_has_german_numbers() -> None:
    assert read_phone("02581/123456", "de").dial == "+492581123456"
    assert read_phone("030/1234567", "nl").dial != read_phone("030/1234567", "de").dial


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("corrie@kanker.example", "corrie@kanker.example"),
        ("Els <Els@X.nl>", "els@x.nl"),
        ("mailto:a@b.de", "a@b.de"),
        ("a@b.test", "a@b.test"),
        ("info@müller.de", "info@müller.de"),
    ],
)
def test_email(text: str, address: str) -> None:
    email = read_email(text)
    assert (email.value, email.findings) == (address, ())


@pytest.mark.parametrize(
    ("text", "address", "code"),
    [
        ("geen@@mail", "", "email.unreadable"),
        ("els", "", "email.unreadable"),
        ("x@localhost", "", "email.unreadable"),
        ("a@b.nl; c@d.nl", "a@b.nl", "email.several"),
        ("a@b.nl / geen@@x", "a@b.nl", "email.partly"),
        ("jan (at) x.nl", "jan@x.nl", "email.rewritten"),
        ("jan @ x (punt) nl", "jan@x.nl", "email.rewritten"),
    ],
)
def test_email_with_a_remark(text: str, address: str, code: str) -> None:
    email = read_email(text)
    assert (email.value, [found.code for found in email.findings]) == (address, [code])


@pytest.mark.parametrize(("text", "address"), WEBSITES)
def test_website(text: str, address: str) -> None:
    website = read_website(text)
    assert (website.value, website.findings) == (address, ())


@pytest.mark.parametrize(("text", "code"), BAD_WEBSITES)
def test_website_that_stays_out(text: str, code: str) -> None:
    website = read_website(text)
    assert (website.value, [found.code for found in website.findings]) == ("", [code])


@pytest.mark.parametrize("read", [read_phone, read_email, read_website])
@pytest.mark.parametrize("text", ["", "-", "geen", "n.v.t."])
def test_nothing_is_no_mistake(read: object, text: str) -> None:
    assert callable(read)
    assert read(text).findings == ()
