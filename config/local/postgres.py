"""An embedded PostgreSQL, started on our own terms.

Passwords are asked for (scram-sha-256), so the login roles of the networks are tried as they are in
production. It listens on 127.0.0.1 only and has no socket file, so the length of the path does not
matter. It survives the process that started it; the next start finds and reuses it.
"""

import contextlib
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import psutil
import psycopg

from config.local import Trouble, cluster, say_nothing
from config.local.gone import alive
from config.local.keep import LOOPBACK, one_at_a_time, password
from config.local.osuser import let_in, user_for


@dataclass(frozen=True)
class PostgresServer:
    """A running server. `admin_url` logs in as its superuser."""

    home: Path
    port: int
    admin_url: str = field(repr=False)
    host: str = LOOPBACK
    started_here: bool = False

    def stop(self) -> None:
        """Close connections, write everything to disk, wait for the end. Harmless when already stopped."""
        with one_at_a_time(self.home):
            if _living_port(self.home / "cluster") is None:
                return
            for mode in ("fast", "immediate"):
                code, _ = cluster.run(
                    self.home, "pg_ctl", "stop", "-D", "cluster", "-w", "-t", "30", "-m", mode
                )
                if code == 0:
                    return
        raise Trouble(f"PostgreSQL in {self.home} does not stop.")


def start(data_dir: Path, *, fast: bool = False, say: Callable[[str], None] = say_nothing) -> PostgresServer:
    """A server with its data under `data_dir`: the running one, or one started now.

    `fast` is for data that nobody misses after a kill. Raises Trouble with one sentence when there
    can be no server.
    """
    home = data_dir.resolve()
    try:
        with one_at_a_time(home):
            secret = password(home / "password")
            if user_for(home / "cluster"):
                let_in(cluster.install_directory(), home, say)
            if found := _server(home, secret):
                return found
            cluster.make(home, secret)
            _drop_false_claim(home / "cluster", say)
            cluster.launch(home, fast=fast)
            if started := _server(home, secret, started_here=True):
                return started
    except OSError as error:
        raise Trouble(f"PostgreSQL cannot use {home}: {error.strerror or error}.") from error
    raise Trouble(f"PostgreSQL in {home} started and stopped again; see {home}/cluster/server.log.")


def running(data_dir: Path) -> PostgresServer | None:
    """The server of `data_dir` if one runs."""
    home = data_dir.resolve()
    return _server(home, password(home / "password")) if (home / "password").exists() else None


def _server(home: Path, secret: str, *, started_here: bool = False) -> PostgresServer | None:
    """The server that runs, once it answers to the password: it may be recovering from a crash, or dying."""
    deadline = time.monotonic() + cluster.START_SECONDS
    while port := _living_port(home / "cluster"):
        url = f"postgresql://postgres:{secret}@{LOOPBACK}:{port}/postgres"
        try:
            psycopg.connect(url, connect_timeout=5).close()
            return PostgresServer(home, port, url, started_here=started_here)
        except psycopg.OperationalError as error:
            if "password authentication failed" in str(error):
                raise Trouble(
                    f"The password in {home}/password does not fit its data; `make clean`."
                ) from None
        if time.monotonic() > deadline:
            raise Trouble(f"PostgreSQL in {home} does not answer; see {home}/cluster/server.log.")
        time.sleep(0.1)
    return None


def _living_port(directory: Path) -> int | None:
    """The port of the server of a data directory, if it lives.

    The number in postmaster.pid says little: after a kill it may be another program's by now.
    """
    with contextlib.suppress(OSError, ValueError, IndexError, psutil.Error):
        lines = (directory / "postmaster.pid").read_text().splitlines()
        if _belongs(psutil.Process(int(lines[0])), directory):
            return int(lines[3])
    return None


def _belongs(process: psutil.Process, directory: Path) -> bool:
    """By its command line, which root may read in a container too; where it works is hidden from it there."""
    with contextlib.suppress(psutil.Error):
        return alive(process) and process.name() == "postgres" and str(directory) in process.cmdline()
    return False


def _drop_false_claim(directory: Path, say: Callable[[str], None]) -> None:
    """After a kill a claim stays. One whose number is another program's by now would stop every start.

    One whose process is dead is left: PostgreSQL looks by it whether parts of the old server still run.
    """
    claim = directory / "postmaster.pid"
    if not claim.exists():
        return
    say("PostgreSQL was not shut down last time; it recovers.")
    with contextlib.suppress(ValueError, IndexError):
        if not psutil.pid_exists(int(claim.read_text().splitlines()[0])):
            return
    claim.unlink()
