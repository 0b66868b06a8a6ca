"""Every mail in three languages: a subject that gives nothing away, text that can be read, one recipient."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import flask_babel
import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations
from sqlalchemy import select

from portal.groups.catalogue import listed_themes
from portal.help_requests.telling import SENTENCES
from portal.i18n import SUPPORTED
from portal.ledger import Job
from portal.mail import Mail, post
from portal.reminders.sources import MEETING
from portal.signups.telling import SENTENCES as PLACES
from portal.texts import CATALOGS, ROOT
from tests.sink import Sink
from tests.world import World

FOLDERS = sorted(path.name for path in (ROOT / "templates" / "email").iterdir() if path.is_dir())
PARTS = {"subject.txt", "body.txt", "body.html"}
GROUP = "Rouwgroep Helmond"
LINK = "https://zuidoost-brabant.portal.example/invitations/" + "a1B2" * 11
HELP = SENTENCES["help_asker", "answered"]
EVENING = "dinsdag 8 december, 19:30 tot 21:30"
INTEREST: dict[str, Any] = {"alias": GROUP, "link": LINK}
SAMPLES: dict[str, dict[str, Any]] = {
    "article_check": {"number": 3, "link": LINK},
    "certificate_ready": {"other": True, "link": LINK},
    "fee_back": {"kind": "back", "amount": "€ 25,00", "by_hand": True, "link": LINK},
    "fee_invoice": {
        "kind": "reminder",
        "amount": "€ 25,00",
        "due": date(2026, 12, 6),
        "reference": "RF18 2026 0001",
        "link": LINK,
    },
    "fee_waived": {"kind": "waived", "link": LINK},
    "fee_late": {"kind": "late", "amount": "€ 25,00", "link": LINK},
    "entry_news": {"kind": "moved", "before": EVENING, "after": "woensdag 9 december", "link": LINK},
    "briefing": {"lines": [(HELP, LINK)] * 3, "why": "…"},
    "digest": {"lines": [(HELP, LINK)] * 3, "why": "…"},
    "formation_enough": {"link": LINK},
    "claim_code": {"code": "ABCD-EFGH", "minutes": 15},
    "group_changed": {"by": GROUP, "fields": ["meeting_text", "phone"], "link": LINK},
    "group_state": {"state": "paused", "until": "1 januari 2027", "by": GROUP, "link": LINK},
    "invitation": {"name": GROUP, "inviter": "Zelfhulp Rouw", "role": "contact", "link": LINK, "days": 7},
    "help_asker": {"sentence": HELP, "link": LINK},
    "help_asker_wish": {"link": LINK},
    "help_follower": {"sentence": HELP, "link": LINK},
    "help_helper": {"sentence": HELP, "link": LINK},
    "help_outcome": {"answered": True, "link": LINK},
    "help_waiting": {"sentence": HELP, "hours": 24, "link": LINK},
    "interest_begun": INTEREST,
    "interest_confirm": INTEREST,
    "interest_ending": {**INTEREST, "until": date(2026, 12, 31)},
    "interest_enough": INTEREST,
    "message_answered": {"link": LINK, "until": date(2026, 12, 20)},
    "message_waiting": {"kind": "reminder", "hours": 24, "link": LINK},
    "no_account": {},
    "pause_ending": {"day": "15 december 2026", "link": LINK},
    "offer_answered": {"kind": "gone", "link": LINK},
    "offer_asked": {"kind": "reminder", "hours": 24, "link": LINK},
    "offer_ending": {"until": date(2026, 12, 31), "link": LINK},
    "place_closed": {
        "place": "De Huiskamer, Kerkstraat 58, 5701 AB Helmond",
        "first": "1 december 2026",
        "last": "22 december 2026",
        "note": "Er wordt geverfd.",
        "news": "changed",
        "link": LINK,
    },
    "proposal_decided": {"state": "accepted", "partly": True, "link": LINK},
    "proposal_made": {"link": LINK},
    "proposal_remark": {"link": LINK},
    "role_changed": {"is_steward": True},
    "reminder": {"sentence": MEETING, "when": EVENING, "link": LINK, "why": "…"},
    "room_asked": {"when": EVENING, "link": LINK},
    "room_free": {"when": EVENING, "until": datetime(2026, 12, 7, 12, tzinfo=UTC), "link": LINK},
    "room_key": {"kind": "booked", "when": EVENING, "link": LINK},
    "room_news": {"kind": "closed", "when": EVENING, "link": LINK},
    "room_series": {"dates": [EVENING], "more": 2, "link": LINK},
    "still_correct": {"number": 2, "hidden": False, "again": True, "account": True, "days": 60, "link": LINK},
    "sign_up_code": {"code": "ABCD-EFGH", "minutes": 15},
    "sign_up_group": {"until": datetime(2026, 12, 7, 12, tzinfo=UTC), "link": LINK},
    "sign_up_news": {"kind": "confirmed", "sentence": PLACES["confirmed"], "when": EVENING, "link": LINK},
    "sign_up_offer": {
        "sentence": PLACES["offered"], "when": EVENING, "until": datetime(2026, 12, 7, 12, tzinfo=UTC),
        "link": LINK,
    },
    "training_decide": {"link": LINK},
    "training_evaluation": {"until": date(2027, 1, 3), "link": LINK},
    "sign_in_code": {"code": "ABCD EFGH", "minutes": 10},
}
"""Values with words that no subject may take over."""
WIDEST = 78
TELLING = {"zelfhulp", "lotgenoten", "self-help", "self help", "selbsthilfe", GROUP.casefold()}


@pytest.fixture(scope="module")
def catalogs() -> dict[str, NullTranslations]:
    """The translations as they are written now, compiled or not."""
    found: dict[str, NullTranslations] = {"en": NullTranslations()}
    for locale in ("nl", "de"):
        compiled = io.BytesIO()
        with (CATALOGS / locale / "LC_MESSAGES" / "messages.po").open("rb") as lines:
            write_mo(compiled, read_po(lines, locale))
        compiled.seek(0)
        found[locale] = Translations(compiled)
    return found


@pytest.fixture
def translated(catalogs: dict[str, NullTranslations], monkeypatch: pytest.MonkeyPatch) -> None:
    """Texts come from these translations."""
    now = lambda _domain: catalogs[str(flask_babel.get_locale())]  # noqa: E731
    monkeypatch.setattr(flask_babel.Domain, "get_translations", now)


def telling_words(subject: str) -> list[str]:
    """Words that would say to somebody looking over a shoulder what the mail is about."""
    words = {name for theme in listed_themes().values() for name in (*theme.names.values(), *theme.synonyms)}
    telling, said = {*map(str.casefold, words), *TELLING}, subject.casefold()
    return sorted(word for word in telling if re.search(rf"\b{re.escape(word)}\b", said))


def problems(subject: str, text: str, html: str) -> list[str]:
    """What is wrong with one rendered mail."""
    found = [f"subject says {word}" for word in telling_words(subject)]
    found += [] if 0 < len(subject) <= WIDEST and "\n" not in subject else ["subject is empty or long"]
    wide = [line for line in text.splitlines() if len(line) > WIDEST and not _only_a_link(line)]
    found += [f"wide line: {line}" for line in wide]
    found += ["text holds markup"] if re.search(r"</|\{\{|&[a-z]+;", text) else []
    loads = re.findall(r"<(script|img|link|iframe|object|form|video|audio)\b|url\(|@import|\bon[a-z]+=", html)
    return found + (["html loads or runs something"] if loads else [])


def _only_a_link(line: str) -> bool:
    return line.startswith("http") and " " not in line


def written(alpha: World, template: str, locale: str) -> Mail:
    """The mail as it waits in the table."""
    with alpha.db() as db:
        mail = post(db, template=template, to="you@people.example", locale=locale, **SAMPLES[template])
        db.flush()
        db.expunge(mail)
    return mail


def test_every_folder_has_its_three_parts_and_a_sample() -> None:
    folders = [ROOT / "templates" / "email" / name for name in FOLDERS]
    assert {folder.name: PARTS - {path.name for path in folder.iterdir()} for folder in folders} == {
        name: set() for name in SAMPLES
    }


@pytest.mark.usefixtures("translated")
@pytest.mark.parametrize("locale", SUPPORTED)
@pytest.mark.parametrize("template", FOLDERS)
def test_a_mail_gives_nothing_away_and_can_be_read(alpha: World, template: str, locale: str) -> None:
    mail = written(alpha, template, locale)
    assert problems(mail.subject, mail.body_text, mail.body_html) == []
    assert f'lang="{locale}"' in mail.body_html


@pytest.mark.usefixtures("translated")
@pytest.mark.parametrize("template", FOLDERS)
def test_a_mail_speaks_the_language_of_its_reader(alpha: World, template: str) -> None:
    mails = [written(alpha, template, locale) for locale in SUPPORTED]
    assert len({mail.subject for mail in mails}) == len({mail.body_text for mail in mails}) == len(SUPPORTED)


@pytest.mark.parametrize(
    ("subject", "text", "html"),
    [
        ("Rouw: your invitation", "", ""),
        ("Iets over zelfhulp", "", ""),
        ("Je wachtwoord voor Verslaving", "", ""),
        ("", "", ""),
        ("Your code", "word " * 20, ""),
        ("Your code", "<b>code</b>", ""),
        ("Your code", "", '<img src="https://counter.example/you.gif">'),
        ("Your code", "", "<p style='background: url(https://counter.example)'>"),
        ("Your code", "", "<a onclick='go()'>"),
    ],
)
def test_a_bad_mail_is_seen(subject: str, text: str, html: str) -> None:
    assert len(problems(subject, text, html)) == 1
    assert problems("Your code", f"Hello,\n{LINK}x{LINK}", "<p>Hello</p>") == []


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
