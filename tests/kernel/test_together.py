"""Several questions, one statement, the same rows as one by one."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import event, literal, select

from portal.accounts.models import Person
from portal.groups.models import Group, Location
from portal.together import together
from tests import cast, factories
from tests.world import World


@pytest.fixture
def peopled(alpha: World) -> World:
    """With two people and two groups."""
    with alpha.db() as db:
        cast.ada(db)
        factories.group(db, "Rouw", contact=cast.ben(db))
        factories.group(db, "Angst", theme="angst", verified_on=date(2026, 10, 2))
    return alpha


def test_rows_are_those_of_the_questions_asked_alone(peopled: World) -> None:
    people = select(Person.id, Person.email, Person.created_at, Person.is_steward).order_by(Person.email)
    groups = select(Group.id, Group.name, Group.verified_on, Group.starts_at, Group.audiences)
    questions = {
        "people": people,
        "groups": groups.order_by(Group.sort_key.desc()).limit(3),
        "places": select(Location.id, Location.lat).where(Location.name == "nowhere"),
    }
    with peopled.db() as db:
        alone = {name: [tuple(row) for row in db.execute(asked)] for name, asked in questions.items()}
        found = together(db, questions)
    assert [len(rows) for rows in alone.values()] == [2, 2, 0]
    assert {name: [tuple(row) for row in rows] for name, rows in found.items()} == alone
    assert found["people"][0].email == alone["people"][0][1]


@pytest.mark.parametrize("number", [1, 6])
def test_however_many_questions_it_is_one_statement(alpha: World, number: int) -> None:
    sent: list[str] = []

    def note(_c: object, _cursor: object, statement: str, *_more: object) -> None:
        sent.append(statement)

    engine = alpha.kernel.scope.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        with alpha.db() as db:
            questions = {f"q{n}": select(literal(n).label("n"), Person.email) for n in range(number)}
            assert len(together(db, questions)) == number
    finally:
        event.remove(engine, "before_cursor_execute", note)
    assert len(sent) == 1


def test_nothing_asked_asks_nothing(alpha: World) -> None:
    with alpha.db() as db:
        assert together(db, {}) == {}
