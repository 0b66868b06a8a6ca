"""Small facts kept on disk between starts: passwords, ports, and who is starting right now."""

import contextlib
import fcntl
import os
import secrets
import socket
from collections.abc import Iterator
from pathlib import Path

from config.local import Trouble

LOOPBACK = "127.0.0.1"


def private_file(path: Path, text: str) -> None:
    """Write a file only its owner can read, all of it or none of it."""
    draft = path.with_name(f"{path.name}.{os.getpid()}.new")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
    draft.replace(path)


def password(path: Path) -> str:
    """The password kept in `path`, made on first use."""
    if not path.exists():
        private_file(path, secrets.token_urlsafe(32))
    return path.read_text().strip()


def port_is_free(port: int, host: str = LOOPBACK) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
        return True


def free_port() -> int:
    """Any port nobody listens on now."""
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        return int(probe.getsockname()[1])


def preferred_port(port: int) -> int:
    """`port`, or any free one where that is taken."""
    return port if port_is_free(port) else free_port()


def remembered_port(path: Path) -> int:
    """The port used last time if it is still free, else another one, remembered from now on."""
    with contextlib.suppress(OSError, ValueError):
        port = int(path.read_text())
        if 1024 <= port <= 65535 and port_is_free(port):
            return port
    port = free_port()
    path.write_text(f"{port}\n")
    return port


@contextlib.contextmanager
def one_at_a_time(home: Path) -> Iterator[None]:
    """Two processes that start or stop one service wait for each other; a killed one lets go."""
    make_home(home)
    with (home / "lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def make_home(home: Path) -> None:
    """Create a directory for data.

    Raises Trouble where it cannot be made or written.
    """
    try:
        home.mkdir(parents=True, exist_ok=True)
        probe = home / f".write-{os.getpid()}"
        probe.write_text("")
        probe.unlink()
    except OSError as error:
        raise Trouble(f"The directory {home} cannot be written: {error.strerror}.") from error
