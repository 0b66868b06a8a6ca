"""What stewards do with entries: subscribers' copies change, nothing doubles, and who comes hears of it."""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from portal.accounts.models import Person
from portal.calendar import coming
from portal.calendar.models import EntryComing
from tests import cast, factories
from tests.browser_like import Browser
from tests.calendar.helpers import entries, entry, put, read, soon, tuesday
from tests.groups.helpers import said
from tests.sink import Sink
from tests.world import World

WEEKLY = "FREQ=WEEKLY;BYDAY=TU"


@pytest.fixture
def ada(alpha: World) -> Browser:
    """A steward's browser."""
    with alpha.db() as db:
        cast.ada(db)
    return alpha.as_(cast.IDS["ada"])


def by_uid(world: World) -> dict[str, list[Any]]:
    """The events of the public feed, by uid."""
    found: dict[str, list[Any]] = {}
    for event in read(world.visitor(), "/calendar.ics"):
        found.setdefault(str(event["UID"]), []).append(event)
    return found


def series(**more: Any) -> dict[str, Any]:
    """Every Tuesday, from the one after next."""
    return {"rrule": WEEKLY, "first_on": tuesday(), **more}


def form(**more: Any) -> dict[str, Any]:
    """What the form sends."""
    return {
        "title": "Netwerkdag", "kind": "event", "rhythm": "once", "first_on": soon().isoformat(),
        "starts_at": "19:30", "ends_at": "21:30", "visibility": "public", "link_for": "network", "group": "",
        **more,
    }  # fmt: skip


def test_an_entry_is_put_in_changed_and_read(alpha: World, ada: Browser) -> None:
    made = ada.follow(ada.post("/calendar/new", form(place="Helmond")))
    assert "Netwerkdag" in made.text
    (one,) = entries(alpha)
    (before,) = by_uid(alpha).values()
    path = f"/calendar/entries/{one.id}/edit"
    assert 'value="19:30' in ada.get(path).text
    ada.follow(ada.post(path, form(title="Netwerkavond", starts_at="20:00")))
    ((after,),) = by_uid(alpha).values()
    assert after["UID"] == before[0]["UID"] and after["SEQUENCE"] > before[0]["SEQUENCE"]
    assert str(after["SUMMARY"]) == "Netwerkavond" and after["DTSTART"].dt.hour == 20


def test_sent_twice_it_is_one(alpha: World, ada: Browser) -> None:
    sent = form(key="01920000-0000-7000-8000-00000000aaaa", csrf_token=ada.token("/calendar/new"))
    for _ in range(2):
        assert ada.send("/calendar/new", sent).status_code == 303
    assert len(entries(alpha)) == 1


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"title": ""}, "Geef het een naam"),
        ({"first_on": "2026-02-30"}, "geen dag op de kalender"),
        ({"starts_at": "", "ends_at": "21:00"}, "maar geen begintijd"),
        ({"online_link": "javascript:alert(1)"}, "https://"),
        ({"last_day": soon(5).isoformat()}, "na de eerste"),
        ({"rhythm": "daily"}, "keer"),
        ({"rhythm": "daily", "last_on": "2099-12-31"}, "keer"),
    ],
)
def test_what_cannot_be_is_said_and_kept(
    alpha: World, ada: Browser, sent: dict[str, str], words: str
) -> None:
    answer = ada.post("/calendar/new", form(text="Blijft staan", **sent))
    assert answer.status_code in (409, 422)
    assert "Blijft staan" in answer.text and words in said(answer), said(answer)
    assert entries(alpha) == []


def change(ada: Browser, one: Any, on: date, **sent: Any) -> None:
    """Use the form of one date."""
    usual = {"kind": "moved", "scope": "one", "to": "", "starts_at": "", "ends_at": "", "reason": ""}
    answer = ada.post(f"/calendar/entries/{one}/dates/{on}", {**usual, **sent})
    assert answer.status_code == 303, said(answer)


def test_one_is_moved_and_one_cancelled(alpha: World, ada: Browser) -> None:
    key = put(alpha, **series())
    change(ada, key, tuesday(3), to=(tuesday(3) + timedelta(days=1)).isoformat(), starts_at="20:00")
    change(ada, key, tuesday(4), kind="cancelled", reason="Het gebouw is dicht.")
    ((whole, moved, off),) = by_uid(alpha).values()
    assert whole["RRULE"]["BYDAY"] == ["TU"] and len({one["SEQUENCE"] for one in (whole, moved, off)}) == 1
    assert moved["RECURRENCE-ID"].dt.date() == tuesday(3) and moved["DTSTART"].dt.hour == 20
    assert off["STATUS"] == "CANCELLED" and off["DESCRIPTION"] == "Het gebouw is dicht."
    text = said(alpha.visitor().get(f"/calendar?view=agenda&on={tuesday(3)}"))
    assert "Het gebouw is dicht." in text and "gaat niet door" in text
    ada.post(f"/calendar/entries/{key}/dates/{tuesday(4)}/undoing", page=f"/calendar/entries/{key}")
    assert [len(found) for found in by_uid(alpha).values()] == [2]


def test_this_and_later_become_an_entry_of_their_own(alpha: World, ada: Browser) -> None:
    key = put(alpha, **series())
    to = tuesday(4) + timedelta(days=2)
    change(ada, key, tuesday(4), scope="later", to=to.isoformat(), starts_at="14:00", ends_at="16:00")
    old, new = entries(alpha)
    assert (old.id, old.last_on) == (key, tuesday(4) - timedelta(days=1))
    assert (new.rrule, new.first_on, new.starts_at) == ("FREQ=WEEKLY;BYDAY=TH", to, time(14))
    assert len(by_uid(alpha)) == 2
    change(ada, new.id, to + timedelta(days=14), scope="later", kind="cancelled", reason="Zomer")
    assert [one.reason for one in entries(alpha)] == ["", "", "Zomer"]


def test_all_are_moved_or_cancelled_and_stay_visible(alpha: World, ada: Browser) -> None:
    key = put(alpha, **series())
    change(ada, key, tuesday(3), scope="all", to=(tuesday(3) + timedelta(days=1)).isoformat())
    assert entry(alpha, key).rrule == "FREQ=WEEKLY;BYDAY=WE"
    wednesday = tuesday(3) + timedelta(days=1)
    change(ada, key, wednesday, scope="all", kind="cancelled", reason="Geen geld")
    ((event,),) = by_uid(alpha).values()
    assert event["STATUS"] == "CANCELLED" and event["DESCRIPTION"] == "Geen geld"
    assert "Geen geld" in said(alpha.visitor().get(f"/calendar/entries/{key}"))
    ada.post(f"/calendar/entries/{key}/dates/{wednesday}/undoing", page=f"/calendar/entries/{key}")
    assert entry(alpha, key).cancelled_at is None


def test_what_is_over_or_never_was_is_refused(alpha: World, ada: Browser) -> None:
    key = put(alpha, **series())
    page = f"/calendar/entries/{key}/dates"
    assert ada.get(f"{page}/{tuesday(3) + timedelta(days=1)}").status_code == 404
    assert ada.get(f"{page}/nonsense").status_code == 404
    refused = ada.post(f"{page}/{tuesday(3)}", {"kind": "moved", "scope": "one", "to": "2026-01-01"})
    assert refused.status_code == 409 and "voorbij" in said(refused)
    refused = ada.post(f"{page}/{tuesday(3)}", {"kind": "cancelled", "scope": "one"})
    assert refused.status_code == 422
    both = put(alpha, **series(rrule="FREQ=WEEKLY;BYDAY=TU,TH"))
    sent = {"kind": "moved", "scope": "all", "to": str(tuesday(3) + timedelta(days=1))}
    assert ada.post(f"/calendar/entries/{both}/dates/{tuesday(3)}", sent).status_code == 409


def press(browser: Browser, key: Any, on: date, undo: bool = False) -> None:
    """I am coming, or not after all."""
    path = f"/calendar/entries/{key}/coming/{on}" + ("/undoing" if undo else "")
    assert browser.post(path, page=f"/calendar/entries/{key}").status_code == 303


def test_who_comes_is_counted_and_not_named(alpha: World) -> None:
    key = put(alpha, coming=True)
    with alpha.db() as db:
        cast.dora(db), cast.ben(db)
    dora, visitor = alpha.as_(cast.IDS["dora"]), alpha.visitor()
    for browser in (dora, visitor):
        token = browser.token(f"/calendar/entries/{key}")
        for _twice in range(2):
            browser.send(f"/calendar/entries/{key}/coming/{soon()}", {"csrf_token": token})
    assert alpha.count("calendar_entry_coming") == 2
    text = said(alpha.as_(cast.IDS["ben"]).get(f"/calendar/entries/{key}"))
    assert "Er komen 1 tot 5 mensen" in text and "Dora" not in text
    with alpha.db() as db:
        marks = [bytes(one) for one in db.scalars(select(EntryComing.mark))]
        people = db.scalars(select(Person)).all()
    named = {text for person in people for text in (person.id.bytes, str(person.id).encode())}
    assert not any(text in one for text in named for one in marks)
    press(visitor, key, soon(), undo=True)
    press(dora, key, soon(), undo=True)
    assert alpha.count("calendar_entry_coming") == 0


def test_heads_are_only_told_in_ranges(alpha: World) -> None:
    with alpha.db():
        told = [coming.in_range(count) for count in (0, 1, 5, 6, 10, 11, 20, 21, 50, 51, 900)]
    assert len(set(told)) == 6 and told[0] == ""
    assert told[1] == told[2] and told[3] == told[4] and told[9] == told[10]
    assert "1 " in told[1] and "5 " in told[1] and "6 " in told[3] and "10 " in told[3]


def test_those_who_come_hear_that_it_is_cancelled(alpha: World, ada: Browser, sink: Sink) -> None:
    with alpha.db() as db:
        cast.dora(db), cast.cem(db)
        group = factories.group(db, contact=cast.ben(db))
    key = put(alpha, coming=True, group_id=group.id, title="Rouw en ritueel", **series())
    press(alpha.as_(cast.IDS["dora"]), key, tuesday(3))
    change(ada, key, tuesday(3), kind="cancelled", reason="De spreekster is ziek")
    alpha.work()
    to = sorted(mail.recipients[0] for mail in sink.received)
    assert to == ["ben@people.example", "dora@people.example"]
    mail = sink.received[0]
    whole = mail.message.as_string() + mail.text
    assert "Rouw" not in whole and "ziek" not in whole
    assert "METHOD:CANCEL" in str(mail.message.get_payload()[-1].get_payload(decode=True))
    assert alpha.count("calendar_entry_coming") == 0
    sink.clear()
    change(ada, key, tuesday(2), starts_at="18:00")
    alpha.work()
    assert [mail.recipients for mail in sink.received] == [["ben@people.example"]]
    assert "METHOD:PUBLISH" in str(sink.received[0].message.get_payload()[-1].get_payload(decode=True))


@pytest.mark.parametrize(("visibility", "told"), [("stewards", []), ("network", ["ben@people.example"])])
def test_a_group_hears_nothing_of_what_only_stewards_see(
    alpha: World, ada: Browser, sink: Sink, visibility: str, told: list[str]
) -> None:
    with alpha.db() as db:
        group = factories.group(db, contact=cast.ben(db))
    key = put(alpha, group_id=group.id, visibility=visibility, **series())
    change(ada, key, tuesday(3), kind="cancelled", reason="Ziek")
    alpha.work()
    assert [to for mail in sink.received for to in mail.recipients] == told


def test_only_stewards_tend(alpha: World) -> None:
    key = put(alpha)
    with alpha.db() as db:
        cast.dora(db)
    dora = alpha.as_(cast.IDS["dora"])
    for path in ("/calendar/new", f"/calendar/entries/{key}/edit", f"/calendar/entries/{key}/dates/{soon()}"):
        assert dora.get(path).status_code == 403 and alpha.visitor().get(path).status_code == 303
