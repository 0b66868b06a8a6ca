"""What holds for every mail: each rule takes one as it arrived and names what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import Any

from babel.dates import get_day_names, get_month_names

from portal.i18n import SUPPORTED
from tests.guards.mail_reading import LINK, Read
from tests.guards.mail_words import kinds_in, themes_in
from tests.guards.mail_writing import NETWORK, PHONE, READER

WIDEST = 78
UNSUBSCRIBABLE = {"reminder", "digest", "briefing"}
"""What comes by itself. All other mails answer a deed, somebody's question or a duty."""
LOADS = re.compile(
    r"<(script|img|picture|link|iframe|object|embed|form|video|audio|svg)\b|url\(|@import|\bon[a-z]+="
)
HIDES = re.compile(r"display:\s*none|visibility:\s*hidden|opacity:\s*0|font-size:\s*0|text-indent:\s*-")
PLAIN = {
    *("html", "head", "meta", "title", "style", "body"),
    *("div", "span", "p", "h1", "ul", "li", "a", "br"),
}
"""Elements that text needs; without styles they still stand under each other."""
ADDRESS = re.compile(r"[^\s<>()]+@[^\s<>()]+\.[a-z]+")


BY_PEOPLE = ("alias", "name", "inviter", "by", "place", "note", "reference", "code")
"""What a mail is told in words of people, or that is only for its reader."""


def problems(read: Read, english: Read, template: str, locale: str, told: dict[str, Any]) -> list[str]:
    """All that is wrong with a mail that was told this."""
    words = [str(told[name]) for name in BY_PEOPLE if told.get(name)]
    return [
        *(f"subject says {one}" for one in words if one in read.subject),
        *neutral(read, NETWORK), *for_one(read, READER), *readable(read), *plain_page(read, locale),
        *alike(read), *leaving(read, template),
        *in_its_language(read, locale, english, [*words, NETWORK, PHONE.replace(" ", "\u00a0")]),
    ]  # fmt: skip


def neutral(read: Read, network: str) -> Iterator[str]:
    """Neither the list of mails nor the mail says what kind of group it is about. It may name the network."""
    shown = " ".join(LINK.sub("", read.text).split()).replace(network, "")
    files = read.calendar.replace("\r\n ", "")
    for where, text in (
        *(("subject", read.subject), ("sender", read.sender), ("text", shown), ("file", files)),
        *(("link", re.sub(r"\W", " ", link)) for link in read.page.links if "/" in link),
    ):
        yield from (f"{where} says {word}" for word in (*themes_in(text), *kinds_in(text)))


def for_one(read: Read, reader: str) -> Iterator[str]:
    """One reader, who finds no other address in it; ASCII on the way, a subject of one line."""
    head = read.raw.partition(b"\n\n")[0]
    yield from (f"has {name}" for name in ("Cc", "Bcc", "Reply-To", "Sender") if read.message[name])
    if [one.addr_spec for one in read.message["To"].addresses] != [reader]:
        yield "goes to somebody else too"
    if ADDRESS.search(read.text + read.html):
        yield "names a mail address"
    if not head.isascii():
        yield "head is not ASCII"
    if not 0 < len(read.subject) <= WIDEST:
        yield "subject is empty or long"


def readable(read: Read) -> Iterator[str]:
    """Plain text for a terminal, without a trace of how it was made."""
    lines = (
        line for line in read.text.splitlines() if len(line) > WIDEST and not LINK.fullmatch(line.strip())
    )
    yield from (f"wide line: {line}" for line in lines)
    if re.search(r"<[a-z/!]|\{[{%]|&[a-z]+;|%\(|\n{3}|\bNone\b", read.text):
        yield "text shows how it was made"


def plain_page(read: Read, locale: str) -> Iterator[str]:
    """Html that loads, hides and runs nothing, and reads well without its styles."""
    page = read.page
    yield from (["html loads or runs something"] if LOADS.search(read.html) else [])
    yield from (["html hides something"] if HIDES.search(read.html) else [])
    if page.lang != locale:
        yield f"html says it is {page.lang}"
    if page.h1 != [read.subject]:
        yield f"h1 is {page.h1}"
    if set(page.tags) - PLAIN:
        yield "html has other elements than text needs"
    if [value for name, value in page.attributes if name == "class"].count("button") > 1:
        yield "more than one button"


def alike(read: Read) -> Iterator[str]:
    """Both forms say the same and lead to the same places."""
    text, html = set(read.text_says), set(read.html_says)
    yield from (f"only in text: {said}" for said in sorted(text - html))
    yield from (f"only in html: {said}" for said in sorted(html - text))
    if set(LINK.findall(read.text)) != set(read.page.links):
        yield "links differ"


def leaving(read: Read, template: str) -> Iterator[str]:
    """One can leave what comes by itself: by one click of a mail program, and by the foot of both forms."""
    head = read.raw.partition(b"\n\n")[0].decode().replace("\n ", " ")
    address = re.search(r"^List-Unsubscribe: <(https?://\S+)>$", head, re.MULTILINE)
    one_click = read.message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    if template not in UNSUBSCRIBABLE:
        yield from (["can be left"] if "List-Unsubscribe" in head or "/unsubscribe/" in read.text else [])
    elif not address or not one_click:
        yield "no program can leave it"
    elif address[1] not in LINK.findall(read.text) or address[1] not in read.page.links:
        yield "the foot does not let one leave"


def in_its_language(read: Read, locale: str, english: Read, told: Collection[str]) -> Iterator[str]:
    """No sentence is left in English; days and months are called and written as there."""
    if locale != "en":
        same = set(read.html_says) & set(english.html_says)
        yield from (
            f"left in English: {said}" for said in sorted(same) if not any(one in said for one in told)
        )
        yield from (["subject left in English"] if read.subject == english.subject else [])
    others = {name for other in SUPPORTED for name in _calendar(other)} - _calendar(locale)
    words = set(re.findall(r"\w+", read.text))
    yield from (f"dates of elsewhere: {word}" for word in sorted(words & others))
    months = "|".join(get_month_names("wide", locale=locale).values())
    bare, dotted = (re.search(rf"\d{dot} ({months})\b", read.text) for dot in ("", r"\."))
    yield from ([f"a day is written {(bare or dotted)[0]}"] if (bare if locale == "de" else dotted) else [])  # type: ignore[index]


def _calendar(locale: str) -> set[str]:
    found = (*get_month_names("wide", locale=locale).values(), *get_day_names("wide", locale=locale).values())
    return set(found)
