"""What a network says of itself: its phone, its promise, its welcome. One row per network."""

from __future__ import annotations

import re
from collections import OrderedDict
from dataclasses import dataclass

from flask import g, has_request_context, request
from sqlalchemy import CheckConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from portal.tables import NetworkBase


class NetworkProfile(NetworkBase):
    """The network's own words and promises, shown on its pages."""

    __tablename__ = "network_profile"
    __table_args__ = (
        CheckConstraint("id = 1", name="one_row"),
        CheckConstraint("country in ('NL', 'BE', 'DE')", name="country"),
    )
    id: Mapped[int] = mapped_column(primary_key=True, default=1, autoincrement=False)
    welcome: Mapped[str] = mapped_column(default="")
    phone: Mapped[str] = mapped_column(default="")
    phone_note: Mapped[str] = mapped_column(default="")
    email: Mapped[str] = mapped_column(default="")
    promise_hours: Mapped[int] = mapped_column(default=24)
    check_months: Mapped[int] = mapped_column(default=6)
    grace_months: Mapped[int] = mapped_column(default=2, server_default="2")
    """How long after its check was overdue a group is hidden."""
    country: Mapped[str] = mapped_column(default="NL", server_default="NL")
    """One of COUNTRIES: where towns, postcodes and telephone numbers are sought first; its crisis line."""


COUNTRIES = ("NL", "BE", "DE")
_FLEMISH = re.compile(
    r"belgi|vlaanderen|vlaams|flanders|flandern|brussel|antwerpen|\bgent\b|leuven|mechelen", re.IGNORECASE
)


def country_of(locale: str, region: str = "") -> str:
    """The country of a network of which nobody said it: by the words of its region, else by its language."""
    return "DE" if locale == "de" else "BE" if _FLEMISH.search(region) else "NL"


@dataclass(frozen=True, slots=True)
class Profile:
    """The profile as pages read it."""

    welcome: str = ""
    phone: str = ""
    phone_note: str = ""
    email: str = ""
    promise_hours: int = 24
    check_months: int = 6
    grace_months: int = 2
    country: str = "NL"


_COLUMNS = select(
    NetworkProfile.welcome,
    NetworkProfile.phone,
    NetworkProfile.phone_note,
    NetworkProfile.email,
    NetworkProfile.promise_hours,
    NetworkProfile.check_months,
    NetworkProfile.grace_months,
    NetworkProfile.country,
)
_MOST = 500
SAFE_METHODS = ("GET", "HEAD")
_known: OrderedDict[tuple[str, int], Profile] = OrderedDict()


def profile(db: Session) -> Profile:
    """The network's profile, remembered per public revision: a change to it counts as a public change.

    A request that changes something remembers nothing: it may yet be rolled back.
    """
    key = (g.network.role, g.network.public_revision)
    found = _known.get(key)
    if found is None:
        row = db.execute(_COLUMNS).first()
        found = Profile(*row) if row else Profile()
        if has_request_context() and request.method in SAFE_METHODS:
            _known[key] = found
        if len(_known) > _MOST:
            _known.popitem(last=False)
    return found


def profile_row(db: Session) -> NetworkProfile:
    """The row itself, to change it."""
    return db.get_one(NetworkProfile, 1)
