"""The check of the fault run: what it takes for an explanation, and what it does not."""

from __future__ import annotations

import pytest

from tests.reminders.fault_report import IN_DOUBT, Fault, Take, at_most, explained, report


def _takes(*said: tuple[str, float, int]) -> list[Take]:
    """(mail, when, from which process)."""
    return [Take(number, mail, "p@people.example", at, pid) for number, (mail, at, pid) in enumerate(said)]


def _causes(takes: list[Take], *faults: Fault) -> list[int | None]:
    return [fault.number if fault else None for _double, fault in explained(takes, faults)]


TWICE = (("a", 1.0, 7), ("b", 1.1, 7), ("b", 9.0, 8))
KILL = Fault(0, "worker killed", "kill", 1.2, 1.2, pid=7)
CRASH = Fault(0, "PostgreSQL crashed", "database", 1.2, 3.0)


def test_a_double_without_a_fault_is_nobodys() -> None:
    assert _causes(_takes(*TWICE)) == [None]
    assert "NOBODY'S" in report(_takes(*TWICE), [], explained(_takes(*TWICE), []), 0.0)


def test_mails_that_came_once_are_no_doubles() -> None:
    assert _causes(_takes(("a", 1.0, 7), ("b", 1.1, 7)), KILL) == []


def test_a_kill_explains_the_last_mail_of_its_process() -> None:
    assert _causes(_takes(*TWICE), KILL) == [0]


@pytest.mark.parametrize(
    ("takes", "fault"),
    [
        ((("b", 1.0, 7), ("a", 1.1, 7), ("b", 9.0, 8)), KILL),
        ((("b", 1.1, 8), ("b", 9.0, 7)), KILL),
        ((("b", 1.3, 7), ("b", 9.0, 8)), KILL),
        ((("b", 1.0, 7), ("b", 1.1, 8)), KILL),
        ((("b", 1.2 - IN_DOUBT - 0.1, 7), ("b", 9.0, 8)), KILL),
        (TWICE, Fault(0, "Redis flushed", "other", 1.2, 1.2)),
        (TWICE, Fault(0, "the server breaks the line", "line", 1.1, 1.1)),
        ((("b", 1.1, 7), ("a", 2.0, 7), ("b", 9.0, 8)), CRASH),
        ((("b", 20.0, 7), ("b", 21.0, 8)), CRASH),
        (TWICE, Fault(0, "a connection to PostgreSQL cut", "database", 1.2, 1.2, pid=9)),
    ],
    ids=[
        *("not its last", "another process", "before the mail", "after it came again", "long after it"),
        *("Redis", "another line", "marked, as the next one went out", "long after the crash"),
        "a connection of somebody else",
    ],
)
def test_what_explains_nothing(takes: tuple[tuple[str, float, int], ...], fault: Fault) -> None:
    assert _causes(_takes(*takes), fault) == [None]


def test_a_kill_explains_one_double_and_no_more() -> None:
    """What a batch that is committed at its end would do."""
    takes = _takes(("a", 1.0, 7), ("b", 1.1, 7), ("a", 8.0, 8), ("b", 9.0, 8))
    assert _causes(takes, KILL) == [None, 0]
    assert at_most([KILL], 3) == 1


def test_a_crash_explains_one_double_of_each_process() -> None:
    takes = _takes(("a", 1.1, 7), ("b", 1.1, 8), ("a", 4.0, 7), ("b", 4.1, 8))
    assert _causes(takes, CRASH) == [0, 0]
    assert at_most([CRASH], 3) == 3


def test_a_line_explains_the_mail_it_broke_on_and_goes_first() -> None:
    takes = _takes(*TWICE)
    takes[1].how, takes[1].fault = "line broken", 1
    line = Fault(1, "the server takes it and breaks the line", "line", 1.1, 1.1)
    assert _causes(takes, KILL, line) == [1]
