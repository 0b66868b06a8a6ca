"""Installs signing up for trainings, and joins in with trainings and with people's own pages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.accounts import hooks as people
from portal.accounts.models import Person
from portal.clock import now, today
from portal.errors import Refused
from portal.gate import Gate
from portal.hooks import join
from portal.rooms.when import said
from portal.signups import (  # noqa: F401  they register
    actions,
    asking,
    group_views,
    interest,
    interest_pages,
    invitation_views,
    invitations,
    jobs,
    news,
    own_views,
    queries,
    rules,
    sheet_views,
    telling,
)
from portal.signups.models import GOING_ON, SignUp
from portal.signups.sheet import STATES
from portal.signups.views import bp, own_path
from portal.trainings import hooks as trainings
from portal.trainings.models import Training
from portal.trainings.rules import let_in


def install(app: Gate) -> None:
    """Register the pages, and join in."""
    app.register_blueprint(bp)
    join(trainings.page_cards, card)
    join(trainings.knows_link, knows_link)
    join(trainings.tending_links, to_sheet)
    join(trainings.tending_links, to_invitations)
    join(trainings.index_links, to_code)
    join(trainings.news, news.training_news)
    join(trainings.date_counts, interest.counts)
    join(trainings.session_in_use, news.session_in_use)
    join(let_in, invitations.let_in)
    join(people.me_parts, people.MePart(queries.mine, my_trainings))
    join(people.on_end, leave)


def card(db: Session, training: Training, person: Person | None) -> trainings.Section | None:
    """Where one stands, or the way to sign up."""
    if training.state == "draft":
        return None
    if interest_pages.asks(training):
        return trainings.Section("signups/_card_days.html", {"takes": training.takes_interest(now())})
    own = queries.own(db, training, person) if person is not None else ()
    values = {
        "own": [(row, own_path(row)) for row in own], "states": STATES,
        "takes": training.takes_signups(now()), "later": training.opens_later(now()),
        "free": _free(training),
    }  # fmt: skip
    return trainings.Section("signups/_card.html", values)


def _free(training: Training) -> bool:
    if training.by_session:
        return any(one.capacity > one.taken for one in training.sessions if one.starts_at > now())
    return training.left > 0


def knows_link(db: Session, training: Training, person: Person | None) -> bool:
    """Who has a place reads how to take part from home."""
    return person is not None and queries.has_place(db, training, person)


def to_sheet(training: Training) -> tuple[str, str] | None:
    """From the training's page, for who looks after it."""
    return _("Who comes"), url_for("signups.people", id=training.id)


def to_invitations(training: Training) -> tuple[str, str] | None:
    """Codes for people of another network."""
    return _("Invite people of another network"), url_for("signups.invitations", id=training.id)


def to_code() -> tuple[str, str]:
    """From the list of trainings, for whoever has a code."""
    return _("I have an invitation code"), url_for("signups.invited")


def my_trainings(rows: Sequence[Any]) -> people.MeSection:
    """Trainings one signed up for, with the way to cancel."""
    lines = [(row, own_path(row), said(row.starts_at, row.ends_at, today())) for row in rows]
    return people.MeSection(_("My trainings"), "signups/_mine.html", {"lines": lines, "states": STATES})


def leave(db: Session, person: Person) -> None:
    """An account ended: the places of this person are for others."""
    interest.leave(db, person)
    query = select(SignUp).where(SignUp.person_id == person.id, SignUp.state.in_(GOING_ON))
    for one in db.scalars(query.order_by(SignUp.training_id, SignUp.id)).all():
        try:
            actions.cancel(db, one, by=person)
        except Refused:
            continue
