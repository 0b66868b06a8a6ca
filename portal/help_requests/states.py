"""Which deed leads from which state to which: the one table, and the one place that moves a request."""

from __future__ import annotations

from enum import StrEnum

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.clock import now
from portal.errors import Refused
from portal.help_requests.models import ONGOING, HelpRequest


class Deed(StrEnum):
    """What changes the state of a request."""

    HELP = "help"
    """Somebody is going to do it: an offer was accepted, or a steward takes it on."""
    ASK_BACK = "ask_back"
    GO_ON = "go_on"
    """The asker answered and somebody is helping."""
    LET_GO = "let_go"
    """Nobody is helping (any more), and it waits for everybody again."""
    SOLVE = "solve"
    WITHDRAW = "withdraw"
    MERGE = "merge"
    EXPIRE = "expire"
    REOPEN = "reopen"


NEXT: dict[tuple[str, Deed], str] = {
    ("open", Deed.HELP): "being_helped",
    ("open", Deed.ASK_BACK): "waiting_for_asker",
    ("being_helped", Deed.HELP): "being_helped",
    ("being_helped", Deed.ASK_BACK): "waiting_for_asker",
    ("being_helped", Deed.LET_GO): "open",
    ("waiting_for_asker", Deed.HELP): "being_helped",
    ("waiting_for_asker", Deed.ASK_BACK): "waiting_for_asker",
    ("waiting_for_asker", Deed.GO_ON): "being_helped",
    ("waiting_for_asker", Deed.LET_GO): "open",
    **{(state, Deed.SOLVE): "solved" for state in ONGOING},
    **{(state, Deed.WITHDRAW): "withdrawn" for state in ONGOING},
    **{(state, Deed.MERGE): "withdrawn" for state in ONGOING},
    **{(state, Deed.EXPIRE): "expired" for state in ONGOING},
    **{(state, Deed.REOPEN): "open" for state in ("solved", "withdrawn", "expired")},
}
"""What is not here is refused."""

NAMES = {
    "open": _l("open"),
    "being_helped": _l("being helped"),
    "waiting_for_asker": _l("waits for who asked"),
    "solved": _l("solved"),
    "withdrawn": _l("withdrawn"),
    "expired": _l("expired"),
}


def may_move(request: HelpRequest, deed: Deed) -> bool:
    """Whether the table knows a way. A merged request goes nowhere: it goes on as another one."""
    return request.merged_into_id is None and (request.state, deed) in NEXT


def move(request: HelpRequest, deed: Deed) -> None:
    """Change the state. Raises Refused for what is not in the table. The caller holds the row's lock."""
    if not may_move(request, deed):
        raise Refused(
            _("This question is “%(state)s” by now, so this cannot be done.", state=NAMES[request.state])
        )
    request.state = NEXT[request.state, deed]
    request.changed_at = now()
    request.closed_at = None if request.ongoing else now()
    if request.state not in ("open", "being_helped"):
        request.due_at = None
    if not request.ongoing:
        request.ask_at = None
