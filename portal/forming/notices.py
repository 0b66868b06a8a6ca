"""Mails about groups in formation. No group is named: neither in the text nor in a link."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from flask import g
from sqlalchemy.orm import Session

from portal.accounts.queries import stewards
from portal.accounts.writing import write_to
from portal.clock import today
from portal.forming.models import Interest
from portal.groups.answering import who_answers
from portal.links import signed
from portal.mail import post
from portal.pages import network_url

TO_THE_LIST = ("interest_confirm", "interest_enough", "interest_ending", "interest_begun")
LIST_LINK_LIVES = timedelta(days=400)
"""Longer than any list: whoever is on it can always leave it."""
GROUP_LINK_LIVES = timedelta(days=90)


def tell(
    db: Session, interest: Interest, template: str, *, link: str = "", until: date | None = None
) -> None:
    """One mail to one person on a list, with the link that leads to the entry (or another one)."""
    own = network_url(g.network.slug, f"/interest/{signed('interest', interest.id)}")
    more: dict[str, Any] = {"until": until} if until else {}
    post(
        db,
        template=template,
        to=interest.email,
        locale=interest.locale,
        alias=interest.alias,
        link=link or own,
        **more,
    )


def tell_those_who_start_it(db: Session, group_id: UUID, template: str) -> None:
    """One mail to each who answers for the group and to each steward."""
    link = network_url(g.network.slug, f"/formations/{group_id}")
    people = {person.id: person for person in (*who_answers(db, group_id, today()), *stewards(db))}
    for person in people.values():
        write_to(db, person, template, link=link)


def link_to_group(group_id: UUID) -> str:
    """A way to the group's page that does not name the group."""
    return network_url(g.network.slug, f"/begun/{signed('begun', group_id)}")
