"""Every mail in three languages: a subject that gives nothing away, text that can be read, one recipient.

`MAILS=<folder>` writes them all down to be looked at.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from babel.messages.extract import extract_from_file
from jinja2 import meta
from sqlalchemy import select

from portal.gate import Gate
from portal.i18n import SUPPORTED
from portal.ledger import Job
from portal.mail import post
from portal.texts import ROOT
from tests.guards import mail_rules as rules
from tests.guards.mail_reading import Arrived, Read
from tests.guards.mail_samples import SAMPLES
from tests.guards.mail_words import TOLD
from tests.guards.mail_writing import REGION, Heard, keep
from tests.sink import Sink
from tests.world import World

EMAIL = ROOT / "templates" / "email"
PARTS = {"subject.txt", "body.txt", "body.html"}
FACES = [(template, face) for template, faces in SAMPLES.items() for face in faces]
TEMPLATES = sorted(path for path in EMAIL.rglob("*") if path.is_file())


def test_every_folder_has_its_three_parts_and_a_sample() -> None:
    folders = [path for path in EMAIL.iterdir() if path.is_dir()]
    assert {folder.name: PARTS ^ {path.name for path in folder.iterdir()} for folder in folders} == {
        name: set() for name in SAMPLES
    }


@pytest.fixture(scope="session")
def opened(mails: list[Arrived]) -> dict[tuple[str, str, str], Read]:
    """All mails by template, face and language."""
    return {(one.template, one.face, one.locale): Read(one.raw) for one in mails}


@pytest.mark.parametrize("locale", SUPPORTED)
@pytest.mark.parametrize(("template", "face"), FACES)
def test_a_mail_gives_nothing_away_and_can_be_read(
    opened: dict[tuple[str, str, str], Read], template: str, face: str, locale: str
) -> None:
    read = opened[template, face, locale]
    assert rules.problems(read, opened[template, face, "en"], template, locale, SAMPLES[template][face]) == []
    assert (read.sender, read.page.blocks[:2]) == (REGION, [REGION, read.subject])


def sentences_of(path: Path) -> set[Any]:
    """The texts of a template: those of a number twice, about one and about more."""
    options = {"trim_blocks": "true", "lstrip_blocks": "true"}
    found = extract_from_file("jinja2", path, keywords={"_": None, "ngettext": (1, 2)}, options=options)
    return {
        key
        for _line, text, *_ in found
        for key in ([text] if isinstance(text, str) else [(text[0], True), (text[0], False)])
    }


@pytest.mark.usefixtures("mails")
@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(EMAIL)))
def test_every_sentence_of_a_mail_is_in_a_sample(
    spoken: tuple[dict[str, Heard], set[Any]], path: Path
) -> None:
    """So no face of a template stays out of sight. "Self-help groups" is for a mail of no network."""
    assert sentences_of(path) - spoken[1] - {"Self-help groups"} == set()


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(EMAIL)))
def test_a_mail_is_told_only_what_it_may_be_told(app: Gate, path: Path) -> None:
    made = app.jinja_env.parse(path.read_text("utf-8"))
    assert meta.find_undeclared_variables(made) - set(TOLD) - {"_", "ngettext"} == set()


def test_mails_are_written_down_only_when_asked(
    mails: list[Arrived], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("MAILS", raising=False)
    assert keep(mails) == 0
    monkeypatch.setenv("MAILS", str(tmp_path))
    assert keep(mails) == 3 * len(mails) == 3 * len(SUPPORTED) * len(FACES)
    files = sorted((tmp_path / "nl").iterdir())
    assert [path.name for path in files[:2]] == ["article_check-more.eml", "article_check-more.html"]
    assert Read(files[0].read_bytes()).subject


NOT_ONE_ADDRESS = ("a@x.example,b@x.example", "A <a@x.example>", "a@x.example\nBcc: b@x.example", "a")


@pytest.fixture
def outbox(alpha: World, sink: Sink) -> Iterator[World]:
    """A network with nothing sent yet."""
    assert sink.received == []
    yield alpha


@pytest.mark.parametrize("to", NOT_ONE_ADDRESS)
def test_a_mail_goes_to_one_address(outbox: World, sink: Sink, to: str) -> None:
    """Also when a row got around the check of `post`."""
    with outbox.db() as db:
        with pytest.raises(ValueError, match="one"):
            post(db, template="no_account", to=to, locale="nl")
        post(db, template="no_account", to="you@people.example", locale="nl").recipient = to
        db.flush()
    outbox.work()
    assert sink.received == []
    with outbox.db() as db:
        assert db.scalars(select(Job.state).where(Job.handler == "mail.send")).all() == ["failed"]
