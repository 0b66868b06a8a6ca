"""What may be sent, and rules that are taken apart only when they are known entirely."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time

import pytest

from portal.feeds.clean import cleaned, mail, web
from portal.feeds.places import country, international, one_line
from portal.feeds.rules import hours_of, rule_of, season
from portal.recurrence.pattern import Change
from tests.feeds.helpers import HOSTILE, NETWORK, hostile
from tests.public_groups import group, meeting, pattern, place


@pytest.mark.parametrize("text", HOSTILE)
def test_cleaned_texts_can_be_sent_by_every_format(text: str) -> None:
    made = cleaned(hostile(1, text))
    held = made.meetings[0]
    for said in (made.name, made.themes[0][1], held.text, held.place.street if held.place else ""):
        said.encode("utf-8")
        assert said == said.strip()
        assert all(ord(sign) >= 32 or sign in "\n\t" for sign in said)


def test_good_texts_stay_as_they_are() -> None:
    assert cleaned(group()) == group()
    assert cleaned(("Ærø\n• één", 3, None)) == ("Ærø\n• één", 3, None)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("https://groep.example/a?b=c#d", True),
        ("HTTP://groep.example", True),
        ("groep.example", False),
        ("javascript:alert(1)", False),
        ("https://groep.example/<b>", False),
        ("https://groep.example/ x", False),
        ("", False),
    ],
)
def test_addresses_that_may_become_links(text: str, kept: bool) -> None:
    assert web(text) == (text if kept else "")


@pytest.mark.parametrize(
    ("text", "kept"), [("a@b.example", True), ("a@b", False), ("a b@c.d", False), ("", False)]
)
def test_mail_addresses(text: str, kept: bool) -> None:
    assert mail(text) == (text if kept else "")


@pytest.mark.parametrize(
    ("postcode", "zone", "locale", "code"),
    [
        ("5701 RK", "Europe/Berlin", "de", "NL"),
        ("48143", "Europe/Amsterdam", "nl", "DE"),
        ("9000", "Europe/Brussels", "nl", "BE"),
        ("", "Europe/Berlin", "nl", "DE"),
        ("", "Europe/Paris", "nl", "NL"),
        ("", "Europe/Paris", "en", ""),
    ],
)
def test_countries(postcode: str, zone: str, locale: str, code: str) -> None:
    network = replace(NETWORK, locale=locale)
    held = meeting(rule=pattern(zone=zone))
    assert country(place(postcode=postcode), held, network) == code


def test_lines_and_numbers() -> None:
    assert one_line("", "", "Helmond", "NL", NETWORK) == "Helmond, Nederland"
    assert one_line("", "", "", "NL", NETWORK) == ""
    assert international("040 200 01 00", "NL") == "+31-40-200-0100"
    assert international("bel even", "NL") == "bel even"
    assert international("040 200 01 00", "") == "040 200 01 00"


@pytest.mark.parametrize(
    "rrule",
    [
        *("", ";", "FREQ", "FREQ=", "FREQ=WEEKLY", "FREQ=WEEKLY;FREQ=WEEKLY", "FREQ=WEEKLY;BYDAY=2TU"),
        *("FREQ=MONTHLY;BYDAY=9TU", "FREQ=MONTHLY;BYMONTHDAY=0", "FREQ=WEEKLY;BYDAY=TU;INTERVAL=0"),
        *("FREQ=WEEKLY;BYDAY=TU;INTERVAL=x", "FREQ=WEEKLY;BYDAY=TU;UNTIL=20270101", "FREQ=SECONDLY"),
        *(
            "FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13",
            "FREQ=MONTHLY;BYDAY=MO,TU;BYSETPOS=-1",
            "FREQ=YEARLY;BYDAY=MO",
        ),
        *("FREQ=WEEKLY;BYDAY=TU;WKST=XX", "FREQ=WEEKLY;BYDAY=TU;BYMONTH=13", "FREQ=DAILY;INTERVAL=2"),
    ],
)
def test_half_of_a_rule_is_no_rule(rrule: str) -> None:
    assert rule_of(pattern(rrule)) is None


def test_a_season_only_where_months_are_left_out() -> None:
    rule = rule_of(pattern())
    assert rule is not None and season(rule, date(2026, 11, 22)) is None


@pytest.mark.parametrize(
    ("starts", "ends", "expected"),
    [
        (None, None, (time(19, 30), time(21, 30))),
        (time(20), None, (time(20), time(21, 30))),
        (time(22), None, (time(22), None)),
        (time(22), time(23), (time(22), time(23))),
    ],
)
def test_hours_of_a_single_meeting(
    starts: time | None, ends: time | None, expected: tuple[time, time | None]
) -> None:
    assert hours_of(pattern(), Change(date(2026, 12, 1), "extra", starts_at=starts, ends_at=ends)) == expected
