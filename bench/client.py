"""The load client, a process of its own: `python -m bench.client < plan.json > outcome.json`.

Keep-alive connections, each with one request underway; it stops by itself. It does as little as it
can, since it shares the machine with the servers it loads.
"""

from __future__ import annotations

import itertools
import json
import selectors
import socket
import sys
import time
from collections import Counter
from typing import Any

PATIENCE_SECONDS = 20


class Caller:
    """One connection. `begin` sends a request, `receive` tells when its answer is complete."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE_SECONDS)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.began = 0.0
        self.answer = b""

    def begin(self, request: bytes) -> None:
        """Send it, and look at the clock."""
        self.answer = b""
        self.began = time.perf_counter()
        self.socket.sendall(request)

    def receive(self) -> int | None:
        """The status of the answer once it is complete, else None."""
        piece = self.socket.recv(262_144)
        if not piece:
            raise ConnectionError("the server closed the connection")
        self.answer += piece
        head, found, body = self.answer.partition(b"\r\n\r\n")
        if not found:
            return None
        status = int(head[9:12])
        return status if status == 304 or len(body) >= _length(head) else None


def _length(head: bytes) -> int:
    for line in head.split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            return int(value)
    raise ValueError("an answer without Content-Length")


class Load:
    """Sends `requests` in their order, over and over, for `seconds` or until `most` were sent."""

    def __init__(self, plan: dict[str, Any]) -> None:
        texts = [text.encode("latin-1") for text in plan["requests"]]
        self.requests = itertools.islice(itertools.cycle(texts), plan["most"])
        self.callers = selectors.DefaultSelector()
        self.seconds: float = plan["seconds"]
        self.ms: list[float] = []
        self.statuses: Counter[int] = Counter()
        self.bytes = 0
        for _ in range(plan["connections"]):
            caller = Caller(plan["port"])
            self.callers.register(caller.socket, selectors.EVENT_READ, caller)

    def run(self) -> dict[str, Any]:
        """Until the end; every answer that was asked for is waited for."""
        began = time.perf_counter()
        for key in list(self.callers.get_map().values()):
            self._go_on(key.data, end=began + self.seconds)
        while self.callers.get_map():
            ready = self.callers.select(timeout=PATIENCE_SECONDS)
            if not ready:
                raise TimeoutError("no answer")
            for key, _ in ready:
                self._hear(key.data, end=began + self.seconds)
        elapsed = time.perf_counter() - began
        return {"seconds": elapsed, "ms": self.ms, "statuses": self.statuses, "bytes": self.bytes}

    def _hear(self, caller: Caller, *, end: float) -> None:
        status = caller.receive()
        if status is None:
            return
        self.ms.append((time.perf_counter() - caller.began) * 1000)
        self.statuses[status] += 1
        self.bytes += len(caller.answer)
        self._go_on(caller, end=end)

    def _go_on(self, caller: Caller, *, end: float) -> None:
        request = next(self.requests, None) if time.perf_counter() < end else None
        if request is not None:
            caller.begin(request)
        else:
            self.callers.unregister(caller.socket)
            caller.socket.close()


if __name__ == "__main__":
    json.dump(Load(json.load(sys.stdin)).run(), sys.stdout)
