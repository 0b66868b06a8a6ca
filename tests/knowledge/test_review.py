"""Articles are checked again: who is asked, and what is suggested no more."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from portal.clock import now, today
from portal.knowledge import jobs
from portal.knowledge.models import Article
from portal.mail import Mail
from tests import cast
from tests.groups.helpers import filled_in, said
from tests.knowledge.helpers import TITLE, article, stored, suggested, tasks
from tests.relay.helpers import later, link_in
from tests.sink import Sink
from tests.world import World

LONG_AGO = date(2025, 1, 1)


def round_(world: World, times: int = 1) -> None:
    """The daily round, so often on one day."""
    for _ in range(times):
        with world.db() as db:
            jobs.ask(db)


def mails(world: World) -> int:
    """How many asked to check."""
    with world.db() as db:
        return len(db.scalars(select(Mail.id).where(Mail.template == "article_check")).all())


def years_old(**more: Any) -> dict[str, Any]:
    """Checked a year ago, to be asked of ben."""
    return {"checked_on": today() - timedelta(days=366), "keeper_id": cast.IDS["ben"], **more}


def test_the_one_who_looks_after_it_is_asked_twice_then_the_stewards(base: World) -> None:
    id = article(base, **years_old())
    steps = []
    for days in (0, 1, 14, 20, 28, 29):
        with later(days=days):
            round_(base, 2)
        steps.append((mails(base), stored(base, id).asked_step, tasks(base)))
    asked = ["article.check"]
    assert steps == [(1, 1, []), (1, 1, []), (2, 2, []), (2, 2, []), (2, 3, asked), (2, 3, asked)]


def test_one_mail_for_all_articles_and_it_names_none(base: World, sink: Sink) -> None:
    for number in range(3):
        article(base, f"Artikel {number}", **years_old())
    round_(base)
    base.work()
    (mail,) = sink.received
    assert mail.recipients == ["ben@people.example"] and "Artikel" not in mail.text + mail.html
    path = link_in(sink, "ben@people.example")
    assert base.visitor().get(path).status_code == 303
    assert "Artikel 2" in said(base.as_(cast.IDS["ben"]).get(path))


def test_whoever_looks_after_it_says_that_it_holds(base: World) -> None:
    id = article(base, **years_old())
    round_(base)
    ben, path = base.as_(cast.IDS["ben"]), f"/knowledge/{id}/check"
    assert ben.get("/me").text.count(path) == 1
    assert base.as_(cast.IDS["cem"]).get(path).status_code == 404
    assert ben.send(path, {**filled_in(ben, path), "valid_until": "2020-01-01"}).status_code == 422
    ben.send(path, filled_in(ben, path))
    found = stored(base, id)
    assert (found.checked_on, found.asked_step, found.asked_on) == (today(), 0, None)
    assert path not in ben.get("/me").text
    with later(days=30):
        round_(base)
    assert mails(base) == 1


@pytest.mark.parametrize("ended", [False, True])
def test_without_somebody_to_ask_it_is_the_stewards(base: World, ended: bool) -> None:
    article(base, **years_old(keeper_id=cast.IDS["cem"] if ended else None))
    with base.db() as db:
        cast.cem(db).ended_at = now() if ended else None
    round_(base)
    assert mails(base) == 0 and tasks(base) == ["article.check"]


@pytest.mark.parametrize(
    ("more", "shown"),
    [
        ({"checked_on": LONG_AGO}, False),
        ({"valid_until": date(2026, 1, 1)}, False),
        (years_old(), True),
        ({"valid_until": today() + timedelta(days=3)}, True),
    ],
)
def test_what_is_too_old_is_suggested_no_more(base: World, more: dict[str, Any], shown: bool) -> None:
    id = article(base, visibility="public", **more)
    visitor = base.visitor()
    round_(base)
    assert suggested(base) == shown and (TITLE in said(visitor.get("/knowledge"))) is shown
    page = visitor.get(f"/knowledge/{id}")
    assert page.status_code == 200 and (stored(base, id).stale_since is None) is shown
    assert shown or "Ask before you rely on it" in said(visitor.get(f"/knowledge/{id}?lang=en"))


def test_a_check_brings_it_back(base: World) -> None:
    id = article(base, checked_on=LONG_AGO)
    round_(base)
    ada, path = base.as_(cast.IDS["ada"]), f"/knowledge/{id}/check"
    assert suggested(base) == 0 and TITLE in ada.get("/stewardship/articles?view=hidden").text
    ada.send(path, filled_in(ada, path))
    assert suggested(base) == 1 and stored(base, id).stale_since is None


def test_an_article_that_ends_is_asked_a_month_before(base: World) -> None:
    article(base, keeper_id=cast.IDS["ben"], valid_until=today() + timedelta(days=29))
    article(base, "Later", keeper_id=cast.IDS["ben"], valid_until=today() + timedelta(days=31))
    round_(base)
    assert mails(base) == 1
    with base.db() as db:
        assert db.scalars(select(Article.title).where(Article.asked_step == 1)).all() == [TITLE]


def test_drafts_and_retired_articles_are_asked_of_nobody(base: World) -> None:
    article(base, publish=False, **years_old())
    retired = article(base, "Weg", **years_old())
    base.as_(cast.IDS["ada"]).post(f"/knowledge/{retired}/retirement", {})
    round_(base)
    assert mails(base) == 0 and tasks(base) == []
