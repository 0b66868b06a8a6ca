"""Each change of a request tells exactly those it concerns: one table says who, of what, by which mail.

No mail holds what was written, nor a category or the name of a group (docs/decisions/011).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any
from uuid import UUID

from flask import g
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from portal.accounts.models import Person
from portal.accounts.queries import stewards
from portal.accounts.writing import write_to
from portal.help_requests import circles
from portal.help_requests.models import HelpRequest
from portal.pages import network_url
from portal.profile import profile

ASKER, HELPER, WAITING, FOLLOWER = "help_asker", "help_helper", "help_waiting", "help_follower"
OUTCOME, ASKER_WISH = "help_outcome", "help_asker_wish"
TEMPLATES = (ASKER, HELPER, WAITING, FOLLOWER, OUTCOME, ASKER_WISH)

CIRCLES: dict[str, Callable[[Session, HelpRequest], list[Person]]] = {
    "asker": circles.askers,
    "helpers": circles.helpers,
    "offerers": circles.offerers,
    "talkers": circles.talkers,
    "followers": circles.followers,
    "invited": circles.invited,
    "responders": circles.responders,
    "first_asked": circles.first_asked,
    "standing_in": circles.standing_in,
    "stewards": lambda db, _request: stewards(db),
}

TELLS: dict[str, dict[str, str]] = {
    "asked": {"responders": WAITING, "stewards": WAITING},
    "answered": {"asker": ASKER},
    "asked_back": {"asker": ASKER},
    "written_back": {"talkers": HELPER},
    "pointed": {"asker": ASKER},
    "offered": {"asker": ASKER},
    "offer_accepted": {"these": HELPER},
    "offer_declined": {"these": HELPER},
    "offer_withdrawn": {"asker": ASKER},
    "taken_on": {"asker": ASKER},
    "handed_over": {"these": HELPER},
    "given_back": {"asker": ASKER, "stewards": WAITING},
    "invited": {"these": WAITING},
    "solved": {"asker": ASKER, "helpers": HELPER, "offerers": HELPER, "followers": FOLLOWER},
    "not_solved": {"helpers": HELPER, "stewards": WAITING},
    "withdrawn": {"asker": ASKER, "helpers": HELPER, "offerers": HELPER, "followers": FOLLOWER,
                  "invited": HELPER},
    "merged": {"asker": ASKER, "helpers": HELPER, "offerers": HELPER, "followers": FOLLOWER},
    "expired": {"asker": ASKER, "helpers": HELPER, "offerers": HELPER, "followers": FOLLOWER},
    "reopened": {"asker": ASKER, "helpers": HELPER, "followers": FOLLOWER, "stewards": WAITING},
    "reminder": {"first_asked": WAITING},
    "stand_in": {"standing_in": WAITING},
    "late": {"stewards": WAITING},
    "did_it_work": {"asker": OUTCOME},
}  # fmt: skip
"""Change to the circles it concerns, and the mail each gets. "these": whom the deed itself names.

Somebody in two circles gets the mail of the first one; who did it gets none.
"""

SENTENCES: dict[tuple[str, str], Any] = {
    (ASKER, "answered"): _l("Somebody answered your question."),
    (ASKER, "asked_back"): _l("Somebody wants to know something before they can help you."),
    (ASKER, "pointed"): _l("Somebody pointed you to an article that may answer your question."),
    (ASKER, "offered"): _l("Somebody offers to help you. You decide whether you accept it."),
    (ASKER, "offer_withdrawn"): _l("Somebody who was going to help cannot do it after all."),
    (ASKER, "taken_on"): _l("The network takes your question on."),
    (ASKER, "given_back"): _l("Your question waits for somebody to take it on again."),
    (ASKER, "solved"): _l("Your question is marked as solved. Is it not? Then you can open it again."),
    (ASKER, "withdrawn"): _l("Your question was withdrawn."),
    (ASKER, "merged"): _l("Somebody asked the same. Your question goes on together with that one."),
    (ASKER, "expired"): _l("Your question is closed, because we heard nothing. You can open it again."),
    (ASKER, "reopened"): _l("Your question is open again."),
    (HELPER, "written_back"): _l("Who asked wrote something."),
    (HELPER, "offer_accepted"): _l("Your offer to help is accepted."),
    (HELPER, "offer_declined"): _l("Your offer to help is not needed. Thank you for offering it."),
    (HELPER, "handed_over"): _l("A question is handed over to you."),
    (HELPER, "solved"): _l("The question that you wanted to help with is solved. Thank you."),
    (HELPER, "not_solved"): _l("Who asked says that it is not solved yet."),
    (HELPER, "withdrawn"): _l("The question is withdrawn. You need not do anything more."),
    (HELPER, "merged"): _l("The question goes on with one that asks the same. Your help goes along."),
    (HELPER, "expired"): _l("The question is closed, because who asked was not heard of any more."),
    (HELPER, "reopened"): _l("A question that you helped with is open again."),
    (FOLLOWER, "solved"): _l("A question that you have too is solved. Look whether it helps you."),
    (FOLLOWER, "withdrawn"): _l("A question that you have too was withdrawn. You can ask it yourself."),
    (FOLLOWER, "merged"): _l("A question that you have too goes on together with another one."),
    (FOLLOWER, "expired"): _l("A question that you have too is closed. You can ask it yourself."),
    (FOLLOWER, "reopened"): _l("A question that you have too is open again."),
    (WAITING, "asked"): _l("Somebody asks for practical help."),
    (WAITING, "given_back"): _l("A question that was taken on waits for everybody again."),
    (WAITING, "invited"): _l("Somebody has a question that you may know an answer to. You may say no."),
    (WAITING, "not_solved"): _l("Who asked says that it is not solved yet."),
    (WAITING, "reopened"): _l("A question is open again."),
    (WAITING, "reminder"): _l("A question still waits for an answer."),
    (WAITING, "stand_in"): _l("A question was not answered yet. You stand in, so we ask you."),
    (WAITING, "late"): _l("Nobody answered a question in time. It is with you now."),
}  # fmt: skip
"""What the mail says, by template and change."""


def tell(
    db: Session,
    change: str,
    request: HelpRequest,
    *,
    by: UUID | None,
    these: Iterable[Person] = (),
    without: Iterable[UUID] = (),
    at: HelpRequest | None = None,
    **values: Any,
) -> int:
    """Mail everybody whom this change concerns, once; returns how many.

    `by` did it. `these`: whom the deed names. `at`: the request to look at, when it is another one.
    """
    done, number = {by, *without}, 0
    path = f"/help-requests/{(at or request).id}"
    for circle, template in TELLS[change].items():
        for person in these if circle == "these" else CIRCLES[circle](db, request):
            if person.id in done:
                continue
            done.add(person.id)
            number += 1
            _post(db, person, template, change, path, **values)
    return number


def _post(db: Session, person: Person, template: str, change: str, path: str, **values: Any) -> None:
    write_to(
        db,
        person,
        template,
        sentence=SENTENCES.get((template, change), ""),
        hours=profile(db).promise_hours,
        **{"link": network_url(g.network.slug, path), **values},
    )
