"""All mails as they leave: every sample in every language, written by the kernel's own hand."""

from __future__ import annotations

import io
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import flask_babel
import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations
from flask import g
from flask_babel import force_locale

from portal import mail
from portal.i18n import SUPPORTED
from portal.reminders.choices import who_is
from portal.reminders.links import unsubscribe_url
from portal.texts import CATALOGS
from tests.guards.mail_reading import Arrived, Read
from tests.guards.mail_samples import SAMPLES, SOME_ID
from tests.world import World

NETWORK, REGION, PHONE = "Zelfhulpnetwerk Zuidoost-Brabant", "Zuidoost-Brabant", "0492 12 34 56"
READER = "mia@people.example"
MOMENT = datetime(2026, 12, 1, 8, tzinfo=UTC)

Write = Callable[..., bytes]


class Heard:
    """A catalog that remembers what it was asked for: a text, or (text, whether it was about one)."""

    def __init__(self, catalog: NullTranslations, asked: set[Any]) -> None:
        self.catalog, self.asked = catalog, asked

    def ugettext(self, text: str) -> str:
        """What flask_babel and templates ask."""
        self.asked.add(text)
        return str(self.catalog.gettext(text))

    def ungettext(self, one: str, more: str, number: int) -> str:
        """The same of a number of things."""
        self.asked.add((one, number == 1))
        return str(self.catalog.ngettext(one, more, number))


def catalogs() -> tuple[dict[str, Heard], set[Any]]:
    """The translations as they are written now, compiled or not; and what they will have been asked."""
    asked: set[Any] = set()
    found = {"en": Heard(NullTranslations(), asked)}
    for locale in ("nl", "de"):
        compiled = io.BytesIO()
        with (CATALOGS / locale / "LC_MESSAGES" / "messages.po").open("rb") as lines:
            write_mo(compiled, read_po(lines, locale))
        compiled.seek(0)
        found[locale] = Heard(Translations(compiled), asked)
    return found, asked


@contextmanager
def writing(world: World, known: dict[str, Heard]) -> Iterator[Write]:
    """`write(template, locale, **values)`: the bytes of one mail, as a network called `NETWORK` sends it."""
    spoken = lambda _domain: known[str(flask_babel.get_locale())]  # noqa: E731
    with pytest.MonkeyPatch.context() as patch, world.db() as db:
        patch.setattr(flask_babel.Domain, "get_translations", spoken)
        patch.setattr(mail, "profile", lambda _db: SimpleNamespace(phone=PHONE))
        g.network = replace(world.network, name=NETWORK, region=REGION)

        def write(template: str, locale: str, /, **values: Any) -> bytes:
            with force_locale(locale):
                told = {name: value() if callable(value) else value for name, value in values.items()}
            if kind := told.get("unsubscribe"):
                told["unsubscribe"] = unsubscribe_url(who_is(SOME_ID), kind)
            one = mail.draft(db, template=template, to=READER, locale=locale, **told)
            one.created_at = MOMENT
            return mail.envelope(one).content

        yield write


def all_mails(write: Write) -> list[Arrived]:
    """Every sample in every language."""
    return [
        Arrived(template, face, locale, write(template, locale, **values))
        for template, faces in SAMPLES.items()
        for face, values in faces.items()
        for locale in SUPPORTED
    ]


def keep(mails: list[Arrived]) -> int:
    """With MAILS=<folder> in the environment: all of them as files to look at. Returns how many files."""
    if not (folder := os.environ.get("MAILS")):
        return 0
    for one in mails:
        base = Path(folder) / one.locale
        base.mkdir(parents=True, exist_ok=True)
        read, message = Read(one.raw), (base / f"{one.name}.eml")
        head = f"From: {read.message['From']}\nTo: {read.message['To']}\nSubject: {read.subject}\n\n"
        message.write_bytes(one.raw)
        message.with_suffix(".txt").write_text(head + read.text, "utf-8")
        message.with_suffix(".html").write_text(read.html, "utf-8")
    return 3 * len(mails)
