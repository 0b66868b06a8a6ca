"""The control plane's register of networks, and how an address leads to one."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from threading import Lock
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, DateTime, ForeignKey, MetaData, Text, func, select, text
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

from tenants.scope import Scope

NAMING = {
    "pk": "pk_%(table_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
}


class ControlBase(DeclarativeBase):
    """Tables of the control plane, schema-qualified: `control` is ours, `shared` has row security."""

    metadata = MetaData(naming_convention=NAMING)


class NetworkState(StrEnum):
    """Where a network stands in its life."""

    PREPARING = "preparing"
    ACTIVE = "active"
    MAINTENANCE = "maintenance"
    SUSPENDED = "suspended"
    RETIRED = "retired"


class Network(ControlBase):
    """One regional network: its address, its schema (same name as its login role), its state."""

    __tablename__ = "network"
    __table_args__ = (
        CheckConstraint("slug ~ '^[a-z0-9](-?[a-z0-9])*$' and length(slug) <= 40", name="slug"),
        CheckConstraint("role ~ '^t_[a-z0-9]{20}$'", name="role"),
        {"schema": "control"},
    )
    id: Mapped[UUID] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(Text, unique=True)
    name: Mapped[str] = mapped_column(Text)
    locale: Mapped[str] = mapped_column(Text, server_default="nl")
    region: Mapped[str] = mapped_column(Text, server_default="")
    role: Mapped[str] = mapped_column(Text, unique=True)
    state: Mapped[str] = mapped_column(Text, server_default=NetworkState.PREPARING)
    revision: Mapped[str | None] = mapped_column(Text)
    placement: Mapped[str | None] = mapped_column(Text)
    failure: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=text("now()"))


class NetworkHost(ControlBase):
    """A domain of a network's own; serves only once its owner proved it (`verified_at`)."""

    __tablename__ = "network_host"
    __table_args__ = ({"schema": "control"},)
    host: Mapped[str] = mapped_column(Text, primary_key=True)
    network_id: Mapped[UUID] = mapped_column(ForeignKey("control.network.id"), index=True)
    verified_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


class WakeUp(ControlBase):
    """When each network next has work due. A network writes its own row only (row security)."""

    __tablename__ = "wake_up"
    __table_args__ = ({"schema": "shared"},)
    role: Mapped[str] = mapped_column(Text, primary_key=True, server_default=text("current_user"))
    due_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), index=True)


class PublicRevision(ControlBase):
    """Counts changes to what a network shows the public; the key of every cached page."""

    __tablename__ = "public_revision"
    __table_args__ = ({"schema": "shared"},)
    role: Mapped[str] = mapped_column(Text, primary_key=True, server_default=text("current_user"))
    number: Mapped[int] = mapped_column(BigInteger)


@dataclass(frozen=True, slots=True)
class KnownNetwork:
    """A registry row as the request gate carries it around."""

    id: UUID
    slug: str
    name: str
    locale: str
    region: str
    role: str
    state: NetworkState
    revision: str | None
    placement: str | None
    public_revision: int


_KNOWN = (
    select(
        Network.id,
        Network.slug,
        Network.name,
        Network.locale,
        Network.region,
        Network.role,
        Network.state,
        Network.revision,
        Network.placement,
        PublicRevision.number,
    )
    .outerjoin(PublicRevision, PublicRevision.role == Network.role)
    .order_by(Network.name)
)


def _known(row: tuple[object, ...]) -> KnownNetwork:
    *fields, state, revision, placement, number = row
    return KnownNetwork(*fields, NetworkState(str(state)), revision, placement, number or 0)  # type: ignore[arg-type,call-arg]


def all_networks(control: Session) -> list[KnownNetwork]:
    """Every network that is not retired, by name."""
    rows = control.execute(_KNOWN.where(Network.state != NetworkState.RETIRED))
    return [_known(tuple(row)) for row in rows]


def by_slug(control: Session, slug: str) -> KnownNetwork | None:
    """The network with this slug, whatever its state."""
    row = control.execute(_KNOWN.where(Network.slug == slug)).first()
    return _known(tuple(row)) if row else None


def by_role(control: Session, role: str) -> KnownNetwork | None:
    """The network behind a login role: how a job finds its way."""
    row = control.execute(_KNOWN.where(Network.role == role)).first()
    return _known(tuple(row)) if row else None


_HOSTS = (
    select(func.array_agg(NetworkHost.host))
    .where(NetworkHost.network_id == Network.id, NetworkHost.verified_at <= func.now())
    .scalar_subquery()
)
_REGISTER = _KNOWN.add_columns(_HOSTS)
PATIENCE = 200
"""A register is kept this many times as long as reading it took, so that reading stays cheap at any size."""


NEWCOMER = 0.2
"""Seconds after which an address nobody has is looked for once more: a network may just have been made."""


class Directory:
    """Finds networks by host, in a list of all of them that is at most some seconds old.

    One statement for all, and not one for each host: of many networks somebody would always be waiting.
    """

    def __init__(self, scope: Scope, base_domain: str, *, keep: float = 2.0) -> None:
        self._scope = scope
        self._suffix = f".{base_domain}"
        self._keep = keep
        self._lock = Lock()
        self._changes = 0
        self._register: tuple[float, dict[str, KnownNetwork]] = (0.0, {})
        """Until when it is good, and the networks by host."""

    def find_by_host(self, host: str) -> KnownNetwork | None:
        """The network that answers at `host` (lower case, without port), or None."""
        network = self._present(0.0).get(host)
        if network is None and host.endswith(self._suffix):
            return self._present(self._keep - NEWCOMER).get(host)
        return network

    def forget(self) -> None:
        """Read anew the next time, after something public changed in this process."""
        self._changes += 1
        self._register = (0.0, {})

    def _present(self, spare: float) -> dict[str, KnownNetwork]:
        """The register, if it is good for `spare` more seconds; else it is read."""
        until, known = self._register
        return known if time.monotonic() + spare < until else self._read(spare)

    def _read(self, spare: float) -> dict[str, KnownNetwork]:
        with self._lock:
            until, known = self._register
            began, changes = time.monotonic(), self._changes
            if began + spare < until:
                return known
            with self._scope.control(read_only=True) as control:
                rows = [tuple(row) for row in control.execute(_REGISTER)]
            known = {}
            for *row, hosts in rows:
                network = _known(tuple(row))
                known[network.slug + self._suffix] = network
                for host in hosts or ():
                    known.setdefault(host, network)
            if changes == self._changes:
                now = time.monotonic()
                self._register = now + max(self._keep, (now - began) * PATIENCE), known
            return known
