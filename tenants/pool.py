"""A connection pool keyed by login role.

One engine serves every network; what differs is who logs in. A connection is handed out
only to the role it was opened for, so no per-request state has to be set or cleared.
When the process is full, the connection that was idle longest is closed, whoever's it was.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from sqlalchemy import event, exc
from sqlalchemy.pool import Pool
from sqlalchemy.pool.base import ConnectionPoolEntry

PING_AFTER = 15.0
"""Seconds a connection may lie idle before it is asked whether it still lives."""

_login: ContextVar[tuple[str, str | None] | None] = ContextVar("login", default=None)


class NoNetworkInScope(RuntimeError):
    """A connection was asked for while no network (nor the control plane) was named."""


@contextmanager
def logging_in_as(role: str, placement: str | None) -> Iterator[None]:
    """Name the role a connection is taken for; only for the moment of taking it."""
    token = _login.set((role, placement))
    try:
        yield
    finally:
        _login.reset(token)


def current_login() -> tuple[str, str | None]:
    """Role and server of the connection being taken. Raises NoNetworkInScope."""
    login = _login.get()
    if login is None:
        raise NoNetworkInScope("no network is in scope: open one with Scope.network()")
    return login


class RolePool(Pool):
    """Idle connections, oldest first; at most `pool_size` open per process."""

    def __init__(self, creator: Any, pool_size: int = 20, timeout: float = 10.0, **kw: Any) -> None:
        super().__init__(creator, **kw)
        self._creator_arg = creator
        self._size = pool_size
        self._timeout = timeout
        self._open = 0
        self._idle: list[tuple[str, ConnectionPoolEntry]] = []
        self._free = threading.Condition()
        event.listen(self, "checkout", _ping_if_stale)

    def _do_get(self) -> ConnectionPoolEntry:
        role, _ = current_login()
        entry, evicted = self._take(role)
        if evicted is not None:
            evicted.close()
        if entry is not None:
            return entry
        try:
            entry = self._create_connection()
        except BaseException:
            self._forget()
            raise
        entry.record_info["role"] = role
        return entry

    def _take(self, role: str) -> tuple[ConnectionPoolEntry | None, ConnectionPoolEntry | None]:
        """An idle connection of the role, else room for a new one (and whom to close for it)."""
        deadline = time.monotonic() + self._timeout
        with self._free:
            while True:
                for i in range(len(self._idle) - 1, -1, -1):
                    if self._idle[i][0] == role:
                        return self._idle.pop(i)[1], None
                if self._open < self._size:
                    self._open += 1
                    return None, None
                if self._idle:
                    return None, self._idle.pop(0)[1]
                if not self._free.wait(max(0.0, deadline - time.monotonic())):
                    raise exc.TimeoutError(f"no database connection became free in {self._timeout} s")

    def _do_return_conn(self, record: ConnectionPoolEntry) -> None:
        if record.dbapi_connection is None:
            self._forget()
            return
        record.record_info["returned"] = time.monotonic()
        with self._free:
            self._idle.append((record.record_info["role"], record))
            self._free.notify()

    def _forget(self) -> None:
        with self._free:
            self._open -= 1
            self._free.notify()

    def dispose(self) -> None:
        with self._free:
            idle, self._idle = self._idle, []
            self._open -= len(idle)
        for _, entry in idle:
            entry.close()

    def recreate(self) -> RolePool:
        return type(self)(
            self._creator_arg,
            pool_size=self._size,
            timeout=self._timeout,
            recycle=self._recycle,
            echo=self.echo,
            logging_name=self._orig_logging_name,
            reset_on_return=self._reset_on_return,
            pre_ping=self._pre_ping,
            _dispatch=self.dispatch,
            dialect=self._dialect,
        )

    def status(self) -> str:
        return f"{self._open} open, {len(self._idle)} idle, at most {self._size}"

    def roles(self) -> list[str]:
        """Roles of the idle connections, longest idle first."""
        with self._free:
            return [role for role, _ in self._idle]


def _ping_if_stale(dbapi_connection: Any, record: ConnectionPoolEntry, _proxy: Any) -> None:
    """A connection that lay idle may have lost its server: ask before relying on it."""
    returned = record.record_info.get("returned")
    if returned is None or time.monotonic() - returned < PING_AFTER:
        return
    try:
        dbapi_connection.execute("select 1")
        dbapi_connection.rollback()
    except Exception as error:
        raise exc.DisconnectionError("stale connection") from error
