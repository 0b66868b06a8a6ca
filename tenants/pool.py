"""A connection pool keyed by login: the role and the server it lives on.

One engine serves every network; what differs is who logs in. A connection is handed out
only to the login it was opened for, so no per-request state has to be set or cleared.
When the process is full, the connection that was idle longest is closed, whoever's it was.
"""

from __future__ import annotations

import threading
import time
from contextvars import ContextVar
from typing import Any, NamedTuple

import psycopg
from psycopg.pq import TransactionStatus
from sqlalchemy import exc
from sqlalchemy.pool import Pool
from sqlalchemy.pool.base import ConnectionPoolEntry

PING_AFTER = 15.0
"""Seconds a connection may lie idle before it is asked whether it still lives."""


class LoginKey(NamedTuple):
    """Whose connection: a login role, the server it lives on (None: the usual one), and whether it may write.

    One that only reads has no transactions: each statement is sent alone and PostgreSQL refuses any change.
    """

    role: str
    placement: str | None = None
    read_only: bool = False


_login: ContextVar[LoginKey | None] = ContextVar("login", default=None)


class NoNetworkInScope(RuntimeError):
    """A connection was asked for while no network (nor the control plane) was named."""


class logging_in_as:
    """Name the login a connection is taken for; only for the moment of taking it."""

    def __init__(self, login: LoginKey) -> None:
        self._wanted = login

    def __enter__(self) -> None:
        self._before = _login.set(self._wanted)

    def __exit__(self, *_: object) -> None:
        _login.reset(self._before)


def current_login() -> LoginKey:
    """Whose connection is being taken. Raises NoNetworkInScope."""
    login = _login.get()
    if login is None:
        raise NoNetworkInScope("no network is in scope: open one with Scope.network()")
    return login


class RoleConnection(psycopg.Connection[Any]):
    """Ends a transaction only where there is one; SQLAlchemy asks for it twice."""

    def rollback(self) -> None:
        if self.pgconn.transaction_status != TransactionStatus.IDLE:
            super().rollback()


class RolePool(Pool):
    """Idle connections, oldest first; at most `pool_size` open per process."""

    def __init__(self, creator: Any, pool_size: int = 20, timeout: float = 10.0, **kw: Any) -> None:
        super().__init__(creator, **kw)
        self._creator_arg = creator
        self._size = pool_size
        self._timeout = timeout
        self._open = 0
        self._idle: list[tuple[LoginKey, ConnectionPoolEntry]] = []
        self._waiting: list[object] = []
        self._lock = threading.RLock()  # the garbage collector may return a connection while we hold it
        self._free = threading.Condition(self._lock)

    def _do_get(self) -> ConnectionPoolEntry:
        login = current_login()
        entry, evicted = self._take(login)
        if evicted is not None:
            evicted.close()
        if entry is not None:
            if time.monotonic() - _notes(entry)["returned"] > PING_AFTER:
                _replace_if_dead(entry)
            return entry
        try:
            entry = self._create_connection()
        except BaseException:
            self._forget()
            raise
        _notes(entry)["login"] = login
        return entry

    def _take(self, login: LoginKey) -> tuple[ConnectionPoolEntry | None, ConnectionPoolEntry | None]:
        """An idle connection of the login, else room for a new one (and whom to close for it).

        First come, first served: whoever gives a connection back and wants one again queues up.
        """
        with self._lock:
            if not self._waiting and (self._idle or self._open < self._size):
                return self._pick(login)
            return self._queue_up(login)

    def _has_room(self) -> bool:
        return bool(self._idle) or self._open < self._size

    def _queue_up(self, login: LoginKey) -> tuple[ConnectionPoolEntry | None, ConnectionPoolEntry | None]:
        deadline, ticket = time.monotonic() + self._timeout, object()
        self._waiting.append(ticket)
        try:
            while self._waiting[0] is not ticket or not self._has_room():
                if not self._free.wait(max(0.0, deadline - time.monotonic())):
                    raise exc.TimeoutError(f"no database connection became free in {self._timeout} s")
            return self._pick(login)
        finally:
            self._waiting.remove(ticket)
            self._free.notify_all()

    def _pick(self, login: LoginKey) -> tuple[ConnectionPoolEntry | None, ConnectionPoolEntry | None]:
        for i in range(len(self._idle) - 1, -1, -1):
            if self._idle[i][0] == login:
                return self._idle.pop(i)[1], None
        if self._open < self._size:
            self._open += 1
            return None, None
        return None, self._idle.pop(0)[1]

    def _do_return_conn(self, record: ConnectionPoolEntry) -> None:
        if record.dbapi_connection is None:
            self._forget()
            return
        notes = _notes(record)
        notes["returned"] = time.monotonic()
        with self._lock:
            self._idle.append((notes["login"], record))
            if self._waiting:
                self._free.notify_all()

    def _forget(self) -> None:
        with self._free:
            self._open -= 1
            self._free.notify_all()

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
            return [login.role for login, _ in self._idle]


def _notes(entry: ConnectionPoolEntry) -> dict[Any, Any]:
    """What we remember about a connection; it outlives a reconnect."""
    return entry.record_info  # type: ignore[return-value]


def _replace_if_dead(entry: ConnectionPoolEntry) -> None:
    """A connection that lay idle may have lost its server: ask before relying on it."""
    connection: Any = entry.dbapi_connection
    try:
        connection.execute("select 1")
        connection.rollback()
    except Exception as error:
        entry.invalidate(error)  # the pool connects it anew before handing it out
