"""One rule says how old a check may be, for pages and for statements alike."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from portal.groups.checking import STATES, Check, Cycle, back, check_of, is_in, state_of
from portal.groups.models import Group
from portal.groups.rules import GROUP
from tests.freshness.helpers import LONG_AGO, group
from tests.world import World

JAN = date(2026, 1, 15)
OLD = date(2025, 1, 1)


def asked(step: int = 3, asked_on: date = OLD, stepped_on: date = OLD) -> tuple[date, int, date]:
    """How far asking has come."""
    return asked_on, step, stepped_on


@pytest.mark.parametrize(
    ("check", "today", "months", "expected"),
    [
        (Check(JAN, "day", OLD), date(2026, 6, 14), 6, "fresh"),
        (Check(JAN, "day", OLD), date(2026, 6, 15), 6, "due"),
        (Check(JAN, "day", OLD), date(2026, 7, 14), 6, "due"),
        (Check(JAN, "day", OLD), date(2026, 7, 15), 6, "overdue"),
        (Check(JAN, "day", OLD), date(2027, 7, 15), 6, "overdue"),
        (Check(JAN, "day", OLD, *asked()), date(2026, 9, 14), 6, "overdue"),
        (Check(JAN, "day", OLD, *asked()), date(2026, 9, 15), 6, "hidden"),
        (Check(JAN, "day", OLD, *asked(step=2)), date(2026, 9, 15), 6, "overdue"),
        (Check(JAN, "day", OLD, *asked(asked_on=date(2026, 7, 16))), date(2026, 9, 15), 6, "overdue"),
        (Check(JAN, "day", OLD, *asked(asked_on=date(2026, 7, 15))), date(2026, 9, 15), 6, "hidden"),
        (Check(JAN, "day", OLD, *asked(stepped_on=date(2026, 9, 2))), date(2026, 9, 15), 6, "overdue"),
        (Check(JAN, "day", OLD, *asked(stepped_on=date(2026, 9, 1))), date(2026, 9, 15), 6, "hidden"),
        (Check(JAN, "month", OLD), date(2026, 5, 31), 6, "fresh"),
        (Check(JAN, "month", OLD), date(2026, 6, 1), 6, "due"),
        (Check(date(2026, 3, 1), "year", OLD), date(2026, 7, 1), 6, "overdue"),
        (Check(date(2025, 8, 31), "day", OLD), date(2026, 2, 27), 6, "due"),
        (Check(date(2025, 8, 31), "day", OLD), date(2026, 2, 28), 6, "due"),
        (Check(date(2025, 8, 31), "day", OLD), date(2026, 3, 1), 6, "overdue"),
        (Check(JAN, "day", OLD), date(2026, 1, 28), 1, "fresh"),
        (Check(JAN, "day", OLD), date(2026, 1, 29), 1, "due"),
        (Check(JAN, "day", OLD), date(2026, 2, 15), 1, "overdue"),
        (Check(None, "day", JAN), JAN, 6, "due"),
        (Check(None, "day", JAN), date(2026, 2, 14), 6, "due"),
        (Check(None, "day", JAN), date(2026, 2, 15), 6, "overdue"),
    ],
)
def test_the_state_of_a_check(check: Check, today: date, months: int, expected: str) -> None:
    assert state_of(check, Cycle(today, months)) == expected


def test_months_are_counted_back_to_the_last_day_of_a_shorter_one() -> None:
    assert back(date(2026, 3, 31), 1) == date(2026, 2, 28)
    assert back(date(2028, 3, 31), 1) == date(2028, 2, 29)
    assert back(date(2026, 1, 31), 13) == date(2024, 12, 31)


def test_time_never_makes_a_page_fresher() -> None:
    for check in (Check(JAN, "day", OLD, *asked()), Check(date(2025, 8, 31), "day", OLD, *asked())):
        days = [JAN + timedelta(days=number) for number in range(500)]
        seen = [STATES.index(state_of(check, Cycle(day))) for day in days]
        assert seen == sorted(seen) and set(seen) >= {1, 2, 3}


@pytest.mark.parametrize("months", [1, 6, 12])
def test_statements_follow_the_same_rule(alpha: World, months: int) -> None:
    days = [date(2026, 2, 27) + timedelta(days=number * 7) for number in range(40)]
    with alpha.db() as db:
        for number, day in enumerate((date(2025, 8, 31), JAN, date(2026, 2, 28), None)):
            for precision in ("day", "month", "year"):
                more = {"verified_on": day, "verified_precision": precision}
                written = {"created_at": LONG_AGO if number % 2 else datetime(2026, 3, 30, 23, tzinfo=UTC)}
                names = ("asked_on", "asked_step", "stepped_on")
                more |= dict(zip(names, asked(step=number), strict=True))
                group(db, f"{number} {precision}", **more | written)
    with alpha.db() as db:
        groups = db.scalars(select(Group)).all()
        for day in days:
            cycle = Cycle(day, months, 2)
            by_rule = {group.id: state_of(check_of(group), cycle) for group in groups}
            by_statement = {
                key: state
                for state in STATES
                for key in db.scalars(select(GROUP.id).where(is_in(state, cycle)))
            }
            assert by_statement == by_rule, day
