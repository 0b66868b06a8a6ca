"""The names that this network knows, for `naming`; and what stands where one was taken out."""

from __future__ import annotations

from collections.abc import Iterable

from flask import g
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.accounts.models import Person
from portal.groups.models import Group
from portal.knowledge.naming import Known, known, marks, without

WITH_NOUNS = ("de",)


def known_here(db: Session, more: Iterable[str] = ()) -> Known:
    """Groups and people of this network, and `more` that are known to stand in the text. Two statements."""
    people = db.scalars(select(Person.name).where(Person.name != ""))
    return known(db.scalars(select(Group.name)), people, more, nouns=g.network.locale in WITH_NOUNS)


def stripped(text: str, here: Known) -> str:
    """The text without what surely names somebody."""
    return without(text, marks(text, here), instead)


def instead(kind: str) -> str:
    """What stands in the place of something that was taken out."""
    words: dict[str, str] = {
        "mail": _("[mail address]"),
        "account": _("[account number]"),
        "phone": _("[phone number]"),
        "address": _("[address]"),
        "group": _("[group]"),
        "name": _("[name]"),
    }
    return words[kind]
