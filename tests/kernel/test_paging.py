"""Numbers in addresses are read forgivingly, and never so that the database would refuse them."""

from __future__ import annotations

import pytest

from portal.paging import natural, page_in, pages_of
from tests import cast
from tests.world import World

ODD = ("", "0", "-1", "x", "1.5", "٣", "²", "100000", "000001" + "9" * 30, "000001" + "9" * 5_000)


@pytest.mark.parametrize("asked", ODD)
def test_what_is_no_page_is_the_first(asked: str) -> None:
    assert page_in({"page": asked}) == 1


def test_pages_and_numbers() -> None:
    assert (page_in({}), page_in({"page": "7"}), page_in({"page": "00012"})) == (1, 7, 12)
    assert (natural("99999", otherwise=0), natural("x", otherwise=None)) == (99_999, None)
    assert [pages_of(total, 25) for total in (0, 1, 25, 26)] == [1, 1, 1, 2]


@pytest.mark.parametrize(
    "path",
    [
        *("/messages", "/stewardship/messages", "/stewardship/proposals", "/stewardship", "/groups"),
        *("/stewardship/groups", "/stewardship/people", "/stewardship/import", "/stewardship/freshness"),
        "/stewardship/places",
    ],
)
def test_every_list_answers_an_odd_number(alpha: World, path: str) -> None:
    with alpha.db() as db:
        cast.ada(db)
    steward = alpha.as_(cast.IDS["ada"])
    assert [steward.get(f"{path}?page={asked}").status_code for asked in ODD[1:]] == [200] * len(ODD[1:])
