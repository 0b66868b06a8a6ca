"""Two workers and a clock as in production, and somebody who starts them again when they die."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import psutil

ROOT = Path(__file__).parents[2]
LOOK = 0.05
CLOCK = ("tick", "--forever", "--pause", "1")


@dataclass
class Child:
    """One process of the portal. `killed`: on purpose."""

    name: str
    command: Sequence[str]
    process: subprocess.Popen[bytes] | None = None
    killed: bool = False

    @property
    def pid(self) -> int:
        """0: it does not live now."""
        return self.process.pid if self.process and self.process.poll() is None else 0


@dataclass
class Family:
    """Starts the processes, and starts them again, which fly does for a machine of this kind."""

    env: Mapping[str, str]
    log: Path
    program: Sequence[str] = ("worker.py",)
    deaths: list[str] = field(default_factory=list)
    """Who ended without being killed: nobody should."""

    def __enter__(self) -> Family:
        self.children = [Child("worker", ("work",)), Child("worker", ("work",)), Child("clock", CLOCK)]
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()
        living = [child.process for child in self.children if child.process and child.process.poll() is None]
        for process in living:
            process.terminate()
        for process in living:
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                self.deaths.append(f"process {process.pid} did not stop")
                process.kill()
                process.wait()

    def _watch(self) -> None:
        while not self._over.wait(LOOK):
            for child in self.children:
                if not child.pid:
                    self._start(child)

    def _start(self, child: Child) -> None:
        if child.process is not None and not child.killed:
            self.deaths.append(f"{child.name} ended by itself with code {child.process.returncode}")
        child.killed = False
        command = [sys.executable, *self.program, *child.command]
        with self.log.open("ab") as log:
            child.process = subprocess.Popen(
                command, cwd=ROOT, env=dict(self.env), stdin=subprocess.DEVNULL, stdout=log, stderr=log
            )

    def kill(self, child: Child) -> int:
        """With signal 9, at once; its number, 0 when it did not live."""
        process, pid = child.process, child.pid
        if process is not None and pid:
            child.killed = True
            process.kill()
            process.wait()
        return pid

    def of_port(self, port: int) -> int | None:
        """Which of the processes has a connection that begins at this port."""
        for child in self.children:
            if (pid := child.pid) and port in ports_of(pid):
                return pid
        return None

    def wait_until_all_live(self, seconds: float = 30) -> None:
        """Started at least once."""
        until = time.monotonic() + seconds
        while not all(child.pid for child in self.children):
            assert time.monotonic() < until
            time.sleep(LOOK)


def ports_of(pid: int) -> set[int]:
    """Where the connections of this process begin."""
    try:
        return {one.laddr.port for one in psutil.Process(pid).net_connections("tcp") if one.laddr}
    except psutil.Error:
        return set()


def environment(env: Mapping[str, str]) -> dict[str, str]:
    """What the processes are started with: neither the owner's login nor anything of ours."""
    given = {name: value for name, value in env.items() if name != "DATABASE_OWNER_URL"}
    return {"PATH": os.environ["PATH"], "PYTHONDONTWRITEBYTECODE": "1", **given}
