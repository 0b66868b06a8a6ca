"""What the payment service hears: amounts and our own ids, nothing of people, groups, themes or titles."""

from __future__ import annotations

import json
import re
import urllib.parse

from portal.signups import actions
from tests import cast, factories
from tests.fees.helpers import Till, put
from tests.signups.helpers import change, do, group_id

TELLING = ("rouw", "helmond", "gesprekken", "ben", "people.example", "markt", "secret")


def telling(text: str) -> list[str]:
    """Words in what was sent that tell something; our ids and addresses hold random letters only."""
    plain = urllib.parse.unquote_plus(text).lower()
    plain = re.sub(r"/pay/[\w.-]+", "/pay/", plain)
    return [word for word in TELLING if word in plain]


def test_nothing_that_is_sent_tells_what_it_is_about(till: Till) -> None:
    with till.world.db() as db:
        factories.group(db, "Rouwgroep Helmond", contact=cast.ben(db))
    change(till.world, title="Gesprekken leiden over rouw, secret")
    key = put(till.world, "ben", group_id=group_id(till.world, "Rouwgroep"))
    till.choose(key)
    till.pay(key)
    till.news()
    do(till.world, actions.cancel, "ben")
    till.world.work()
    asked = [f"{one.path} {one.body}" for one in till.stripe.requests]
    assert any("/v1/refunds" in one for one in asked) and any("/v1/checkout" in one for one in asked)
    assert [found for one in asked if (found := telling(one))] == []
    for token in re.findall(r"/pay/([\w.-]+)", urllib.parse.unquote_plus("".join(asked))):
        assert "rouw" not in token.lower()


def test_every_request_is_about_the_networks_own_account_and_can_be_repeated(till: Till) -> None:
    key = till.sign_up_and_choose("ben")
    till.pay(key)
    till.news()
    assert {one.account for one in till.stripe.requests} == {till.account}


def test_what_tells_something_is_seen() -> None:
    assert telling("line_items[0][name]=Rouw+verwerken&x=1") == ["rouw"]
    assert telling(json.dumps({"email": "ben@people.example"})) == ["ben", "people.example"]
