"""What groups in formation need done: telling people once, and forgetting them in time."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from sqlalchemy import exists, select, update
from sqlalchemy.orm import Session

from portal.clock import now
from portal.forming import actions
from portal.forming.models import Interest
from portal.forming.notices import TO_THE_LIST
from portal.groups.models import Group
from portal.ledger import handler
from portal.mail import Mail


@handler("formation.enough")
def enough(db: Session, *, group_id: str) -> None:
    """There are enough people on a list."""
    group = db.get(Group, UUID(group_id))
    if group is not None and group.state == "forming":
        actions.enough(db, group)


@handler("formation.tell")
def tell(db: Session, *, group_id: str) -> None:
    """A group left formation."""
    actions.tell_and_forget(db, UUID(group_id))


@handler("formation.tend", every=timedelta(hours=6))
def tend(db: Session) -> None:
    """Warn, end, and forget to whom the mails about it went."""
    actions.warn(db)
    actions.end_lists(db)
    still = exists(select(Interest.id).where(Interest.email == Mail.recipient))
    sent = Mail.template.in_(TO_THE_LIST) & (Mail.sent_at < now() - timedelta(days=1))
    forgotten = update(Mail).where(sent, Mail.recipient != "", ~still).values(recipient="", subject="")
    db.execute(forgotten.execution_options(synchronize_session=False))
