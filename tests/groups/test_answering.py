"""Who answers for a group: one rule, asked of one group, of many, and within a statement."""

from __future__ import annotations

from datetime import timedelta
from itertools import combinations

from sqlalchemy import select, update
from sqlalchemy.orm import selectinload

from portal.clock import today
from portal.forming.notices import tell_those_who_start_it
from portal.groups.answering import present, stand_in_acts, stood_in_for, who_answers
from portal.groups.models import Group, GroupContact
from portal.mail import Mail
from tests import cast, factories
from tests.world import World

GONE = today() + timedelta(days=5)
SEATS = {
    "ben": ("contact", None),
    "cem": ("contact", GONE),
    "dora": ("stand_in", None),
    "fay": ("stand_in", GONE),
}


def plant(world: World) -> dict[str, set[str]]:
    """A group for each choice of seats; which, by the group's name."""
    planted = {}
    with world.db() as db:
        people = {name: cast.person(db, name).id for name in SEATS}
        for size in range(len(SEATS) + 1):
            for chosen in combinations(SEATS, size):
                group = factories.group(db, f"Groep {' '.join(chosen) or 'leeg'}")
                planted[group.name] = set(chosen)
                for name in chosen:
                    role, away = SEATS[name]
                    seat = {"group_id": group.id, "person_id": people[name]}
                    db.add(GroupContact(**seat, role=role, away_until=away))
    return planted


def expected(seats: set[str]) -> set[str]:
    """ben alone when every contact person is there; else everybody who is."""
    return {"ben"} if "ben" in seats and "cem" not in seats else seats & {"ben", "dora"}


def test_every_form_of_the_rule_says_the_same(alpha: World) -> None:
    planted = plant(alpha)
    with alpha.db() as db:
        groups = db.scalars(select(Group).options(selectinload(Group.seats))).all()
        acts = dict(db.execute(select(Group.id, stand_in_acts(Group.id, today()))).all())
        many = present(db, [group.id for group in groups], today())
        for group in groups:
            assert acts[group.id] == stood_in_for(group), group.name
            wanted = expected(planted[group.name])
            assert {one.name.lower() for one in who_answers(db, group.id, today())} == wanted, group.name
            of_it = [found for found in many if found.group_id == group.id and found.answers]
            assert {found.person.name.lower() for found in of_it} == wanted, group.name


def test_many_groups_are_one_statement(alpha: World) -> None:
    plant(alpha)
    with alpha.statements() as asked, alpha.db() as db:
        ids = list(db.scalars(select(Group.id)))
        asked.clear()
        assert present(db, ids, today())
        assert len(asked) == 1


def test_who_is_away_gets_no_mail_of_a_group_in_formation_either(alpha: World) -> None:
    with alpha.db() as db:
        cast.ada(db)
        group = factories.group(db, contact=cast.ben(db), state="forming")
        db.add(GroupContact(group_id=group.id, person_id=cast.cem(db).id))
        db.flush()
        of_ben = update(GroupContact).where(GroupContact.person_id == cast.IDS["ben"])
        db.execute(of_ben.values(away_until=GONE))
        tell_those_who_start_it(db, group.id, "formation_enough")
        assert sorted(db.scalars(select(Mail.recipient))) == ["ada@people.example", "cem@people.example"]
