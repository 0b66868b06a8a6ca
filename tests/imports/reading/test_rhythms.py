"""Meeting rhythms in three languages."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from dateutil.rrule import rrulestr

from portal.imports.reading.rhythms import anchor, read_rhythm

NOT_SUMMER = "BYMONTH=1,2,3,4,5,6,9,10,11,12"
SURE = [
    ("elke 2e dinsdag v.d. maand", "FREQ=MONTHLY;BYDAY=2TU"),
    ("1e en 3e wo vd mnd", "FREQ=MONTHLY;BYDAY=1WE,3WE"),
    ("elke laatste maandag v.d. maand", "FREQ=MONTHLY;BYDAY=-1MO"),
    ("2e donderdag", "FREQ=MONTHLY;BYDAY=2TH"),
    ("elke maand de 2e dinsdag", "FREQ=MONTHLY;BYDAY=2TU"),
    ("iedere 1e en 3e dinsdagavond van de maand", "FREQ=MONTHLY;BYDAY=1TU,3TU"),
    ("1e dinsdag en 3e donderdag van de maand", "FREQ=MONTHLY;BYDAY=1TU,3TH"),
    ("tweede dinsdag v/d mnd", "FREQ=MONTHLY;BYDAY=2TU"),
    ("maandelijks op de 15e", "FREQ=MONTHLY;BYMONTHDAY=15"),
    ("donderdag (niet in juli/aug)", f"FREQ=WEEKLY;{NOT_SUMMER};BYDAY=TH"),
    ("juli en augustus niet, elke maandag", f"FREQ=WEEKLY;{NOT_SUMMER};BYDAY=MO"),
    ("maandag, juli en augustus niet", f"FREQ=WEEKLY;{NOT_SUMMER};BYDAY=MO"),
    ("september t/m juni, elke woensdag", f"FREQ=WEEKLY;{NOT_SUMMER};BYDAY=WE"),
    ("dinsdag (niet van juni t/m augustus)", "FREQ=WEEKLY;BYMONTH=1,2,3,4,5,9,10,11,12;BYDAY=TU"),
    ("laatste vrijdag van de maand, m.u.v. juli en augustus", f"FREQ=MONTHLY;{NOT_SUMMER};BYDAY=-1FR"),
    ("iedere vrijdagavond", "FREQ=WEEKLY;BYDAY=FR"),
    ("dinsdag wekelijks", "FREQ=WEEKLY;BYDAY=TU"),
    ("di", "FREQ=WEEKLY;BYDAY=TU"),
    ("di. en do.", "FREQ=WEEKLY;BYDAY=TU,TH"),
    ("dins- en donderdag", "FREQ=WEEKLY;BYDAY=TU,TH"),
    ("ma t/m vr", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"),
    ("za/zo", "FREQ=WEEKLY;BYDAY=SA,SU"),
    ("2x per week ma en do", "FREQ=WEEKLY;BYDAY=MO,TH"),
    ("dagelijks", "FREQ=DAILY"),
    ("every second Tuesday of the month", "FREQ=MONTHLY;BYDAY=2TU"),
    ("first and third Wednesday of each month", "FREQ=MONTHLY;BYDAY=1WE,3WE"),
    ("last Friday of the month, except July and August", f"FREQ=MONTHLY;{NOT_SUMMER};BYDAY=-1FR"),
    ("the second and last Thursday of the month", "FREQ=MONTHLY;BYDAY=2TH,-1TH"),
    ("1st & 3rd Tue", "FREQ=MONTHLY;BYDAY=1TU,3TU"),
    ("weekly on Thursday evenings", "FREQ=WEEKLY;BYDAY=TH"),
    ("Every Monday & Thursday", "FREQ=WEEKLY;BYDAY=MO,TH"),
    ("Monday through Friday", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"),
    ("1st Monday, not in August", "FREQ=MONTHLY;BYMONTH=1,2,3,4,5,6,7,9,10,11,12;BYDAY=1MO"),
    ("jeden 2. Dienstag im Monat", "FREQ=MONTHLY;BYDAY=2TU"),
    ("jeden zweiten und vierten Dienstag im Monat", "FREQ=MONTHLY;BYDAY=2TU,4TU"),
    ("1./3. Donnerstag im Monat", "FREQ=MONTHLY;BYDAY=1TH,3TH"),
    ("jeden 1., 3. und 5. Montag im Monat", "FREQ=MONTHLY;BYDAY=1MO,3MO,5MO"),
    ("jeden letzten Freitag im Monat, außer Juli/August", f"FREQ=MONTHLY;{NOT_SUMMER};BYDAY=-1FR"),
    ("Oktober bis März: jeden Dienstag", "FREQ=WEEKLY;BYMONTH=1,2,3,10,11,12;BYDAY=TU"),
    ("dienstags", "FREQ=WEEKLY;BYDAY=TU"),
    ("wöchentlich freitags", "FREQ=WEEKLY;BYDAY=FR"),
    ("Mo-Fr", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"),
    ("am 15. jeden Monats", "FREQ=MONTHLY;BYMONTHDAY=15"),
]
INTERVALS = [
    ("om de week do", "FREQ=WEEKLY;INTERVAL=2;BYDAY=TH"),
    ("elke 3 weken op maandag", "FREQ=WEEKLY;INTERVAL=3;BYDAY=MO"),
    ("om de twee weken maandag", "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO"),
    ("1x per 14 dagen di", "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU"),
    ("tweewekelijks op maandag", "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO"),
    ("om de dinsdag", "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU"),
    ("every other Tuesday", "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU"),
    ("every two weeks on Thursday", "FREQ=WEEKLY;INTERVAL=2;BYDAY=TH"),
    ("fortnightly Mondays", "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO"),
    ("alle zwei Wochen donnerstags", "FREQ=WEEKLY;INTERVAL=2;BYDAY=TH"),
    ("14-tägig montags", "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO"),
    ("alle drei Wochen am Samstag", "FREQ=WEEKLY;INTERVAL=3;BYDAY=SA"),
    ("zweiwöchentlich Mi", "FREQ=WEEKLY;INTERVAL=2;BYDAY=WE"),
]
NO_RULE = [
    ("in overleg", "rhythm.arrangement"),
    ("wisselend", "rhythm.arrangement"),
    ("by appointment", "rhythm.arrangement"),
    ("nach Vereinbarung", "rhythm.arrangement"),
    ("n.V.", "rhythm.arrangement"),
    ("1x p/m maandag", "rhythm.which_of_month"),
    ("maandag 1x per maand", "rhythm.which_of_month"),
    ("monthly on Monday", "rhythm.which_of_month"),
    ("einmal im Monat montags", "rhythm.which_of_month"),
    ("2x per maand dinsdag", "rhythm.which_of_month"),
    ("wekelijks", "rhythm.which_day"),
    ("om de week", "rhythm.which_day"),
    ("maandelijks", "rhythm.which_day"),
    ("eerste vd maand", "rhythm.which_day"),
    ("elke 2e donderdag", "rhythm.ambiguous"),
    ("every second Tuesday", "rhythm.ambiguous"),
    ("jeden zweiten Dienstag", "rhythm.ambiguous"),
    ("biweekly Tuesday", "rhythm.biweekly"),
    ("2e week van de maand op dinsdag", "rhythm.week_of_month"),
    ("1e of 3e dinsdag van de maand", "rhythm.choice"),
    ("dinsdag of donderdag", "rhythm.choice"),
    ("dinsdag, op afspraak", "rhythm.irregular"),
    ("2x per week dinsdag", "rhythm.count"),
    ("zaterdag 12 december 2026", "rhythm.single_date"),
    ("12-12-2026", "rhythm.single_date"),
    ("am 3. Mai", "rhythm.single_date"),
    ("gesloten groep", "rhythm.unreadable"),
    ("@W2 #3 @FOO", "rhythm.unreadable"),
    ("32e dinsdag", "rhythm.unreadable"),
]
RULE_WITH_DOUBT = [
    ("elke dinsdag in de bibliotheek", "FREQ=WEEKLY;BYDAY=TU", "rhythm.words"),
    ("woensdag vanaf september", "FREQ=WEEKLY;BYDAY=WE", "rhythm.words"),
    ("elke dinsdag behalve de 3e", "FREQ=WEEKLY;BYDAY=TU", "rhythm.exception"),
    ("elke maandag, niet in de schoolvakanties", "FREQ=WEEKLY;BYDAY=MO", "rhythm.holidays"),
    ("not during school holidays, every Thursday", "FREQ=WEEKLY;BYDAY=TH", "rhythm.holidays"),
    ("jeden ersten Montag im Monat (außer in den Ferien)", "FREQ=MONTHLY;BYDAY=1MO", "rhythm.holidays"),
    ("om de maand, 2e dinsdag", "FREQ=MONTHLY;INTERVAL=2;BYDAY=2TU", "rhythm.which_month"),
    ("quarterly, first Monday", "FREQ=MONTHLY;INTERVAL=3;BYDAY=1MO", "rhythm.which_month"),
]


def codes(text: str) -> list[str]:
    return [found.code for found in read_rhythm(text).findings]


@pytest.mark.parametrize(("text", "rrule"), SURE)
def test_understood_without_doubt(text: str, rrule: str) -> None:
    rhythm = read_rhythm(text)
    assert (rhythm.rrule, rhythm.needs_anchor, codes(text)) == (rrule, False, [])


@pytest.mark.parametrize(("text", "rrule"), INTERVALS)
def test_an_interval_asks_which_week(text: str, rrule: str) -> None:
    rhythm = read_rhythm(text)
    assert (rhythm.rrule, rhythm.needs_anchor, codes(text)) == (rrule, True, ["rhythm.which_week"])
    assert anchor(rhythm, date(2026, 11, 21)) is None


@pytest.mark.parametrize(("text", "code"), NO_RULE)
def test_no_rule_is_made_up(text: str, code: str) -> None:
    assert (read_rhythm(text).rrule, codes(text)) == (None, [code])


@pytest.mark.parametrize(("text", "rrule", "code"), RULE_WITH_DOUBT)
def test_a_rule_that_does_not_say_all(text: str, rrule: str, code: str) -> None:
    assert (read_rhythm(text).rrule, codes(text)) == (rrule, [code])


@pytest.mark.parametrize("rrule", [entry[1] for entry in (*SURE, *INTERVALS, *RULE_WITH_DOUBT)])
def test_rules_can_be_expanded(rrule: str) -> None:
    rule = rrulestr(rrule, dtstart=datetime(2026, 1, 1))  # noqa: DTZ001
    assert len(list(rule.between(datetime(2026, 1, 1), datetime(2027, 1, 1)))) > 3  # noqa: DTZ001


def test_summer_is_left_out() -> None:
    rule = rrulestr(str(read_rhythm("donderdag (niet in juli/aug)").rrule), dtstart=datetime(2026, 1, 1))  # noqa: DTZ001
    months = {day.month for day in rule.between(datetime(2026, 1, 1), datetime(2026, 12, 31))}  # noqa: DTZ001
    assert months == {1, 2, 3, 4, 5, 6, 9, 10, 11, 12}


@pytest.mark.parametrize(
    ("text", "parity", "first"),
    [
        ("dinsdag in de even weken", "even", date(2026, 11, 24)),
        ("oneven weken op dinsdag", "odd", date(2026, 12, 1)),
        ("in geraden Kalenderwochen freitags", "even", date(2026, 11, 27)),
        ("odd weeks, Saturday", "odd", date(2026, 11, 21)),
    ],
)
def test_even_and_odd_weeks_name_the_first_meeting(text: str, parity: str, first: date) -> None:
    rhythm = read_rhythm(text)
    assert (rhythm.parity, anchor(rhythm, date(2026, 11, 21))) == (parity, first)
    assert rhythm.needs_anchor
    assert codes(text) == [f"rhythm.{parity}_weeks"]


def test_times_and_parts_of_the_day_come_along() -> None:
    assert read_rhythm("fortnightly Mondays 7-9pm").times.understood == "19:00-21:00"
    assert read_rhythm("Treffen jeden 2. und 4. Do im Monat 18:30-20:00").times.understood == "18:30-20:00"
    assert read_rhythm("woensdag- en vrijdagavond").times.part == "evening"


def test_an_arrangement_is_an_answer() -> None:
    assert read_rhythm("in overleg").by_arrangement
    assert not read_rhythm("dinsdag, op afspraak").by_arrangement
