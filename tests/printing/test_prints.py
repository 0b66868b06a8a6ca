"""Prints over HTTP: their text is that of the rows, they are kept, and a flood of them is held back."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import pytest
from flask import g
from sqlalchemy import text
from werkzeug.exceptions import ServiceUnavailable

from portal.printing import keeping
from portal.printing.keeping import Prints
from tests import cast
from tests.feeds import planting
from tests.printing.helpers import flat, pages
from tests.world import World

ALL = ("/print/booklet.pdf", "/print/booklet.pdf?stitched=1", "/print/booklet.pdf?sheets=1")
OF_ONE = ("/print/groups/rouwcafe/poster.pdf", "/print/groups/rouwcafe/tear-off.pdf")
REFERRALS = (
    "/print/referral.pdf",
    "/print/referral.pdf?theme=rouw&place=5701+RK",
    "/print/referral.pdf?place=Helmond",
)


@pytest.fixture(autouse=True)
def fresh(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Nothing is kept of other tests."""
    monkeypatch.setattr(keeping, "prints", Prints())
    yield


@pytest.fixture
def filled(alpha: World) -> World:
    """Two groups to be found and three that are not."""
    with alpha.db() as db:
        house = planting.house(db)
        made = planting.group(db, "Rouwcafé", place=house, intro="Koffie en tijd.", phone="0492 111 222")
        planting.meeting(db, made, "FREQ=MONTHLY;BYDAY=2TU")
        planting.group(db, "Online kring", in_person=False, online=True, theme="alcohol")
        planting.group(db, "Afgelopen", state="ended")
        planting.group(db, "Verborgen", listed=False)
        planting.group(db, "In wording", state="forming")
    return alpha


def said(world: World, path: str) -> str:
    """The text of a print."""
    answer = world.visitor().get(path)
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf"), path
    return flat(" ".join(pages(answer.data)))


@pytest.mark.parametrize("path", [*ALL, *OF_ONE, *REFERRALS])
def test_a_print_says_what_the_rows_say(filled: World, path: str) -> None:
    text_ = said(filled, path)
    assert "Rouwcafé" in text_ and "0492 111 222" in text_ and "tweede dinsdag" in text_
    for name in ("Afgelopen", "Verborgen", "In wording"):
        assert name not in text_
    assert ("Online kring" in text_) == (path not in OF_ONE and "theme" not in path)


def test_every_number_and_name_of_the_rows_is_in_the_booklet(alpha: World) -> None:
    with alpha.db() as db:
        house = planting.house(db)
        for number in range(40):
            planting.group(db, f"Kring {number:02d}", place=house, phone=f"0492 000 1{number:02d}")
    answer = alpha.visitor().get("/print/booklet.pdf?stitched=1")
    found = pages(answer.data)
    whole = flat(" ".join(found))
    assert len(found) % 4 == 0
    assert [n for n in range(40) if f"Kring {n:02d}" not in whole or f"0492 000 1{n:02d}" not in whole] == []


@pytest.mark.parametrize("slug", ["afgelopen", "verborgen", "in-wording", "bestaat-niet"])
def test_who_is_not_found_is_not_printed_for_anybody(filled: World, slug: str) -> None:
    with filled.db() as db:
        cast.ada(db)
    for browser in (filled.visitor(), filled.as_(cast.IDS["ada"])):
        for name in ("poster", "tear-off"):
            assert browser.get(f"/print/groups/{slug}/{name}.pdf").status_code == 404


def test_a_referral_sheet_is_about_a_theme_and_near_a_place(filled: World) -> None:
    near = said(filled, "/print/referral.pdf?theme=rouw&place=Deurne")
    assert "Rouw: groepen in de buurt van Deurne" in near
    assert "km" in near and "Online kring" not in near
    far = said(filled, "/print/referral.pdf?theme=alcohol&place=Groningen")
    assert "Online kring" in far and "Rouwcafé" not in far


@pytest.mark.parametrize(
    "query",
    [
        "theme=nothing",
        "place=Nergenshuizen",
        "theme=%3Cb%3E&place=%22%3E",
        "place=" + "x" * 5000,
        "theme=%00",
    ],
)
def test_what_cannot_be_chosen_is_said_beside_the_field(filled: World, query: str) -> None:
    answer = filled.visitor().get(f"/print/referral.pdf?{query}")
    if query == "theme=%00":
        assert answer.status_code == 200
        return
    assert answer.status_code == 422 and 'aria-invalid="true"' in answer.text


def test_an_empty_network_prints_too(alpha: World) -> None:
    for path in (*ALL, REFERRALS[0], REFERRALS[2]):
        assert len(said(alpha, path)) > 100
    assert alpha.visitor().get("/print").status_code == 200


def test_a_print_is_made_once_and_again_after_a_change(filled: World) -> None:
    visitor = filled.visitor()
    first = visitor.get(ALL[0])
    assert filled.count("rate_limit") == 1
    second = visitor.get(ALL[0])
    third = visitor.get(ALL[0], headers={"If-None-Match": first.headers["ETag"]})
    assert second.data == first.data and (third.status_code, third.data) == (304, b"")
    assert _spent(filled) == 1
    with filled.db() as db:
        planting.group(db, "Nieuw erbij")
    assert visitor.get(ALL[0], headers={"If-None-Match": first.headers["ETag"]}).status_code == 200
    assert "Nieuw erbij" in said(filled, ALL[0])
    assert _spent(filled) == 2


def _spent(world: World) -> int:
    with world.db() as db:
        return int(db.execute(text("select sum(count) from rate_limit")).scalar_one())


def test_another_language_is_another_print(filled: World) -> None:
    visitor = filled.visitor()
    dutch, english = visitor.get("/print/booklet.pdf"), visitor.get("/print/booklet.pdf?lang=en")
    assert dutch.data != english.data and dutch.headers["ETag"] != english.headers["ETag"]


def test_who_asks_for_too_many_waits(filled: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping, "MOST_PER_HOUR", 2)
    visitor = filled.visitor()
    asked = [
        visitor.get(f"/print/referral.pdf?place={town}") for town in ("Helmond", "Deurne", "Asten", "Helmond")
    ]
    assert [answer.status_code for answer in asked] == [200, 200, 429, 200]
    assert int(asked[2].headers["Retry-After"]) > 0


class Slow:
    """A print that takes until somebody lets it go."""

    def __init__(self) -> None:
        self.began, self.go, self.made = threading.Semaphore(0), threading.Event(), 0

    def write(self) -> bytes:
        """As the press would."""
        self.began.release()
        self.go.wait(10)
        self.made += 1
        return b"%PDF"


def _ask(app: Any, prints: Prints, slow: Slow, key: str) -> threading.Thread:
    def ask() -> None:
        with app.test_request_context():
            prints.make(key, slow.write)

    thread = threading.Thread(target=ask)
    thread.start()
    return thread


def test_a_flood_leaves_the_workers_to_others(alpha: World) -> None:
    prints, slow = Prints(), Slow()
    threads = [_ask(alpha.app, prints, slow, "one")]
    assert slow.began.acquire(timeout=5)
    threads.append(_ask(alpha.app, prints, slow, "one"))
    while prints._room.acquire(blocking=False):
        prints._room.release()
    with alpha.app.test_request_context():
        g.network = alpha.network
        for _ in range(5):
            with pytest.raises(ServiceUnavailable):
                prints.make("other", slow.write)
    slow.go.set()
    for thread in threads:
        thread.join(10)
    assert slow.made == 1
    with alpha.app.test_request_context():
        assert prints.make("other", slow.write) == b"%PDF"


def test_prints_are_kept_within_bounds() -> None:
    prints = Prints(most=250)
    for number in range(5):
        prints.make(str(number), lambda: b"x" * 100)
    assert [prints.find(str(number)) is not None for number in range(5)] == [False, False, False, True, True]
    prints.make("huge", lambda: b"x" * 1000)
    assert prints.find("huge") is None and prints._bytes == 0
