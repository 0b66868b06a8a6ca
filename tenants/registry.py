"""The control plane's register of networks, and how an address leads to one."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from threading import Lock
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, DateTime, ForeignKey, MetaData, Text, select, text
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


class Directory:
    """Finds networks by host, remembering answers for a moment (also the answer "nobody")."""

    def __init__(self, scope: Scope, base_domain: str, *, keep: float = 2.0) -> None:
        self._scope = scope
        self._suffix = f".{base_domain}"
        self._keep = keep
        self._lock = Lock()
        self._answers: dict[str, tuple[float, KnownNetwork | None]] = {}

    def find_by_host(self, host: str) -> KnownNetwork | None:
        """The network that answers at `host` (lower case, without port), or None."""
        answer = self._answers.get(host)
        if answer and time.monotonic() - answer[0] < self._keep:
            return answer[1]
        found = self._look_up(host)
        with self._lock:
            if len(self._answers) > 5_000:
                self._answers.clear()
            self._answers[host] = (time.monotonic(), found)
        return found

    def forget(self) -> None:
        """Drop remembered answers, after something public changed in this process."""
        self._answers.clear()

    def _look_up(self, host: str) -> KnownNetwork | None:
        slug = host.removesuffix(self._suffix)
        with self._scope.control(read_only=True) as control:
            if slug != host:
                return by_slug(control, slug) if "." not in slug else None
            owner = select(NetworkHost.network_id).where(
                NetworkHost.host == host, NetworkHost.verified_at <= datetime.now(UTC)
            )
            row = control.execute(_KNOWN.where(Network.id.in_(owner))).first()
            return _known(tuple(row)) if row else None
