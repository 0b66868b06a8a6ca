"""What visitors, contact persons and stewards see of a check, and confirming from anywhere."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, text

from portal.directory.publishing import publish
from portal.groups.models import Group
from tests import cast
from tests.freshness.helpers import DUE, asking, checks, group, on, round_on, rounds_until, stored
from tests.groups.helpers import audited, filled_in, said, slugs
from tests.world import World

DAY = timedelta(days=1)
HIDDEN_ON = DUE + 92 * DAY
PAGE = "/groups/rouwgroep-helmond"


@pytest.fixture
def alpha_hidden(alpha: World) -> World:
    """ben's page was hidden on HIDDEN_ON; another one about the same theme was checked in time."""
    with alpha.db() as db:
        cast.ada(db)
        group(db, contact=cast.ben(db), intro="Koffie en praten")
        group(db, "Verlies Best", verified_on=HIDDEN_ON)
        publish(db, [str(key) for key in db.scalars(select(Group.id))])
    rounds_until(alpha, DUE, HIDDEN_ON)
    with on(HIDDEN_ON + DAY):
        alpha.work()
    assert stored(alpha).stale_since == HIDDEN_ON
    return alpha


def published(world: World) -> list[str]:
    """What the national directory has of this network."""
    with world.db() as db:
        return list(db.scalars(text("select slug from shared.published_group order by slug")))


def test_a_hidden_group_is_nowhere_in_lists(alpha_hidden: World) -> None:
    visitor = alpha_hidden.visitor()
    assert slugs(visitor.get("/groups")) == slugs(visitor.get("/groups?q=rouw")) == ["verlies-best"]
    assert published(alpha_hidden) == ["verlies-best"]
    assert audited(alpha_hidden, "group.hidden") == [[]]


def test_its_page_says_that_it_is_being_checked_and_where_to_go(alpha_hidden: World) -> None:
    page = alpha_hidden.visitor().get(PAGE)
    assert page.status_code == 200 and 'content="noindex"' in page.text
    words = said(page)
    assert "0492 000 361" not in page.text and "Koffie" not in words and "dinsdag" not in words
    assert 'href="/groups?theme=rouw"' in page.text
    other = alpha_hidden.visitor().get("/groups/verlies-best")
    assert "noindex" not in other.text and "0492 000 361" in other.text


def test_its_own_people_see_it_all_and_bring_it_back_with_one_button(alpha_hidden: World) -> None:
    ben = alpha_hidden.as_(cast.IDS["ben"])
    assert f'href="{PAGE}/check"' in ben.get(PAGE).text and "0492 000 361" in ben.get(PAGE).text
    assert f'action="{PAGE}/check"' in ben.get("/me").text
    answer = ben.follow(ben.post(f"{PAGE}/check", page="/me"))
    assert answer.status_code == 200
    assert f'action="{PAGE}/check"' not in ben.get("/me").text
    assert slugs(alpha_hidden.visitor().get("/groups")) == ["rouwgroep-helmond", "verlies-best"]
    alpha_hidden.work()
    assert published(alpha_hidden) == ["rouwgroep-helmond", "verlies-best"]


@pytest.mark.parametrize(("how", "status"), [("phone", 303), ("visit", 303), ("mail", 303), ("", 422)])
def test_a_steward_says_how_she_knows(alpha: World, how: str, status: int) -> None:
    with alpha.db() as db:
        cast.ada(db)
        group(db, contact=cast.ben(db))
    round_on(alpha, DUE)
    with on(DUE):
        answer = alpha.as_(cast.IDS["ada"]).post(f"{PAGE}/check", {"how": how} if how else {})
    assert answer.status_code == status
    expected: list[Any] = [(DUE, how, True, cast.IDS["ada"])] if how else []
    assert checks(alpha) == expected
    assert stored(alpha).verified_how == how
    assert asking(stored(alpha))[1] == (0 if how else 1)


def test_ticking_the_box_in_the_form_is_a_check_too(alpha: World) -> None:
    with alpha.db() as db:
        group(db, contact=cast.ben(db))
    round_on(alpha, DUE)
    with on(DUE + 40 * DAY):
        ben = alpha.as_(cast.IDS["ben"])
        values = filled_in(ben, f"{PAGE}/edit") | {"still_correct": "y"}
        assert ben.send(f"{PAGE}/edit", values).status_code == 303
    assert checks(alpha) == [(DUE + 40 * DAY, "self", False, cast.IDS["ben"])]
    assert asking(stored(alpha)) == (None, 0, None, None)


def test_a_list_warns_where_a_check_is_overdue(alpha: World) -> None:
    with alpha.db() as db:
        group(db)
    for day, warned in ((DUE + 29 * DAY, False), (DUE + 30 * DAY, True)):
        with on(day):
            page = alpha.visitor().get("/groups").text
        assert ('class="badge due"' in page) == warned


def test_the_figures_of_today_follow_the_same_rule(alpha: World) -> None:
    with alpha.db() as db:
        cast.ada(db)
        group(db)
        group(db, "Nooit", verified_on=None)
    for day, share in ((DUE + 29 * DAY, "50 %"), (DUE + 30 * DAY, "0 %")):
        with on(day):
            assert share in said(alpha.as_(cast.IDS["ada"]).get("/stewardship"))
