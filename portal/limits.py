"""Rate limits in the network's own schema: they survive a lost queue and know no neighbour.

Counted in a transaction of their own, so that a refused request counts too.
"""

from __future__ import annotations

import hashlib
import hmac
from datetime import datetime, timedelta
from ipaddress import ip_address, ip_network
from typing import NamedTuple

from flask import g, request
from flask_babel import gettext as _
from sqlalchemy import DateTime, delete
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, Session, mapped_column
from werkzeug.exceptions import TooManyRequests

from portal.clock import now
from portal.extensions import kernel
from portal.ledger import handler
from portal.tables import NetworkBase

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


class Limit(NamedTuple):
    """How often something is usual."""

    what: str
    most: int
    per: timedelta


class Spent(NetworkBase):
    """How often something was done by one key within one window of time."""

    __tablename__ = "rate_limit"
    key: Mapped[bytes] = mapped_column(primary_key=True)
    window: Mapped[datetime] = mapped_column(DateTime(timezone=True), primary_key=True)
    count: Mapped[int] = mapped_column(default=1)


def spend(what: str, who: str, *, most: int, per: timedelta) -> None:
    """Count one use of `what` by `who` (an address, a mail address; stored only as a keyed hash).

    Raises TooManyRequests when it was done more than `most` times in the running window.
    """
    window = datetime.fromtimestamp(
        now().timestamp() // per.total_seconds() * per.total_seconds(), tz=now().tzinfo
    )
    secret = kernel().settings.secret_key.encode()
    key = hmac.new(secret, f"{what}|{who}|{window.isoformat()}".encode(), hashlib.sha256).digest()
    with kernel().scope.network(g.network) as db:
        count = db.scalar(
            insert(Spent)
            .values(key=key, window=window + per)
            .on_conflict_do_update(index_elements=[Spent.key, Spent.window], set_={"count": Spent.count + 1})
            .returning(Spent.count)
        )
        db.commit()
    if (count or 0) > most:
        raise TooManyRequests(
            _("That was a lot in a short time. Wait a little while and try again."),
            retry_after=int((window + per - now()).total_seconds()) + 1,
        )


def beyond(limit: Limit, who: str) -> bool:
    """Count one more; whether that is more often than usual, where it is only noted and not refused."""
    try:
        spend(limit.what, who, most=limit.most, per=limit.per)
    except TooManyRequests:
        return True
    return False


def caller() -> str:
    """Where this request comes from, as limits count it: one IPv4 address, or the /64 of an IPv6 one."""
    address = request.remote_addr or ""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    return address if parsed.version == 4 else str(ip_network((parsed, 64), strict=False))


@handler("limits.forget", every=timedelta(hours=1))
def forget(db: Session) -> None:
    """Windows that are over are of no use to anybody."""
    db.execute(delete(Spent).where(Spent.window < now()))
