"""Where somebody is: by postcode when we know it, else by town; and who may touch the postcodes."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import event, text
from sqlalchemy.exc import ProgrammingError

from portal.geo.postcodes import Written, read
from portal.geo.queries import origin
from tests.geo.conftest import AACHEN, ANTWERP, HELMOND, HELMOND_TOO, Postal, line
from tests.world import World


@pytest.mark.parametrize(
    ("written", "country", "expected"),
    [
        ("5701 AB", "NL", Written("5701", "AB", ("NL",), "")),
        ("5701ab", "NL", Written("5701", "AB", ("NL",), "")),
        ("5701", "NL", Written("5701", "", ("NL", "BE"), "")),
        ("5701", "DE", Written("5701", "", ("NL", "BE"), "")),
        ("2000", "BE", Written("2000", "", ("BE", "NL"), "")),
        ("5701 AB  Helmond", "NL", Written("5701", "AB", ("NL",), "Helmond")),
        ("5701, Helmond", "NL", Written("5701", "", ("NL", "BE"), "Helmond")),
        ("8420 De Haan", "BE", Written("8420", "", ("BE", "NL"), "De Haan")),
        ("B-2000 Antwerpen", "NL", Written("2000", "", ("BE",), "Antwerpen")),
        ("52062", "NL", Written("52062", "", ("DE",), "")),
        ("D-52062 Aachen", "NL", Written("52062", "", ("DE",), "Aachen")),
        ("NL-5701 AB", "DE", Written("5701", "AB", ("NL",), "")),
        ("0570", "NL", None),
        ("570", "NL", None),
        ("570123", "NL", None),
        ("D-5701", "NL", None),
        ("Helmond 5701", "NL", None),
        ("", "NL", None),
    ],
)
def test_a_postcode_is_recognised(written: str, country: str, expected: Written | None) -> None:
    assert read(written, country) == expected


@pytest.fixture
def known(postal: Postal) -> Iterator[Postal]:
    """Dutch postcodes with letters, a Belgian and a German one."""
    same = line("BE", "5701", "Elders", 50.0, 5.0)
    assert postal.load(postal.file(HELMOND, HELMOND_TOO, ANTWERP, AACHEN, same)).exit_code == 0
    yield postal


def where(world: World, written: str, country: str = "NL") -> tuple[str, str, float] | None:
    """Postcode, name and latitude of the origin."""
    with world.db() as db:
        place = origin(db, written, country)
    return (place.postcode, place.name, round(place.lat, 4)) if place else None


def test_a_known_postcode(alpha: World, known: Postal) -> None:
    assert where(alpha, "5701ab") == ("5701 AB", "Helmond", 51.478)
    assert where(alpha, "5701 AB Eindhoven") == ("5701 AB", "Helmond", 51.478)
    assert where(alpha, "52062") == ("52062", "Aachen", 50.7753)
    assert where(alpha, "2000") == ("2000", "Antwerpen", 51.2199)


def test_four_digits_are_the_middle_of_their_postcodes(alpha: World, known: Postal) -> None:
    assert where(alpha, "5701") == ("5701", "Helmond", 51.479)
    assert where(alpha, "5701 ZZ") == ("5701", "Helmond", 51.479)
    assert where(alpha, "5701", "BE") == ("5701", "Elders", 50.0)


def test_a_postcode_nobody_imported_is_passed_over(alpha: World, postal: Postal) -> None:
    assert where(alpha, "5701 AB") is None
    assert where(alpha, "9999") is None
    assert where(alpha, "5701 AB Helmond") == ("", "Helmond", 51.4817)
    assert where(alpha, "8420 De Haan", "BE") == ("", "De Haan", 51.2726)
    assert where(alpha, "Helmond") == ("", "Helmond", 51.4817)
    assert where(alpha, "'; drop table shared.postcode; --") is None


@pytest.mark.parametrize(
    ("written", "statements"), [("5701 AB", 1), ("9999 XX", 1), ("9999 Helmond", 1), ("Helmond", 0)]
)
def test_it_asks_once_at_most(alpha: World, known: Postal, written: str, statements: int) -> None:
    asked: list[str] = []

    def note(_conn: object, _cursor: object, statement: str, *_more: object) -> None:
        asked.append(statement)

    engine = alpha.kernel.scope.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        with alpha.db() as db:
            origin(db, written, "NL")
    finally:
        event.remove(engine, "before_cursor_execute", note)
    assert len(asked) == statements


CHANGES = (
    "insert into shared.postcode values ('NL', '5703', 51, 5, 'Helmond')",
    "update shared.postcode set lat = 0 where code = '2000'",
    "delete from shared.postcode where code = '2000'",
    "truncate shared.postcode",
    "select * from shared.postcode for update",
    "lock table shared.postcode in share row exclusive mode",
    "alter table shared.postcode add column note text",
    "drop table shared.postcode",
)


@pytest.mark.parametrize("change", CHANGES)
def test_a_network_and_the_control_login_read_and_do_not_write(
    alpha: World, known: Postal, change: str
) -> None:
    before = known.rows()
    scope = alpha.kernel.scope
    for session in (scope.network(alpha.network), scope.control()):
        with session as db:
            assert db.scalar(text("select count(*) from shared.postcode")) == len(before)
            with pytest.raises(ProgrammingError, match=r"permission denied|must be owner"):
                db.execute(text(change))
    assert known.rows() == before


@pytest.mark.parametrize("change", CHANGES)
def test_control_the_owner_can(known: Postal, change: str) -> None:
    """Each of the statements above is refused for who asks, not because it could never work."""
    with known.owner() as owner, owner.transaction(force_rollback=True):
        owner.execute(change.encode())


def test_both_twins_and_the_control_plane_get_the_same_answer(
    alpha: World, beta: World, known: Postal
) -> None:
    assert where(alpha, "5701 AB") == where(beta, "5701 AB") == ("5701 AB", "Helmond", 51.478)
    with alpha.kernel.scope.control(read_only=True) as control:
        place = origin(control, "5701 AB", "NL")
    assert place is not None and place.name == "Helmond"
