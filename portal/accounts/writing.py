"""Mails to people with an account, in the language they chose."""

from __future__ import annotations

from typing import Any

from flask import g
from sqlalchemy.orm import Session

from portal.accounts.models import Person
from portal.mail import Mail, post


def language_of(person: Person) -> str:
    """The person's own choice, else the network's language."""
    return str(person.locale or g.network.locale)


def write_to(db: Session, person: Person, template: str, /, **values: Any) -> Mail:
    """One mail to one person; `values` are those of the template, and `key` and `calendar` of `post`."""
    return post(
        db, template=template, to=person.email, person_id=person.id, locale=language_of(person), **values
    )
