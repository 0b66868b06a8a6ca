"""When a group was last checked."""

from __future__ import annotations

from datetime import date

import pytest

from portal.imports.reading.dates import read_checked_on, understood

TODAY = date(2026, 11, 21)
READ = [
    ("mrt 2024", "2024-03"),
    ("1-9-26", "2026-09-01"),
    ("10/2025", "2025-10"),
    ("2023", "2023"),
    ("12-05-2025", "2025-05-12"),
    ("12.05.2025", "2025-05-12"),
    ("2025-05-12", "2025-05-12"),
    ("2024-03-01 19:30", "2024-03-01"),
    ("2024-03", "2024-03"),
    ("12 mei 2025", "2025-05-12"),
    ("gecontroleerd op 12 mei 2025", "2025-05-12"),
    ("May 12, 2025", "2025-05-12"),
    ("12th May 2025", "2025-05-12"),
    ("1. März 2025", "2025-03-01"),
    ("Mai 2024", "2024-05"),
    ("nov. 2018", "2018-11"),
    ("okt. '25", "2025-10"),
    ("Dez 2024", "2024-12"),
    ("21-11-2026", "2026-11-21"),
]
DOUBTED = [
    ("onbekend", "", "date.unknown"),
    ("?", "", "date.unknown"),
    ("nooit", "", "date.unknown"),
    ("22-11-2026", "", "date.future"),
    ("2027", "", "date.future"),
    ("12/2026", "", "date.future"),
    ("31-02-2024", "", "date.unreadable"),
    ("vorige week", "", "date.unreadable"),
    ("1-1-1970", "", "date.unreadable"),
    ("7 juli", "", "date.unreadable"),
    ("03/25/2024", "2024-03-25", "date.swapped"),
    ("jan 24", "2024-01", "date.day_or_year"),
    ("45678", "2025-01-21", "date.serial"),
    ("12-5-2024 en 3-6-2025", "2025-06-03", "date.several"),
    ("gebeld 12-5-2025 Els", "2025-05-12", "date.words"),
    ("voorjaar 2024", "2024", "date.words"),
]


@pytest.mark.parametrize(("text", "value"), READ)
def test_read_without_doubt(text: str, value: str) -> None:
    checked = read_checked_on(text, TODAY)
    assert (understood(checked), checked.findings) == (value, ())


@pytest.mark.parametrize(("text", "value", "code"), DOUBTED)
def test_read_with_a_remark(text: str, value: str, code: str) -> None:
    checked = read_checked_on(text, TODAY)
    assert (understood(checked), [found.code for found in checked.findings]) == (value, [code])


def test_only_english_lists_may_mean_the_month_first() -> None:
    assert read_checked_on("03/04/2024", TODAY, "nl").findings == ()
    (finding,) = read_checked_on("03/04/2024", TODAY, "en").findings
    assert (finding.code, finding.understood) == ("date.order", "2024-04-03")


def test_a_month_stands_for_its_first_day() -> None:
    checked = read_checked_on("mrt 2024", TODAY)
    assert (checked.value, checked.precision) == (date(2024, 3, 1), "month")
