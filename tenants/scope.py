"""The only place that makes engines and sessions.

A session belongs to one login role for its whole life: a network's, or the control plane's.
There is no default: without a role no connection is opened.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from typing import Any, Protocol

from sqlalchemy import URL, create_engine, event, make_url
from sqlalchemy.engine import Engine
from sqlalchemy.engine.base import OptionEngine
from sqlalchemy.orm import Session

from tenants.pool import LoginKey, RoleConnection, RolePool, current_login, logging_in_as

READ_ONLY = "-c default_transaction_read_only=on"
LOST_AFTER = {"idle": 30, "interval": 10, "count": 3}
"""Seconds after which either end of a connection sees that the other machine is gone, which nobody told it.
Without it a lost worker would hold its jobs for two hours, and a worker wait as long for a lost database."""
ENGINE_CACHE = 2_000
"""Role engines kept per process; each is a small object that shares one pool and dialect."""


class ForeignNetwork(RuntimeError):
    """An object of one network was handed to the session of another."""


def _read_json(text: str | bytes) -> Any:
    """Most objects in our tables are empty, and a list has one in each row."""
    return {} if text in ("{}", b"{}") else json.loads(text)


class Login(Protocol):
    """What is needed to log in for a network; a registry row has it."""

    @property
    def role(self) -> str: ...
    @property
    def placement(self) -> str | None: ...


class _RoleEngine(OptionEngine):
    """The shared engine, seen as one login: same pool, dialect and statement cache."""

    login: LoginKey
    _has_events = False  # a plain value: SQLAlchemy asks for it many times a statement

    def raw_connection(self) -> Any:
        with logging_in_as(self.login):
            return self._proxied.pool.connect()


class PlaneSession(Session):
    """A session that knows whose data it may touch."""

    role: str

    def merge(self, instance: Any, **kw: Any) -> Any:
        """As SQLAlchemy's; copying another network's object in is refused like adding it."""
        _check_stamp(self, instance)
        return super().merge(instance, **kw)


def password_for(secret: str, role: str) -> str:
    """The password of a network's login role: derived, so it is stored nowhere."""
    return hmac.new(secret.encode(), role.encode(), hashlib.sha256).hexdigest()


class Scope:
    """Opens sessions of networks and of the control plane.

    `database_url` is the control login; networks log in on the same server and database
    unless their registry row places them elsewhere ("host:port").
    """

    def __init__(self, database_url: str, tenant_secret: str, *, pool_size: int = 20) -> None:
        url = make_url(database_url)
        self._control_role = url.username or "portal_control"
        self._control_password = url.password or ""
        self._secret = tenant_secret
        self.engine = create_engine(
            URL.create(
                "postgresql+psycopg", host=url.host, port=url.port, database=url.database, query=url.query
            ),
            poolclass=RolePool,
            pool_size=pool_size,
            hide_parameters=True,
            json_deserializer=_read_json,
            connect_args={
                "prepare_threshold": 0,
                "connect_timeout": 5,
                "application_name": "portal",
                "tcp_user_timeout": 60_000,
                **{f"keepalives_{name}": value for name, value in LOST_AFTER.items()},
            },
        )
        event.listen(self.engine, "do_connect", self._log_in)
        self._engines: dict[LoginKey, _RoleEngine] = {}

    def _log_in(self, _dialect: Any, _record: Any, _args: Any, params: dict[str, Any]) -> RoleConnection:
        login = current_login()
        params["user"] = login.role
        if login.role == self._control_role:
            params["password"] = self._control_password
        else:
            params["password"] = password_for(self._secret, login.role)
        if login.placement:
            host, _, port = login.placement.partition(":")
            params["host"], params["port"] = host, port or 5432
        options = [f"-c tcp_keepalives_{name}={value}" for name, value in LOST_AFTER.items()]
        if login.read_only:
            params["autocommit"] = True
            options.append(READ_ONLY)
        params["options"] = " ".join((params.get("options", ""), *options)).strip()
        return RoleConnection.connect(**params)

    def bind(self, role: str, placement: str | None = None, *, read_only: bool = False) -> Engine:
        """The engine of one role; cheap, cached, sharing the process-wide pool."""
        login = LoginKey(role, placement, read_only)
        engine = self._engines.get(login)
        if engine is None:
            if len(self._engines) > ENGINE_CACHE:
                self._engines.clear()
            engine = self._engines[login] = _RoleEngine(self.engine, {})
            engine.login = login
        engine._has_events = self.engine._has_events
        return engine

    def network(self, network: Login, *, read_only: bool = False) -> PlaneSession:
        """A session of the network's own login role, to use in `with`. Nothing is committed unless asked."""
        return self._session(network.role, network.placement, read_only)

    def control(self, *, read_only: bool = False) -> PlaneSession:
        """A session of the control plane: the registry and what networks published."""
        return self._session(self._control_role, None, read_only)

    def _session(self, role: str, placement: str | None, read_only: bool) -> PlaneSession:
        db = PlaneSession(self.bind(role, placement, read_only=read_only), autoflush=False)
        db.role = role
        return db

    def dispose(self) -> None:
        """Close every idle connection of this process."""
        self.engine.dispose()


@event.listens_for(PlaneSession, "loaded_as_persistent")
def _stamp_loaded(session: PlaneSession, instance: Any) -> None:
    instance.__dict__["_network_role"] = session.role


@event.listens_for(PlaneSession, "before_attach")
def _check_stamp(session: PlaneSession, instance: Any) -> None:
    stamp = instance.__dict__.setdefault("_network_role", session.role)
    if stamp != session.role:
        raise ForeignNetwork(f"{type(instance).__name__} belongs to another network")
