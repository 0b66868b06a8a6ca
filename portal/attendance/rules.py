"""Who ticks names, and who looks after certificates."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from portal.access import Permission, allows, visible
from portal.attendance.models import Certificate


@visible(Certificate)
def visible_certificates(person: Any) -> Select[Any]:
    """Stewards; holders reach theirs through its link, others through its code."""
    query = select(Certificate).options(joinedload(Certificate.training))
    return query if person is not None and person.is_steward else query.where(Certificate.id.is_(None))


@allows(Permission.CERTIFICATE_TEND)
def tends(person: Any, _certificate: Any) -> bool:
    """Stewards withdraw certificates and write them anew."""
    return person is not None and bool(person.is_steward)


@allows(Permission.ATTENDANCE_KEEP)
def keeps(person: Any, session: Any) -> bool:
    """Stewards, and who gives this session."""
    if person is None or session is None:
        return False
    return bool(person.is_steward) or session.trainer_id == person.id
