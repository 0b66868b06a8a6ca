"""The table of states: every deed in every state, and nothing beside it."""

from __future__ import annotations

import pytest

from portal.errors import Refused
from portal.gate import Gate
from portal.help_requests.models import ONGOING, STATES, HelpRequest
from portal.help_requests.states import NAMES, NEXT, Deed, may_move, move

WAYS = {
    "open": {"help": "being_helped", "ask_back": "waiting_for_asker"},
    "being_helped": {"help": "being_helped", "ask_back": "waiting_for_asker", "let_go": "open"},
    "waiting_for_asker": {
        "help": "being_helped",
        "ask_back": "waiting_for_asker",
        "go_on": "being_helped",
        "let_go": "open",
    },
    "solved": {"reopen": "open"},
    "withdrawn": {"reopen": "open"},
    "expired": {"reopen": "open"},
}
ENDS = {"solve": "solved", "withdraw": "withdrawn", "merge": "withdrawn", "expire": "expired"}


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("deed", Deed)
def test_every_deed_in_every_state(app: Gate, state: str, deed: Deed) -> None:
    wanted = (WAYS[state] | (ENDS if state in ONGOING else {})).get(deed.value)
    request = HelpRequest(state=state)
    assert may_move(request, deed) == (wanted is not None)
    if wanted is None:
        with app.test_request_context("/"), pytest.raises(Refused):
            move(request, deed)
        assert request.state == state
    else:
        move(request, deed)
        assert request.state == wanted
        assert (request.closed_at is None) == (wanted in ONGOING)


def test_every_state_is_reached_left_and_has_a_name() -> None:
    assert set(NEXT.values()) == set(STATES) == set(NAMES) == {state for state, _ in NEXT}
