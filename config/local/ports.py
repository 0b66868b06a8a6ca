"""Which port the portal takes, and a clear sentence when it cannot have it."""

import socket
from collections.abc import Mapping

import psutil

from config.local import Trouble
from config.local.keep import free_port, port_is_free

DEFAULT_PORT = 8000
LAST_PORT = 65535


def wanted_port(env: Mapping[str, str]) -> int:
    text = env.get("PORT", str(DEFAULT_PORT))
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= LAST_PORT):
        raise Trouble(
            f"PORT={text} is not a port: choose a number from 1024 to {LAST_PORT}, such as PORT=8001."
        )
    return int(text)


def check_free(port: int, host: str) -> None:
    """Raises Trouble naming the port, who has it, and a free one."""
    if port_is_free(port, host) and not _somebody_answers_over_ipv6(port):
        return
    if port < 1024 and not _holder(port):
        raise Trouble(f"Port {port} is reserved for the system. Choose another: make run PORT={DEFAULT_PORT}")
    other = next((number for number in range(port + 1, LAST_PORT) if port_is_free(number, host)), free_port())
    raise Trouble(
        f"Port {port} is taken by another program{_holder(port)}. Choose another: make run PORT={other}"
    )


def _somebody_answers_over_ipv6(port: int) -> bool:
    """A browser tries ::1 before 127.0.0.1 and would show the other program's pages."""
    try:
        with socket.create_connection(("::1", port), timeout=0.3):
            return True
    except OSError:
        return False


def _holder(port: int) -> str:
    try:
        for connection in psutil.net_connections("tcp"):
            if connection.status == psutil.CONN_LISTEN and connection.laddr[1:] == (port,) and connection.pid:
                return f" ({psutil.Process(connection.pid).name()}, process {connection.pid})"
    except (psutil.Error, OSError):
        pass
    return ""
