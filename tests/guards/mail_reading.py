"""A mail as it arrives, taken apart: what it shows, links to and says, in either of its forms."""

from __future__ import annotations

import email
import re
from collections import Counter
from email.message import EmailMessage
from email.policy import default
from functools import cached_property
from html.parser import HTMLParser
from typing import NamedTuple

BLOCKS = {"p", "li", "ul", "h1", "div", "body"}
LINK = re.compile(r"https?://[^\s<>\"]+")
SENTENCE = re.compile(r"(?<=[.?:])\s+(?=\S)")


class Page(HTMLParser):
    """The html of a mail: its blocks of text, without what only the eye sees."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: Counter[str] = Counter()
        self.attributes: list[tuple[str, str]] = []
        self.lang, self.links, self.h1 = "", list[str](), list[str]()
        self.blocks, self._piece = list[str](), list[str]()
        self._unseen: list[str] = []
        self.feed(html)
        self._end()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        at = {name: value or "" for name, value in attrs}
        self.tags[tag] += 1
        self.attributes += at.items()
        self.lang = at.get("lang", self.lang) if tag == "html" else self.lang
        self.links += [at["href"]] if tag == "a" else []
        if tag in BLOCKS:
            self._end()
        self._piece += ["\n"] if tag == "br" else []
        if self._unseen or tag in ("head", "style") or at.get("aria-hidden") == "true":
            self._unseen += [tag] if tag not in ("meta", "br") else []

    def handle_endtag(self, tag: str) -> None:
        if self._unseen:
            self._unseen.pop()
        elif tag in BLOCKS:
            found = self._end()
            self.h1 += [found] if tag == "h1" else []

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self._piece.append(data)

    def _end(self) -> str:
        found = " ".join("".join(self._piece).split())
        self.blocks += [found] if found else []
        self._piece.clear()
        return found


class Arrived(NamedTuple):
    """One mail as bytes, and what it is a sample of."""

    template: str
    face: str
    locale: str
    raw: bytes

    @property
    def name(self) -> str:
        """What its files are called."""
        return f"{self.template}-{self.face}".strip("-")


class Read:
    """A mail that somebody opened."""

    def __init__(self, raw: bytes) -> None:
        self.raw = raw.replace(b"\r\n", b"\n")
        message = email.message_from_bytes(self.raw, policy=default)
        assert isinstance(message, EmailMessage)
        self.message = message

    def _part(self, kind: str) -> str:
        body = self.message.get_body((kind,))
        return str(body.get_content()) if body else ""

    @cached_property
    def text(self) -> str:
        """What a terminal shows."""
        return self._part("plain")

    @cached_property
    def html(self) -> str:
        """What most programs show."""
        return self._part("html")

    @cached_property
    def page(self) -> Page:
        """The html, read."""
        return Page(self.html)

    @property
    def subject(self) -> str:
        """As a list of mails shows it."""
        return str(self.message["Subject"])

    @property
    def sender(self) -> str:
        """The name that a list of mails shows."""
        return str(self.message["From"].addresses[0].display_name)

    @property
    def calendar(self) -> str:
        """The file with it, if there is one."""
        files = self.message.iter_attachments()
        return "".join(str(one.get_content()) for one in files if one.get_content_type() == "text/calendar")

    @cached_property
    def text_says(self) -> list[str]:
        """The sentences of the plain part, without its addresses."""
        return [said for block in _blocks(self.text) for said in sentences(block)]

    @cached_property
    def html_says(self) -> list[str]:
        """The sentences of the html, without its heading, which repeats the subject and the sender."""
        return [
            said for block in self.page.blocks[2:] for piece in _blocks(block) for said in sentences(piece)
        ]


def _blocks(text: str) -> list[str]:
    pieces = re.split(r"\n(?=- )|\n\s*\n", LINK.sub("\n\n", text.replace("\n-- \n", "\n\n")))
    plain = (" ".join(piece.split()).removeprefix("- ") for piece in pieces)
    return [piece for piece in plain if piece]


def sentences(block: str) -> list[str]:
    """The sentences of a paragraph; a colon before a link or a list does not count."""
    return [said.rstrip(":") for said in SENTENCE.split(block)]
