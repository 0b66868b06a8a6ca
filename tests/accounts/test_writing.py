"""A mail to somebody with an account: to their address, in their language or the network's."""

from __future__ import annotations

import pytest
from flask import g

from portal.accounts.writing import language_of, write_to
from tests import cast
from tests.world import World


@pytest.mark.parametrize(("chosen", "spoken"), [(None, "nl"), ("de", "de"), ("en", "en")])
def test_it_is_in_the_language_of_its_reader(alpha: World, chosen: str | None, spoken: str) -> None:
    with alpha.db() as db:
        ben = cast.ben(db)
        ben.locale = chosen
        assert g.network.locale == "nl" and language_of(ben) == spoken
        mail = write_to(db, ben, "role_changed", is_steward=True)
        assert (mail.recipient, mail.person_id) == (ben.email, ben.id)
        assert f'lang="{spoken}"' in mail.body_html
        db.flush()
