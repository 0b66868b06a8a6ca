"""Practical help as it looks after a few weeks: a room, a copier, two questions, an answer."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from portal.accounts.models import Person
from portal.clock import ZONE, today
from portal.groups.models import Group, GroupContact
from portal.help_requests import asking, helping
from portal.help_requests.models import HelpRequest
from portal.offers import actions as offers
from portal.rooms import actions as booking
from portal.rooms import keeping
from portal.tables import new_id


class Words(NamedTuple):
    """What the demo says, in the network's language."""

    room: str
    about: str
    rules: str
    place: str
    copier: str
    copier_text: str
    wanted: str
    wanted_text: str
    answer: str
    other: str
    other_text: str


WORDS = {
    "nl": Words(
        "Vergaderkamer De Linde",
        "Rustige kamer voor twaalf mensen, stoelen in een kring, koffie in de keuken ernaast.",
        "Zet de stoelen terug en doe het licht uit. Na 22.00 uur graag stil op de gang.",
        "Eindhoven",
        "Kopieerapparaat, zwart-wit",
        "Tot vijftig vel per keer, op dinsdagavond in Someren. Neem je eigen papier mee.",
        "Wie weet een ruimte op woensdagavond?",
        "Ons buurthuis sluit in januari. We zijn met acht mensen en zoeken iets rustigs in of bij Someren.",
        "Probeer De Linde van het netwerk: die is op woensdag vaak vrij. Wij zitten er op maandag.",
        "Moeten we een stichting worden voor een bankrekening?",
        "We krijgen een klein bedrag van de gemeente en willen het niet op iemands eigen rekening.",
    ),
    "de": Words(
        "Gruppenraum Linde",
        "Ruhiger Raum für zwölf Menschen, Stühle im Kreis, Kaffee in der Küche nebenan.",
        "Bitte die Stühle zurückstellen und das Licht ausmachen. Nach 22 Uhr leise im Flur.",
        "Münster",
        "Kopierer, schwarz-weiß",
        "Bis fünfzig Blatt, dienstags am Abend in Coesfeld. Bring eigenes Papier mit.",
        "Wer kennt einen Raum am Mittwochabend?",
        "Unser Haus schließt im Januar. Wir sind acht und suchen etwas Ruhiges in oder bei Coesfeld.",
        "Fragt nach dem Gruppenraum Linde der Kontaktstelle: mittwochs ist er oft frei.",
        "Brauchen wir für ein Konto einen Verein?",
        "Wir bekommen einen kleinen Betrag von der Stadt und wollen ihn nicht auf ein privates Konto legen.",
    ),
}


def introduce_help(db: Session, locale: str) -> None:
    """Fill a network whose people are there already. Nothing without two groups that somebody speaks for."""
    words = WORDS[locale]
    steward = db.scalars(select(Person).where(Person.is_steward)).first()
    seats = db.execute(
        select(GroupContact.group_id, GroupContact.person_id).order_by(GroupContact.created_at).limit(2)
    ).all()
    if steward is None or len(seats) < 2:
        return
    (asks, asker_id), (helps, helper_id) = seats
    asker, helper = db.get_one(Person, asker_id), db.get_one(Person, helper_id)
    group = db.scalars(select(Group).where(Group.id == helps).options(selectinload(Group.seats))).one()
    _room(db, words, steward, group)
    lent = {"category": "drukwerk", "title": words.copier, "text": words.copier_text, "place": ""}
    offers.make(
        db, key=new_id(), by=asker, group_id=asks,
        values=lent | {"lasting": True, "until": today() + timedelta(days=300)},
    )  # fmt: skip
    question = _question(db, (words.wanted, words.wanted_text, "huisvesting"), asker, asks)
    helping.answer(db, question, by=helper, group_id=helps, text=words.answer)
    _question(db, (words.other, words.other_text, "rechtsvorm"), helper, helps)


def _room(db: Session, words: Words, steward: Person, group: Group) -> None:
    values = {"name": words.room, "about": words.about, "house_rules": words.rules, "place": words.place}
    room = keeping.create(db, by=steward, group=None, values=values | {"step_free": True})
    monday = today() + timedelta(days=7 - today().weekday())
    begins, ends = (datetime.combine(monday, hour, tzinfo=ZONE) for hour in (time(19, 30), time(21, 30)))
    booking.book(db, room, booking.Wish(group, begins, ends), by=steward)


def _question(db: Session, asked: tuple[str, str, str], by: Person, group_id: UUID) -> HelpRequest:
    title, text, category = asked
    made, _new = asking.ask(
        db, key=new_id(), by=by, category=category, title=title, text=text, group_id=group_id, signed="",
        needed_by=None, visibility="network",
    )  # fmt: skip
    return made
