"""Installs what happens on the day of a training and after it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from portal import nav
from portal.access import Permission
from portal.accounts import hooks as people
from portal.accounts.models import Person
from portal.attendance import certificate_views, evaluation_views, jobs, qualifying, queries, rules  # noqa: F401
from portal.attendance.links import own_path
from portal.attendance.papers import TITLES
from portal.attendance.views import bp
from portal.clock import today
from portal.gate import Gate
from portal.hooks import join
from portal.trainings import hooks as trainings
from portal.trainings.models import Training
from portal.trainings.rules import gives


def install(app: Gate) -> None:
    """Register the pages, and join in with trainings and with people's own pages."""
    app.register_blueprint(bp)
    join(trainings.holds, qualifying.holds)
    join(trainings.news, jobs.training_news)
    join(trainings.page_cards, card)
    join(trainings.tending_links, tending_link)
    join(people.me_parts, PAPERS)
    join(people.me_parts, QUALIFICATIONS)
    join(people.on_end, qualifying.forget)
    nav.add(nav.Entry(_l("Check a certificate"), "attendance.look_up", order=80, foot=True))
    entry = nav.Entry(
        _l("Qualifications"), "attendance.qualifications", order=59, permission=Permission.TRAINING_MANAGE,
        personal=True,
    )  # fmt: skip
    nav.add(entry)


def tending_link(training: Training) -> tuple[str, str] | None:
    """From the training's page, for who looks after it."""
    if training.state == "draft":
        return None
    return str(_("On the day and after")), url_for("attendance.afterwards", id=training.id)


def card(_db: Session, training: Training, person: Person | None) -> trainings.Section | None:
    """The same for who gives the training and is no steward."""
    if person is None or person.is_steward or not gives(person, training):
        return None
    return trainings.Section("attendance/_card.html", {})


def own_papers(rows: Sequence[Any]) -> people.MeSection:
    """Certificates to fetch."""
    lines = [(row, own_path(row.id), TITLES[row.kind]) for row in rows]
    return people.MeSection(_("My certificates"), "attendance/_papers.html", {"lines": lines})


def own_qualifications(rows: Sequence[Any]) -> people.MeSection:
    """What one is qualified for."""
    values = {"rows": rows, "today": today()}
    return people.MeSection(_("My qualifications"), "attendance/_qualifications.html", values)


PAPERS = people.MePart(queries.own_papers, own_papers)
QUALIFICATIONS = people.MePart(queries.own_qualifications, own_qualifications)
