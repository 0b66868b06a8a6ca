"""Joint trainings as they look in a season: one with places left, one that is full and costs something."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from portal.accounts.models import Person
from portal.clock import ZONE, today
from portal.fees import pricing
from portal.fees.settings import held
from portal.groups.models import GroupContact
from portal.rooms.models import Room
from portal.signups import actions as places
from portal.signups.wishes import Wish
from portal.trainings import actions, questions, sessions
from portal.trainings.models import Training


class Words(NamedTuple):
    """What the demo says, in the network's language."""

    talks: str
    talks_text: str
    target: str
    access: str
    first: str
    second: str
    trainer: str
    eats: str
    heavy: str
    heavy_text: str
    payee: str
    address: str
    iban: str
    guests: tuple[str, ...]


WORDS = {
    "nl": Words(
        "Gesprekken leiden in je groep",
        "Twee avonden over luisteren, stiltes en iemand die alle ruimte neemt. Je oefent met voorbeelden uit "
        "je eigen groep.",
        "Contactpersonen en begeleiders, ook als je net begint",
        "Zonder drempels, lift, ringleiding. Om half negen is er pauze.",
        "Luisteren en samenvatten",
        "Als het schuurt",
        "Anneke de Wit",
        "Wat eet je liever niet?",
        "Als iemand niet meer verder wil leven",
        "Hoe je het merkt, wat je vraagt en wie je erbij haalt. Een dag in een kleine groep.",
        "Stichting Zelfhulp Zuidoost-Brabant",
        "Postbus 1\n5600 AA Eindhoven",
        "NL91 ABNA 0417 1643 00",
        ("Wim", "Fatima", "Joke"),
    ),
    "de": Words(
        "Gespräche leiten in der Gruppe",
        "Zwei Abende über Zuhören, Stille und wenn jemand allen Raum nimmt. Geübt wird mit Beispielen aus "
        "euren Gruppen.",
        "Kontaktpersonen und Leitungen, auch wenn du gerade anfängst",
        "Stufenlos, Aufzug, Höranlage. Um halb neun ist Pause.",
        "Zuhören und zusammenfassen",
        "Wenn es reibt",
        "Anne Weiß",
        "Was isst du lieber nicht?",
        "Wenn jemand nicht mehr leben will",
        "Woran du es merkst, was du fragst und wen du dazuholst. Ein Tag in kleiner Runde.",
        "Selbsthilfe Münsterland e. V.",
        "Postfach 1\n48001 Münster",
        "DE89 3704 0044 0532 0130 00",
        ("Uwe", "Aylin", "Renate"),
    ),
}


def introduce_trainings(db: Session, locale: str) -> None:
    """Fill a network whose people and rooms are there already. Nothing without a steward."""
    words = WORDS[locale]
    steward = db.scalars(select(Person).where(Person.is_steward)).first()
    if steward is None:
        return
    _payee(db, words)
    room = db.scalars(select(Room.id).where(Room.group_id.is_(None)).limit(1)).first()
    talks = _training(
        db, steward, title=words.talks, text=words.talks_text, target=words.target,
        accessibility=words.access, capacity=12, minimum=6, decide_on=today() + timedelta(days=21),
        per_group=2, visibility="public", who="everyone",
    )  # fmt: skip
    for days, topic in ((30, words.first), (37, words.second)):
        _session(db, talks, steward, days, topic=topic, trainer=words.trainer, room_id=room)
    asked = {"kind": "text", "label": words.eats, "sensitive": True, "readers": "steward"}
    questions.add(db, talks, by=steward, values=asked)
    actions.publish(db, talks, by=steward)
    heavy = _training(
        db, steward, title=words.heavy, text=words.heavy_text, target=words.target, capacity=3,
        visibility="network", who="accounts",
    )  # fmt: skip
    _session(db, heavy, steward, 45, trainer=words.trainer, begins=time(10), ends=time(16))
    actions.publish(db, heavy, by=steward)
    _sign_up(db, talks, heavy, words, steward)
    price = {"full_cents": 2_500, "reduced_cents": 1_000, "zero": True, "online": True, "invoice": True}
    pricing.charge(db, heavy, by=steward, values=price)


def _payee(db: Session, words: Words) -> None:
    row = held(db)
    row.name, row.address, row.iban = words.payee, words.address, words.iban
    db.flush()


def _training(db: Session, by: Person, **values: Any) -> Training:
    made = actions.make(db, by=by, values=values)
    query = select(Training).where(Training.id == made.id).options(selectinload(Training.questions))
    return db.scalars(query, execution_options={"populate_existing": True}).one()


def _session(
    db: Session, training: Training, by: Person, days: int, *, begins: time = time(19, 30),
    ends: time = time(21, 30), room_id: Any = None, **values: Any,
) -> None:  # fmt: skip
    day = today() + timedelta(days=days)
    starts_at, ends_at = (datetime.combine(day, hour, tzinfo=ZONE) for hour in (begins, ends))
    values |= {"starts_at": starts_at, "ends_at": ends_at}
    sessions.add(db, training, by=by, values=values, room_id=room_id)


def _sign_up(db: Session, talks: Training, heavy: Training, words: Words, steward: Person) -> None:
    """The contact persons come to one; the other is full, and somebody waits."""
    seats = select(Person, GroupContact.group_id).join(GroupContact, GroupContact.person_id == Person.id)
    people = db.execute(seats.order_by(GroupContact.created_at).limit(2)).all()
    for person, group_id in people:
        wish = Wish(name=person.name, email=person.email, person=person, group_id=group_id)
        places.sign_up(db, talks, wish, by=person)
    for number, name in enumerate(words.guests):
        address = f"{name.lower()}{number}@post.example"
        places.sign_up(db, heavy, Wish(name=name, email=address), by=steward)
    for person, group_id in people[:1]:
        wish = Wish(name=person.name, email=person.email, person=person, group_id=group_id)
        places.sign_up(db, heavy, wish, by=person)
