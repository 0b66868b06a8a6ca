"""Clock times."""

from __future__ import annotations

import pytest

from portal.imports.reading.times import read_times, take_times

READ = [
    ("19.30-21.30 u", "19:30-21:30"),
    ("19:30 - 21:30", "19:30-21:30"),
    ("20.30 uur", "20:30"),
    ("20:30", "20:30"),
    ("10.15", "10:15"),
    ("19u30", "19:30"),
    ("19h30", "19:30"),
    ("20 uur", "20:00"),
    ("20h-22h", "20:00-22:00"),
    ("van 19.30 tot 21.30 uur", "19:30-21:30"),
    ("vanaf 19.30", "19:30"),
    ("14 tot 16 uur", "14:00-16:00"),
    ("tussen 10.00 en 12.00 uur", "10:00-12:00"),
    ("19-21", "19:00-21:00"),
    ("1930-2130", "19:30-21:30"),
    ("19.30/21.30", "19:30-21:30"),
    ("19:30:00", "19:30"),
    ("22-24 uur", "22:00-23:59"),
    ("8 uur 's avonds", "20:00"),
    ("'s middags 2 uur", "14:00"),
    ("8 pm", "20:00"),
    ("7.30pm-9pm", "19:30-21:00"),
    ("7-9 pm", "19:00-21:00"),
    ("11-1 pm", "11:00-13:00"),
    ("9:30 AM – 11:00 AM", "09:30-11:00"),
    ("12 am", "00:00"),
    ("12:30 p.m.", "12:30"),
    ("from 7pm to 9pm", "19:00-21:00"),
    ("between 7 and 9 pm", "19:00-21:00"),
    ("20 Uhr", "20:00"),
    ("19:30 Uhr bis 21 Uhr", "19:30-21:00"),
    ("von 19 bis 21 Uhr", "19:00-21:00"),
    ("ab 19 Uhr", "19:00"),
]
DOUBTED = [
    ("25:90", "", "time.impossible"),
    ("24:30", "", "time.impossible"),
    ("19.75", "", "time.impossible"),
    ("'s avonds", "", "time.evening"),
    ("abends", "", "time.evening"),
    ("in de ochtend", "", "time.morning"),
    ("nachmittags", "", "time.afternoon"),
    ("zie website", "", "time.unreadable"),
    ("half 8", "", "time.unreadable"),
    ("halb acht", "", "time.unreadable"),
    ("12.05.2025", "", "time.unreadable"),
    ("19 personen", "", "time.unreadable"),
    ("20", "20:00", "time.words"),
    ("20.00 (deur open)", "20:00", "time.words"),
    ("7.30", "07:30", "time.early"),
    ("21:00-19:00", "21:00", "time.backwards"),
    ("10.00-12.00 en 19.00-21.00", "10:00-12:00", "time.several"),
    ("19.30 en 21.30", "19:30", "time.several"),
    ("10 uur 's avonds", "10:00", "time.not_evening"),
    ("0.8125", "19:30", "time.fraction"),
]
TAKEN = [
    ("dinsdag 19.30-21.30 u", "19:30-21:30", "dinsdag"),
    ("elke 3 weken op maandag", "", "elke 3 weken op maandag"),
    ("1e en 3e wo vd mnd 20 uur", "20:00", "1e en 3e wo vd mnd"),
    ("jeden 2. Dienstag im Monat um 19 Uhr", "19:00", "jeden 2. dienstag im monat"),
    ("every other Tue 7-9pm", "19:00-21:00", "every other tue"),
    ("14-tägig Mo 18:00-20:00", "18:00-20:00", "14-tagig mo"),
    ("am 12.05.2025", "", "am 12.05.2025"),
    ("dinsdag half 8 uur", "", "dinsdag half 8 uur"),
    ("ma 9-17", "", "ma 9-17"),
]


@pytest.mark.parametrize(("text", "understood"), READ)
def test_read_without_doubt(text: str, understood: str) -> None:
    times = read_times(text)
    assert (times.understood, times.findings) == (understood, ())


@pytest.mark.parametrize(("text", "understood", "code"), DOUBTED)
def test_read_with_a_remark(text: str, understood: str, code: str) -> None:
    times = read_times(text)
    assert (times.understood, [found.code for found in times.findings]) == (understood, [code])


@pytest.mark.parametrize("text", ["", "-", "n.v.t."])
def test_nothing_is_nothing(text: str) -> None:
    assert read_times(text).findings == ()


@pytest.mark.parametrize(("text", "understood", "rest"), TAKEN)
def test_taken_from_a_sentence(text: str, understood: str, rest: str) -> None:
    times, left = take_times(text)
    assert (times.understood, left.strip(" ,")) == (understood, rest)


def test_the_words_beside_it_decide_about_half_past_seven() -> None:
    assert read_times("7.30", hint="evening").understood == "19:30"
    assert read_times("7.30", hint="evening").findings == ()
    assert read_times("07.30", hint="evening").understood == "07:30"
