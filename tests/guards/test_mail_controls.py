"""The rules of mails can fail: each sees a template or a head that was spoilt on purpose."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from email.message import EmailMessage
from email.utils import formataddr
from pathlib import Path
from typing import Any

import pytest
from flask import g
from jinja2 import ChoiceLoader, DictLoader

from portal import mail
from portal.envelope import Sealed
from portal.mail import draft
from tests.guards import mail_rules as rules
from tests.guards.mail_reading import Read
from tests.guards.mail_samples import SAMPLES
from tests.guards.mail_words import kinds_in, themes_in
from tests.guards.mail_writing import NETWORK, READER, Write
from tests.guards.test_mails import EMAIL, sentences_of
from tests.world import World

Spoil = Callable[[str, str, str], None]


@pytest.fixture
def spoil(alpha: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[Spoil]:
    """`spoil(part, old, new)`: from now on this part of templates/email reads otherwise."""

    def change(part: str, old: str, new: str) -> None:
        source = (EMAIL / part).read_text("utf-8")
        assert old in source, (part, old)
        whole = alpha.app.jinja_env
        spoilt = DictLoader({f"email/{part}": source.replace(old, new, 1)})
        loader = ChoiceLoader([spoilt, whole.loader]) if whole.loader else spoilt
        monkeypatch.setattr(alpha.app, "jinja_env", whole.overlay(loader=loader, cache_size=0))

    yield change


def faults(write: Write, template: str, locale: str = "nl", english: Read | None = None) -> list[str]:
    """What the rules say of a mail, by its first face; its English is another mail's where none is given."""
    told = next(iter(SAMPLES[template].values()))
    english = english or Read(write("no_account", "en", **SAMPLES["no_account"][""]))
    return rules.problems(Read(write(template, locale, **told)), english, template, locale, told)


LAST = "{% endblock %}\n{% block button %}"
HTML = ("fee_waived/body.html", LAST)
BOTH = ("fee_waived/body.txt", LAST)
SPOILT = [
    ("fee_waived/subject.txt", "{{ _(", "Rouw: {{ _(", ["subject says rouw"]),
    ("fee_waived/subject.txt", "{{ _(", "Burnout: {{ _(", ["subject says burnout"]),
    ("fee_waived/subject.txt", "{{ _(", "AA: {{ _(", ["subject says AA"]),
    ("fee_waived/subject.txt", "{{ _(", "Zelfhulp: {{ _(", ["subject says zelfhulp"]),
    ("fee_waived/subject.txt", "{{ _(", "Lotgenoten: {{ _(", ["subject says lotgeno"]),
    ("fee_waived/subject.txt", "{{ _(", "{{ 'word ' * 20 }}{{ _(", ["subject is empty or long"]),
    (*BOTH, "\nVoor je rouwgroep.\n" + LAST, ["text says rouwgroep", "only in text: Voor je rouwgroep."]),
    (*BOTH, "\nOver autisme.\n" + LAST, ["text says autisme", "only in text: Over autisme."]),
    (*BOTH, "\nKijk.\n" + LAST, ["only in text: Kijk."]),
    (*BOTH, "\nhttps://elders.example/x\n" + LAST, ["links differ"]),
    (*BOTH, "\n" + "x" * 90 + "\n" + LAST, ["wide line: " + "x" * 90, "only in text: " + "x" * 90]),
    (*BOTH, "\n<b>Let op</b>\n" + LAST, ["text shows how it was made", "only in text: <b>Let op</b>"]),
    (*BOTH, "\n{{ None }}\n" + LAST, ["text shows how it was made", "only in text: None"]),
    (*HTML, "<p>Kijk.</p>" + LAST, ["only in html: Kijk."]),
    (*HTML, '<p><a href="https://elders.example/x"></a></p>' + LAST, ["links differ"]),
    (*HTML, '<img src="https://telt.example/jou.gif">' + LAST, ["loads", "elements"]),
    (*HTML, "<script>go()</script>" + LAST, ["loads", "elements", "only in html: go()"]),
    (*HTML, '<p style="background: url(https://telt.example)"></p>' + LAST, ["loads"]),
    (*HTML, '<p onclick="go()"></p>' + LAST, ["loads"]),
    (*HTML, '<p style="display:none"></p>' + LAST, ["hides"]),
    (*HTML, "<table></table>" + LAST, ["elements"]),
    (*HTML, "<h1>Nog een</h1>" + LAST, ["h1 is", "only in html: Nog een"]),
    (*HTML, '<p class="button"></p>' + LAST, ["more than one button"]),
    ("_layout.html", "<h1>{{ subject }}</h1>", "<p>{{ subject }}</p>", ["h1 is []"]),
    ("_layout.html", 'lang="{{ locale|default("nl", true) }}"', 'lang="fr"', ["html says it is fr"]),
    (
        "_layout.html",
        "</h1>",
        "</h1><p>Van cem@{{ locale }}.example</p>",
        ["names a mail", "only in html: Van cem@"],
    ),
]


@pytest.mark.parametrize("spoilt", SPOILT)
def test_a_spoilt_template_is_seen(
    write: Write, spoil: Spoil, spoilt: tuple[str, str, str, list[str]]
) -> None:
    part, old, new, found = spoilt
    spoil(part, old, new)
    seen = faults(write, "fee_waived")
    assert len(seen) == len(found)
    assert all(any(one in fault for fault in seen) for one in found)


def test_a_text_in_english_is_seen(write: Write, spoil: Spoil) -> None:
    spoil(*BOTH, f"\nPlease look at it.\n{LAST}")
    spoil(*HTML, f"<p>Please look at it.</p>{LAST}")
    english = Read(write("fee_waived", "en", **SAMPLES["fee_waived"][""]))
    assert faults(write, "fee_waived", "en", english) == []
    assert faults(write, "fee_waived", "de", english) == ["left in English: Please look at it."]


def test_a_subject_in_english_is_seen(write: Write, spoil: Spoil) -> None:
    spoil("fee_waived/subject.txt", "_(", "(")
    english = Read(write("fee_waived", "en", **SAMPLES["fee_waived"][""]))
    assert faults(write, "fee_waived", "nl", english) == ["subject left in English"]


@pytest.mark.parametrize(
    ("locale", "words", "found"),
    [
        ("nl", "Op Tuesday.", "dates of elsewhere: Tuesday"),
        ("nl", "Op 8. december.", "a day is written 8. december"),
        ("de", "Am 8 Dezember.", "a day is written 8 Dezember"),
        ("en", "On 8. December.", "a day is written 8. December"),
    ],
)
def test_a_date_of_elsewhere_is_seen(write: Write, spoil: Spoil, locale: str, words: str, found: str) -> None:
    spoil(*BOTH, f"\n{words}\n{LAST}")
    assert found in faults(write, "fee_waived", locale)


def test_a_subject_with_words_of_people_is_seen(write: Write, spoil: Spoil) -> None:
    spoil("invitation/subject.txt", "{{ _(", "{{ name }}: {{ _(")
    assert faults(write, "invitation") == ["subject says Truus"]


def test_a_telling_sender_is_seen(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mail, "_sender", lambda: "Zelfhulp Brabant")
    assert "sender says zelfhulp" in faults(write, "fee_waived")


def test_a_telling_file_or_link_is_seen(write: Write) -> None:
    told = {**SAMPLES["fee_waived"][""], "calendar": "BEGIN:VCALENDAR\r\nSUMMARY:Omgaan met ro\r\n uw\r\n"}
    assert list(rules.neutral(Read(write("fee_waived", "nl", **told)), NETWORK)) == ["file says rouw"]
    told = {**SAMPLES["fee_waived"][""], "link": "https://brabant.portal.example/groups/rouw-helmond"}
    seen = list(rules.neutral(Read(write("fee_waived", "nl", **told)), NETWORK))
    assert seen == ["link says rouw"]


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("Cc: cem@people.example", "has Cc"),
        ("Bcc: cem@people.example", "has Bcc"),
        ("Reply-To: cem@people.example", "has Reply-To"),
        ("X-Naam: Zoë", "head is not ASCII"),
        ("List-Unsubscribe: <https://x.example/1>", "can be left"),
    ],
)
def test_a_head_too_many_is_seen(write: Write, line: str, found: str) -> None:
    raw = line.encode() + b"\n" + write("fee_waived", "nl", **SAMPLES["fee_waived"][""])
    read = Read(raw)
    assert [*rules.for_one(read, READER), *rules.leaving(read, "fee_waived")] == [found]


def test_a_second_reader_is_seen(write: Write) -> None:
    raw = write("fee_waived", "nl", **SAMPLES["fee_waived"][""])
    two = raw.replace(READER.encode(), f"{READER}, cem@people.example".encode(), 1)
    assert "goes to somebody else too" in rules.for_one(Read(two), READER)
    assert "goes to somebody else too" in rules.for_one(Read(raw), "cem@people.example")


def test_what_cannot_be_left_is_seen(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    told = SAMPLES["reminder"]["meeting"]
    raw, without = (write("reminder", "nl", **{**told, **more}) for more in ({}, {"unsubscribe": ""}))
    assert list(rules.leaving(Read(raw), "reminder")) == []
    monkeypatch.setattr(mail, "sealed", _newer)
    folded = write("reminder", "nl", **told)
    assert b"=?utf-8?" in folded
    for bad in (raw.replace(b"-Post", b"-Past"), without, folded):
        assert list(rules.leaving(Read(bad), "reminder")) == ["no program can leave it"]


def _newer(sender: tuple[str, str], recipient: str, headers: dict[str, str], **said: str) -> Sealed:
    """As the newer classes of the standard library write it."""
    message = EmailMessage()
    for name, value in {"From": formataddr(sender), "To": recipient, **headers}.items():
        message[name] = value
    message.set_content(said["text"])
    message.add_alternative(said["html"], subtype="html")
    return Sealed(sender[1], recipient, message.as_bytes())


@pytest.mark.parametrize("ending", ["txt", "html"])
def test_a_foot_that_keeps_one_is_seen(write: Write, spoil: Spoil, ending: str) -> None:
    spoil(f"_layout.{ending}", 'if unsubscribe_url|default("", true)', "if false")
    read = Read(write("reminder", "nl", **SAMPLES["reminder"]["meeting"]))
    assert list(rules.leaving(read, "reminder")) == ["the foot does not let one leave"]


def test_a_sentence_without_a_sample_is_seen(tmp_path: Path) -> None:
    template = tmp_path / "body.txt"
    template.write_text('{{ _("Never said") }} {{ ngettext("one", "%(num)d", more) }}', "utf-8")
    assert sentences_of(template) == {"Never said", ("one", True), ("one", False)}


def test_words_are_found_whole() -> None:
    assert themes_in("Het is druk na 8 uur") == kinds_in("Bonaasten") == []
    assert themes_in("AA, NA en Al-Anon") == ["AA", "NA", "al-anon"]


def _message_id(world: World, key: str | None, role: str = "") -> str:
    with world.db() as db:
        g.network = replace(world.network, role=role or world.network.role)
        return draft(db, template="no_account", to=READER, locale="nl", key=key).message_id


def test_what_a_mail_is_about_gives_its_message_id(alpha: World) -> None:
    one = _message_id(alpha, "reminder:rouw:2026-12-08")
    assert one == _message_id(alpha, "reminder:rouw:2026-12-08")
    elsewhere = _message_id(alpha, "reminder:rouw:2026-12-08", role="net_other")
    others = [_message_id(alpha, key) for key in ("reminder:rouw:2026-12-09", None, None)]
    assert len({one, elsewhere, *others}) == 5
    assert re.fullmatch(r"<[0-9a-f]{32}@localhost>", one)


def test_a_sender_without_a_region_is_the_one_of_the_settings(alpha: World) -> None:
    with alpha.db() as db:
        g.network = replace(alpha.network, name="Zelfhulp Brabant", region="")
        made: Any = draft(db, template="no_account", to=READER, locale="nl")
        made.created_at = mail.now()
        read = Read(mail.envelope(made).content)
    assert (read.sender, read.page.blocks[0]) == ("Post", "Post")
