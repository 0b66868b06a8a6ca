"""Who waits for a group is known to nobody."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from portal.forming.models import Interest
from portal.ledger import announce_public_change
from tests import cast
from tests.forming.helpers import FORM, PAGE, ask, formation, put
from tests.groups.helpers import filled_in, said
from tests.relay.helpers import later, link_in, sent_to
from tests.sink import Sink
from tests.world import World


def test_nobody_can_see_who_is_on_the_list(forming: World, sink: Sink) -> None:
    answers = []
    for _ in range(2):
        visitor = forming.visitor()
        answers.append(ask(visitor, "vlinder@post.example"))
        forming.work()
        link = link_in(sink, "vlinder@post.example")
        visitor.post(link, {}, page="/signin")
    assert answers == [303, 303] and forming.count("interest") == 1
    assert len(sent_to(sink, "vlinder@post.example")) == 2
    ben = forming.as_(cast.IDS["ben"])
    assert "vlinder" not in ben.get(formation(forming)).text.lower()


def test_somebody_confirmed_cannot_be_changed_by_somebody_else(forming: World, sink: Sink) -> None:
    put(forming, 1)
    ask(forming.visitor(), "v0@post.example", alias="Iemand anders", help="y")
    assert forming.count("interest where alias = '' and purposes = '{begin}'") == 1


@pytest.mark.parametrize(
    "typed",
    [{"begin": ""}, {"email": "no address"}, {"opened": "forged"}, {"alias": "x" * 500}],
)
def test_what_cannot_be_used_is_explained(forming: World, typed: dict[str, str]) -> None:
    data = {"email": "vlinder@post.example", **typed}
    if not data.get("begin", "y"):
        visitor = forming.visitor()
        with later(seconds=-30):
            page = filled_in(visitor, FORM)
        assert visitor.send(FORM, {**page, **data}).status_code in (303, 422)
        assert visitor.send(FORM, {**page, "email": data["email"]}).status_code == 422
    else:
        assert ask(forming.visitor(), data.pop("email"), **data) == 422
    assert forming.count("interest where 'begin' <> all(purposes)") == 0


@pytest.mark.parametrize("typed", [{"company": "Acme"}, {}], ids=["trap", "quick"])
def test_machines_see_the_same_page_and_write_nothing(forming: World, typed: dict[str, str]) -> None:
    visitor = forming.visitor()
    data = {**filled_in(visitor, FORM), "email": "v@post.example", "begin": "y", **typed}
    if typed:
        assert ask(visitor, "v@post.example", **typed) == 303
    else:
        assert visitor.send(FORM, data).status_code == 303
    assert forming.count("interest") == forming.count("mail") == 0


def test_one_address_is_not_flooded_with_mails(forming: World, sink: Sink) -> None:
    for _ in range(6):
        assert ask(forming.visitor(), "v@post.example") == 303
    forming.work()
    assert len(sent_to(sink, "v@post.example")) == 3


def test_counts_below_five_are_shown_to_nobody(forming: World) -> None:
    ben, visitor = forming.as_(cast.IDS["ben"]), forming.visitor()
    put(forming, 4)
    few = said(ben.get(formation(forming))), said(visitor.get(PAGE))
    for page in few:
        assert " 4 " not in page
    with forming.db() as db:
        found = db.scalars(select(Interest)).first()
        assert found is not None
        moment, values = found.consented_at, {"group_id": found.group_id, "expires_on": found.expires_on}
        db.add(
            Interest(
                email="w@post.example", purposes=["begin"], consented_at=moment, confirmed_at=moment, **values
            )
        )
        announce_public_change(db)
    assert few[1] != said(visitor.get(PAGE)) and " 5 " in said(ben.get(formation(forming)))
