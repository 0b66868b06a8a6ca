"""Web servers under measurement, and loading them.

Every server is granian as `make run` starts it, with one worker, so that its CPU can be told.
"""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil

from bench.cpu import cpu_seconds, family, memory_mb
from bench.database import DATA
from config.local.keep import free_port

Headers = Mapping[str, str]
NONE: Headers = {}
ROOT = Path(__file__).parent.parent
START_SECONDS = 30
STOP_SECONDS = 5
CONNECTIONS = 4
COMMAND = [
    *("-m", "granian", "--interface", "wsgi", "--no-ws", "--log-config", "config/granian.json"),
    *("--host", "127.0.0.1"),
    *("--workers", "1", "--blocking-threads", "2"),
]


@dataclass
class Web:
    """One running web server. `target` is what granian serves, as module:name."""

    target: str
    env: Mapping[str, str] = field(repr=False)
    port: int = field(default_factory=free_port)

    def __post_init__(self) -> None:
        DATA.mkdir(parents=True, exist_ok=True)
        self.log = DATA / f"web-{self.port}.log"
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                [sys.executable, *COMMAND, "--port", str(self.port), self.target],
                cwd=ROOT, env={"PATH": os.environ["PATH"], **self.env}, stdout=log, stderr=log,
            )
        deadline = time.monotonic() + START_SECONDS
        while not self._answers():
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"{self.target} does not start: {self.log.read_text()[-2000:]}")
            time.sleep(0.05)

    def _answers(self) -> bool:
        try:
            self.get("localhost", "/healthz")
        except OSError:
            return False
        return True

    def get(self, host: str, path: str, headers: Headers = NONE) -> tuple[int, dict[str, str], bytes]:
        """One answer: status, headers (names in lower case), body."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=START_SECONDS)
        with contextlib.closing(connection):
            connection.request("GET", path, headers={"Host": host, **headers})
            answer = connection.getresponse()
            return answer.status, {key.lower(): text for key, text in answer.getheaders()}, answer.read()

    @property
    def processes(self) -> list[psutil.Process]:
        """The server and its worker."""
        return family(self.process.pid)

    @property
    def cpu(self) -> float:
        """CPU seconds of the server so far."""
        return cpu_seconds(self.process.pid)

    @property
    def memory(self) -> float:
        """MB of the worker process: the one that is not granian's own."""
        return max(memory_mb(process) for process in self.processes)

    def stop(self) -> None:
        """End the server and its worker."""
        with contextlib.suppress(psutil.NoSuchProcess):
            everyone = self.processes
            self.process.terminate()
            _, alive = psutil.wait_procs(everyone, timeout=STOP_SECONDS)
            for process in alive:
                process.kill()
        self.process.wait()
        self.log.unlink(missing_ok=True)


@dataclass(frozen=True)
class Outcome:
    """What one burst of load came to."""

    rate: float
    """Answers a second."""
    web_ms: float
    """CPU milliseconds of the web server for one answer."""
    postgres_ms: float
    """CPU milliseconds of PostgreSQL for one answer."""
    ms: list[float] = field(repr=False)
    """How long each answer took."""

    @property
    def cpu_ms(self) -> float:
        """CPU milliseconds for one answer, all processes together but the client."""
        return self.web_ms + self.postgres_ms


def request(host: str, path: str, headers: Headers = NONE) -> str:
    """The text of a GET."""
    lines = [f"{name}: {text}" for name, text in headers.items()]
    return "\r\n".join([f"GET {path} HTTP/1.1", f"Host: {host}", *lines, "", ""])


def load(
    web: Web, requests: Sequence[str], *, seconds: float, postmaster: int | None = None, status: int = 200,
    connections: int = CONNECTIONS, most: int = 10**9,
) -> Outcome:
    """Load the server; raises when an answer had another status than expected."""
    plan = {"port": web.port, "requests": list(requests), "connections": connections, "most": most}
    plan["seconds"] = seconds
    web_before, postgres_before = web.cpu, cpu_seconds(postmaster) if postmaster else 0.0
    outcome = _call(plan)
    web_used = web.cpu - web_before
    postgres_used = cpu_seconds(postmaster) - postgres_before if postmaster else 0.0
    count = len(outcome["ms"])
    if outcome["statuses"] != {str(status): count}:
        said = web.log.read_text()[-2000:]
        raise RuntimeError(f"{web.target} answered {outcome['statuses']} instead of {status} only: {said}")
    each = 1000 / count
    return Outcome(count / outcome["seconds"], web_used * each, postgres_used * each, outcome["ms"])


def _call(plan: dict[str, Any]) -> dict[str, Any]:
    command = [sys.executable, "-m", "bench.client"]
    done = subprocess.run(
        command, cwd=ROOT, input=json.dumps(plan), capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise RuntimeError(f"the load client failed: {done.stderr[-1000:]}")
    found: dict[str, Any] = json.loads(done.stdout)
    return found
