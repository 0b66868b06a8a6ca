"""Twin networks: the same ids and addresses, other words; and everybody who may come to look."""

from __future__ import annotations

import html
import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Any
from urllib.parse import urljoin, urlsplit
from uuid import UUID

import pypdfium2
from sqlalchemy import select, text
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from portal.access import door_of
from portal.accounts.models import Invitation, Person, SignedIn
from portal.accounts.sessions import hash_token
from portal.attachments.models import Attachment
from portal.attendance.models import Certificate
from portal.calendar.models import CalendarEntry, CalendarFeed
from portal.clock import now
from portal.feeds.hsds_records import TAXONOMY, term
from portal.feeds.hsds_schedules import part_of
from portal.gate import Gate
from portal.groups.meetings.models import Closure, Meeting
from portal.groups.models import Group, Location
from portal.help_requests.models import HelpAnswer, HelpOffer, HelpRequest
from portal.house.models import Claim, Proposal
from portal.imports.models import ImportRun
from portal.knowledge.models import Article
from portal.ledger import announce_public_change
from portal.offers.models import OfferQuestion, StandingOffer
from portal.profile import NetworkProfile
from portal.relay.models import Message, MessageAnswer
from portal.rooms.models import Booking, Room
from portal.tables import NetworkBase
from portal.tasks.models import Task
from tests import factories
from tests.browser_like import Browser
from tests.cast import IDS
from tests.guards import ground_attendance, ground_trainings
from tests.guards.ground_calendar import calendar
from tests.guards.ground_reminders import reminders
from tests.world import World

WORDS = {"alpha": "merel", "beta": "kraai"}
"""What stands in every text of a network, and nowhere else."""
SAMPLE: dict[type, UUID] = {
    kind: UUID(int=0x0192_0000_0000_7000_9000_0000_0000_0000 + number)
    for number, kind in enumerate(
        (
            *(Group, Task, ImportRun, Invitation, SignedIn, Location, Meeting, Closure, Message),
            *(Proposal, Claim, Article, HelpRequest, HelpOffer, Room, Booking, Attachment, StandingOffer),
            *(OfferQuestion, *ground_trainings.KINDS, Certificate, CalendarEntry, CalendarFeed),
        )
    )
} | {Person: IDS["dora"]}
"""The thing that each address with an id is tried with; the session is ben's."""
ALWAYS = date(2100, 1, 1)
"""A day on which the planted meeting is held, and that is always to come."""
OF_HSDS = {
    "service": SAMPLE[Group],
    "organization": part_of(SAMPLE[Group], "organization"),
    "place": part_of(SAMPLE[Group], f"at:{SAMPLE[Location]}"),
    "taxonomy": TAXONOMY["id"],
    "term": term("rouw", "")["id"],
    "rest": "nowhere",
}
"""What stands in the addresses of HSDS records."""
SECOND = UUID(int=0x0192_0000_0000_7000_9000_0000_0000_00FE)
"""The listed group of fay."""
HIDDEN = UUID(int=0x0192_0000_0000_7000_9000_0000_0000_00FF)
SLUG, TOKEN = "group-of-ben", "invitation-of-the-twins"
KINDS = ("visitor", "cem", "ben", "fay", "ada", "eve")
"""A participant, the contact of the group, of another group, a steward, and who brings a cookie of beta."""
LINK = re.compile(r'(?:href|action|data-hx-get)="([^"#]+)')
MOST_PAGES = 330


def plant(world: World) -> None:
    """Fill a network; every text holds its word and what it belongs to."""
    word = WORDS[world.network.slug]
    with world.db() as db:
        people = {name: _person(name, word) for name in IDS}
        db.add_all(people.values())
        db.flush()
        place = factories.location(db, f"{word}location", f"{word}city", id=SAMPLE[Location])
        more: dict[str, Any]
        for name, contact, more in (
            ("group", "ben", {"id": SAMPLE[Group], "slug": SLUG}),
            ("second", "fay", {"id": SECOND, "slug": "group-of-fay"}),
            ("unlisted", "fay", {"id": HIDDEN, "slug": "hidden", "listed": False}),
        ):
            said = {key: f"{word}{name}{key}" for key in ("intro", "contact_name", "costs", "meeting_text")}
            more |= {"location_id": place.id, "network_note": f"{word}note", **said}
            more |= {"house_rules": f"{word}{name}rules"}
            factories.group(db, f"{word}{name}", contact=people[contact], **more)
        db.add_all(_rows(word))
        db.flush()
        second = db.scalars(select(Group.id).where(Group.slug == "group-of-fay")).one()
        told = {"request_id": SAMPLE[HelpRequest], "group_id": second}
        db.add(HelpOffer(id=SAMPLE[HelpOffer], text=f"{word}offer", **told))
        db.add(HelpAnswer(role="group", text=f"{word}reply", **told))
        db.add_all((*_rooms(word), *_offered(word)))
        ground_trainings.plant(db, word)
        ground_attendance.plant(db, word, SAMPLE, IDS["ben"])
        db.add_all(calendar(word, SAMPLE[CalendarEntry], SAMPLE[CalendarFeed], IDS["ben"], ALWAYS))
        for name in ("ada", "ben"):
            db.add_all(reminders(word, IDS[name]))
        db.get_one(NetworkProfile, 1).welcome = f"{word}welcome"
        announce_public_change(db)


def _person(name: str, word: str) -> Person:
    called, email = f"{name}{word}person", f"{name}@{word}.example"
    return Person(id=IDS[name], name=called, email=email, is_steward=name == "ada")


def _rows(word: str) -> Iterator[object]:
    yield Meeting(id=SAMPLE[Meeting], group_id=SAMPLE[Group], text=f"{word}meeting", rrule="FREQ=DAILY")
    closed = {"location_id": SAMPLE[Location], "from_on": ALWAYS, "note": f"{word}closure"}
    yield Closure(id=SAMPLE[Closure], **closed)
    yield Task(
        id=SAMPLE[Task], kind="test", key="twin", sentence=f"{word}task", original=f"{word}original",
        group_id=SAMPLE[Group],
    )  # fmt: skip
    yield Proposal(
        id=SAMPLE[Proposal], group_id=SAMPLE[Group], by_id=IDS["ada"], before={"costs": f"{word}before"},
        wished={"costs": f"{word}wished"}, why=f"{word}why",
    )  # fmt: skip
    yield Article(
        id=SAMPLE[Article], title=f"{word}article", text=f"{word}answer", category="porto", state="published",
        keeper_id=IDS["ben"], checked_on=date(2026, 11, 1), checked_by=f"{word}checker",
    )  # fmt: skip
    yield Claim(
        id=SAMPLE[Claim], group_id=SAMPLE[Group], name=f"{word}claim", email=f"claim@{word}.example",
        how="phone", expires_at=now() + timedelta(days=1),
    )  # fmt: skip
    yield ImportRun(
        id=SAMPLE[ImportRun], filename=f"{word}import.csv", data=f"Naam;Thema\n{word}row;rouw\n".encode()
    )
    yield Invitation(
        id=SAMPLE[Invitation], token_hash=hash_token(TOKEN), email=f"new@{word}.example",
        name=f"{word}invitation", expires_at=now() + timedelta(days=1),
    )  # fmt: skip
    yield Message(
        id=SAMPLE[Message], group_id=SAMPLE[Group], alias=f"{word}alias", reply_to=f"visitor@{word}.example",
        text=f"{word}message", step=3, due_at=now(), erase_at=now() + timedelta(days=9),
    )  # fmt: skip
    yield MessageAnswer(message_id=SAMPLE[Message], text=f"{word}answer")
    yield HelpRequest(
        id=SAMPLE[HelpRequest], category="huisvesting", title=f"{word}question", text=f"{word}more",
        group_id=SAMPLE[Group], by_id=IDS["ben"], due_at=now() + timedelta(days=1),
    )  # fmt: skip
    yield SignedIn(
        id=SAMPLE[SignedIn], token_hash=hash_token("ben"), person_id=IDS["ben"], seen_at=now(),
        expires_at=now() + timedelta(hours=1), browser=f"{word}browser",
    )  # fmt: skip


def _rooms(word: str) -> Iterator[object]:
    yield Room(id=SAMPLE[Room], name=f"{word}room", house_rules=f"{word}roomrules", key_note=f"{word}key")
    yield Booking(
        id=SAMPLE[Booking], room_id=SAMPLE[Room], group_id=SAMPLE[Group], note=f"{word}wish",
        starts_at=now() + timedelta(days=2), ends_at=now() + timedelta(days=2, hours=1),
    )  # fmt: skip


def _offered(word: str) -> Iterator[object]:
    """What ben's group offers, with a file that ben hung on it, and a question of a steward."""
    yield StandingOffer(
        id=SAMPLE[StandingOffer], group_id=SAMPLE[Group], category="porto", title=f"{word}offer",
        text=f"{word}offertext", place=f"{word}offerplace", until=ALWAYS,
    )  # fmt: skip
    yield Attachment(
        id=SAMPLE[Attachment], owner_kind="standing_offer", owner_id=SAMPLE[StandingOffer], slot=0,
        name=f"{word}file.png", media_type="image/png", size=4, digest=b"", data=b"kept",
        by_id=IDS["ben"],
    )  # fmt: skip
    yield OfferQuestion(
        id=SAMPLE[OfferQuestion], offer_id=SAMPLE[StandingOffer], group_id=SECOND, by_id=IDS["fay"],
        text=f"{word}offerquestion",
    )  # fmt: skip


def uproot(world: World) -> None:
    """Take back what is not wiped after each test."""
    with world.db() as db:
        db.get_one(NetworkProfile, 1).welcome = ""
        announce_public_change(db)


def browsers(world: World, other: World) -> dict[str, Browser]:
    """One browser for each kind of person; eve's cookie was given by the other network."""
    stranger, token = world.visitor(), other.as_(IDS["eve"]).cookie("__Host-session")
    stranger.set_cookie("__Host-session", str(token))
    known = {name: world.as_(IDS[name]) for name in KINDS[1:-1]}
    return {"visitor": world.visitor(), **known, "eve": stranger}


def address(app: Gate, rule: Rule) -> str:
    """Where a rule leads to, for the things that were planted."""
    door = door_of(app.view_functions[rule.endpoint])
    kind = getattr(door, "on", None) or Group
    values: dict[str, Any] = {"slug": SLUG, "token": TOKEN, "id": SAMPLE.get(kind), "person_id": IDS["ben"]}
    values |= {"meeting_id": SAMPLE[Meeting], "closure_id": SAMPLE[Closure], "day": ALWAYS.isoformat()}
    values |= OF_HSDS | {"pool_id": SAMPLE[Article], "code": ground_attendance.CODE}
    values |= {"kind": "event", "key": SAMPLE[CalendarEntry], "feed_id": SAMPLE[CalendarFeed]}
    assert rule.arguments <= set(values), f"say in tests/guards/ground.py what stands in {rule.rule}"
    parts = {name: value for name, value in values.items() if name in rule.arguments}
    built = rule.build(parts)
    assert built is not None
    return built[1]


def rules(app: Gate, method: str) -> list[Rule]:
    """The addresses of a network that answer to this method."""
    found = [rule for rule in app.url_map.iter_rules() if method in (rule.methods or ())]
    return sorted(found, key=lambda rule: (rule.endpoint, rule.rule))


def crawl(browser: Browser, start: Iterable[str]) -> dict[str, TestResponse]:
    """Fetch these addresses and the pages they link to, which must not fail; languages are not followed."""
    todo, seen = list(start), dict[str, TestResponse]()
    while todo and len(seen) < MOST_PAGES:
        path = todo.pop(0)
        if path in seen:
            continue
        seen[path] = answer = browser.get(path)
        assert answer.status_code < 500, path
        linked = [answer.headers.get("Location", ""), *LINK.findall(words_of(answer))]
        todo += [found for link in linked if (found := _own(html.unescape(link), path, browser.host))]
    return seen


def words_of(answer: TestResponse) -> str:
    """What somebody reads in an answer: also of a PDF, page by page, and of a workbook."""
    if answer.mimetype.endswith("spreadsheetml.sheet"):
        with zipfile.ZipFile(io.BytesIO(answer.data)) as packed:
            return packed.read("xl/worksheets/sheet1.xml").decode()
    if answer.mimetype != "application/pdf":
        return answer.text
    pages = pypdfium2.PdfDocument(answer.data)
    return "\n".join(page.get_textpage().get_text_bounded() for page in pages)


def _own(link: str, page: str, host: str) -> str:
    """The path of a link to this host, or an empty text."""
    where = urlsplit(urljoin(f"http://{host}{page}", link))
    if where.hostname != host or not link or where.path.startswith("/static/") or "lang=" in where.query:
        return ""
    return where.path + (f"?{where.query}" if where.query else "")


def everything(world: World) -> str:
    """All rows of all tables of a network, as one text."""
    with world.db() as db:
        names = [table.name for table in NetworkBase.metadata.sorted_tables]
        rows = [db.scalars(text(f"select t::text from {name} t")).all() for name in names]
        return "\n".join(str(row) for found in rows for row in found).casefold()
