"""The sentence of a pattern in three languages, word order and all."""

from __future__ import annotations

from datetime import date, time

import pytest
from flask import Flask

from portal.recurrence.pattern import Change, Pattern
from portal.recurrence.wording import change_sentence, sentence
from portal.recurrence.words import day_month_year
from tests.recurrence.hand import TODAY, on, pattern

NO_HOURS = (None, None)
EIGHT = (time(20, 0), time(22, 0))
SENTENCES: list[tuple[Pattern, str, str, str]] = [
    (
        pattern("FREQ=MONTHLY;BYDAY=2TU", hours=(time(19, 30), None), not_months=(7,)),
        "elke tweede dinsdag van de maand om 19.30 uur, niet in juli",
        "every second Tuesday of the month at 19:30, not in July",
        "jeden zweiten Dienstag im Monat um 19:30 Uhr, nicht im Juli",
    ),
    (
        pattern("FREQ=WEEKLY;INTERVAL=2;BYDAY=TH", hours=EIGHT),
        "om de twee weken op donderdag van 20.00 tot 22.00 uur",
        "every two weeks on Thursday from 20:00 to 22:00",
        "alle zwei Wochen am Donnerstag von 20:00 bis 22:00 Uhr",
    ),
    (
        pattern("FREQ=MONTHLY;BYDAY=1WE,3WE", hours=NO_HOURS, not_months=(7, 8)),
        "de eerste en derde woensdag van de maand, niet in juli en augustus",
        "the first and third Wednesday of the month, not in July and August",
        "am ersten und dritten Mittwoch im Monat, nicht im Juli und August",
    ),
    (
        pattern("FREQ=MONTHLY;BYDAY=-1FR", hours=(time(22, 0), time(1, 0))),
        "de laatste vrijdag van de maand van 22.00 tot 1.00 uur de volgende dag",
        "the last Friday of the month from 22:00 to 1:00 the next day",
        "am letzten Freitag im Monat von 22:00 bis 1:00 Uhr am nächsten Tag",
    ),
    (pattern("FREQ=DAILY", hours=NO_HOURS), "elke dag", "every day", "jeden Tag"),
    (
        pattern("FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", hours=(time(9, 0), None)),
        "elke dag van maandag tot en met vrijdag om 9.00 uur",
        "every day from Monday to Friday at 9:00",
        "jeden Tag von Montag bis Freitag um 9:00 Uhr",
    ),
    (
        pattern("FREQ=WEEKLY;BYDAY=MO,TH,SU", hours=NO_HOURS),
        "elke maandag, donderdag en zondag",
        "every Monday, Thursday and Sunday",
        "jeden Montag, Donnerstag und Sonntag",
    ),
    (
        pattern("FREQ=MONTHLY;BYDAY=1TU,3TH", hours=NO_HOURS),
        "de eerste dinsdag en derde donderdag van de maand",
        "the first Tuesday and third Thursday of the month",
        "am ersten Dienstag und dritten Donnerstag im Monat",
    ),
    (
        pattern("FREQ=MONTHLY;BYMONTHDAY=15,-1", hours=NO_HOURS, not_months=tuple(range(4, 13))),
        "de 15e en laatste dag van de maand, alleen in januari, februari en maart",
        "the 15th and last day of the month, only in January, February and March",
        "am 15. und letzten Tag jedes Monats, nur im Januar, Februar und März",
    ),
    (
        pattern("FREQ=MONTHLY;INTERVAL=2;BYDAY=-2MO", hours=NO_HOURS),
        "om de twee maanden op de op een na laatste maandag",
        "every two months on the second to last Monday",
        "alle zwei Monate am vorletzten Montag",
    ),
    (
        pattern("FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=1,2,3", hours=NO_HOURS),
        "om de drie maanden op de 1e, 2e en 3e van de maand",
        "every three months on the 1st, 2nd and 3rd of the month",
        "alle drei Monate am 1., 2. und 3. des Monats",
    ),
    (
        pattern("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", hours=NO_HOURS),
        "de laatste werkdag van de maand",
        "the last working day of the month",
        "am letzten Werktag (Montag bis Freitag) im Monat",
    ),
    (
        pattern("FREQ=YEARLY", "2026-05-12", hours=NO_HOURS),
        "elk jaar op 12 mei",
        "every year on 12 May",
        "jedes Jahr am 12. Mai",
    ),
    (
        pattern("FREQ=YEARLY;INTERVAL=2;BYMONTH=5,11;BYDAY=2TU", "2026-05-12", hours=(time(10, 0), None)),
        "om de twee jaar op de tweede dinsdag in mei en november om 10.00 uur",
        "every two years on the second Tuesday in May and November at 10:00",
        "alle zwei Jahre am zweiten Dienstag im Mai und November um 10:00 Uhr",
    ),
    (
        pattern("FREQ=WEEKLY;BYDAY=TU;BYMONTH=10,11,12,1,2,3", hours=NO_HOURS),
        "elke dinsdag, niet van april tot en met september",
        "every Tuesday, not from April to September",
        "jeden Dienstag, nicht von April bis September",
    ),
    (
        pattern("FREQ=WEEKLY;BYDAY=TU", "2027-01-05", hours=EIGHT, last_on="2027-03-30"),
        "elke dinsdag van 20.00 tot 22.00 uur, vanaf 5 januari 2027 tot en met 30 maart 2027",
        "every Tuesday from 20:00 to 22:00, from 5 January 2027 until 30 March 2027",
        "jeden Dienstag von 20:00 bis 22:00 Uhr, vom 5. Januar 2027 bis zum 30. März 2027",
    ),
    (
        pattern("FREQ=DAILY;INTERVAL=3", "2026-12-01", hours=NO_HOURS, not_months=(1, 2, 3, 4, 5, 6, 7, 8)),
        "om de drie dagen, alleen van september tot en met december, vanaf 1 december",
        "every three days, only from September to December, from 1 December",
        "alle drei Tage, nur von September bis Dezember, ab dem 1. Dezember",
    ),
    (
        pattern("FREQ=WEEKLY;COUNT=3", "2026-11-17", hours=NO_HOURS),
        "elke dinsdag, tot en met 1 december",
        "every Tuesday, until 1 December",
        "jeden Dienstag, bis zum 1. Dezember",
    ),
    (pattern("", hours=NO_HOURS), "geen vaste data", "no fixed dates", "keine festen Termine"),
    (
        pattern("", hours=(time(19, 30), None)),
        "geen vaste data, wel om 19.30 uur",
        "no fixed dates, but at 19:30",
        "keine festen Termine, aber um 19:30 Uhr",
    ),
    *(
        (pattern(rule, hours=NO_HOURS), "op vaste data", "on fixed dates", "an festen Terminen")
        for rule in (
            "FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO",
            "FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13",
            "nonsense",
            "FREQ=WEEKLY",
        )
    ),
]
SAME = [
    ("FREQ=DAILY;BYDAY=TU", "every Tuesday"),
    ("FREQ=MONTHLY;BYDAY=TU", "every Tuesday"),
    ("FREQ=YEARLY;BYDAY=TU", "every Tuesday"),
    ("FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR,SA,SU", "every day"),
    ("FREQ=YEARLY;BYMONTHDAY=15", "the 15th of the month"),
    ("FREQ=DAILY;BYMONTHDAY=22", "the 22nd of the month"),
    ("FREQ=WEEKLY;INTERVAL=20;BYDAY=MO", "every 20 weeks on Monday"),
]
CHANGES = [
    (
        Change(on("2026-12-08"), "cancelled"),
        "dinsdag 8 december valt uit",
        "Tuesday 8 December is cancelled",
        "am Dienstag, 8. Dezember, fällt das Treffen aus",
    ),
    (
        Change(on("2026-12-08"), "moved", on("2026-12-15")),
        "verplaatst van 8 naar 15 december",
        "moved from 8 to 15 December",
        "verlegt vom 8. auf den 15. Dezember",
    ),
    (
        Change(on("2026-11-30"), "moved", on("2026-12-07"), note="zaal 2"),
        "verplaatst van 30 november naar 7 december: zaal 2",
        "moved from 30 November to 7 December: zaal 2",
        "verlegt vom 30. November auf den 7. Dezember: zaal 2",
    ),
    (
        Change(on("2026-12-29"), "moved", on("2027-01-05"), time(20)),
        "verplaatst van 29 december 2026 naar 5 januari 2027 om 20.00 uur",
        "moved from 29 December 2026 to 5 January 2027 at 20:00",
        "verlegt vom 29. Dezember 2026 auf den 5. Januar 2027 um 20:00 Uhr",
    ),
    (
        Change(on("2026-12-08"), "moved", None, time(20), time(21)),
        "dinsdag 8 december van 20.00 tot 21.00 uur",
        "Tuesday 8 December from 20:00 to 21:00",
        "Dienstag, 8. Dezember von 20:00 bis 21:00 Uhr",
    ),
    (
        Change(on("2026-12-08"), "moved", ends_at=time(21)),
        "dinsdag 8 december tot 21.00 uur",
        "Tuesday 8 December until 21:00",
        "Dienstag, 8. Dezember bis 21:00 Uhr",
    ),
    (
        Change(on("2026-12-08"), "extra", starts_at=time(20)),
        "extra bijeenkomst op dinsdag 8 december om 20.00 uur",
        "extra meeting on Tuesday 8 December at 20:00",
        "zusätzliches Treffen am Dienstag, 8. Dezember um 20:00 Uhr",
    ),
]


@pytest.mark.parametrize(("made", "nl", "en", "de"), SENTENCES, ids=[entry[2] for entry in SENTENCES])
def test_sentences(made: Pattern, nl: str, en: str, de: str) -> None:
    assert [sentence(made, locale, TODAY) for locale in ("nl", "en", "de")] == [nl, en, de]


@pytest.mark.parametrize(("rule", "said"), SAME)
def test_the_same_days_are_said_the_same(rule: str, said: str) -> None:
    assert sentence(pattern(rule, hours=NO_HOURS), "en") == said


@pytest.mark.parametrize(("change", "nl", "en", "de"), CHANGES, ids=[entry[2] for entry in CHANGES])
def test_changes(change: Change, nl: str, en: str, de: str) -> None:
    assert [change_sentence(change, locale) for locale in ("nl", "en", "de")] == [nl, en, de]


def test_without_today_nothing_is_said_of_now() -> None:
    made = pattern("FREQ=WEEKLY;BYDAY=TU", "2026-12-01", hours=NO_HOURS, last_on="2026-12-22")
    assert sentence(made, "en") == "every Tuesday, until 22 December 2026"
    assert sentence(made, "en", TODAY) == "every Tuesday, from 1 December until 22 December"
    assert sentence(made, "en", on("2026-12-05")) == "every Tuesday, until 22 December"


def test_a_page_in_one_language_can_ask_for_another(speaking: Flask) -> None:
    with speaking.test_request_context():
        assert sentence(pattern("FREQ=DAILY"), "de").startswith("jeden Tag")
        assert sentence(pattern("FREQ=DAILY"), "en").startswith("every day")


@pytest.mark.parametrize(
    ("locale", "said"), [("nl", "8 december 2026"), ("en", "8 December 2026"), ("de", "8. Dezember 2026")]
)
def test_a_day_with_its_year(locale: str, said: str) -> None:
    assert day_month_year(date(2026, 12, 8), locale) == said
