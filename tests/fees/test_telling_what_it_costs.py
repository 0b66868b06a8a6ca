"""What a training costs stands on its page and in the list, before anybody signs up."""

from __future__ import annotations

from sqlalchemy import delete, update

from portal.fees.models import Fee
from tests.fees.helpers import Till
from tests.signups.helpers import PAGE


def test_page_and_list_say_what_it_costs_and_what_comes_back(till: Till) -> None:
    page = shown(till, PAGE)
    for words in ("€ 25,00", "€ 10,00", "niets", "50 %"):
        assert words in page, words
    assert "gratis" not in page
    rows = shown(till, "/trainings")
    assert "€ 0,00 tot € 25,00, je kiest zelf" in rows and "gratis" not in rows


def test_one_price_is_one_amount_and_without_a_fee_it_is_free(till: Till) -> None:
    change_fee(till, reduced_cents=None, zero=False)
    rows = shown(till, "/trainings")
    assert "€ 25,00" in rows and "tot €" not in rows
    with till.world.db() as db:
        db.execute(delete(Fee))
    assert "gratis" in shown(till, "/trainings")
    assert "gratis" in shown(till, PAGE)


def change_fee(till: Till, **facts: object) -> None:
    with till.world.db() as db:
        db.execute(update(Fee).values(**facts))


def shown(till: Till, path: str) -> str:
    """The page itself, without the help at its foot."""
    page = till.world.visitor().get(path).text.replace("\xa0", " ")
    return page[page.index("<main") : page.index("</main>")]
