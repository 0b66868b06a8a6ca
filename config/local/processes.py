"""Child processes: each with its name before its lines, started again when it falls, stopped in order."""

import contextlib
import os
import shlex
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from config.local import Trouble

COLOURS = {"run": 36, "web": 32, "worker": 33, "clock": 35, "mailbox": 34, "stripe": 31}
STOP_ORDER = ("web", "clock", "worker", "stripe", "mailbox")
STEADY_SECONDS = 60
LONGEST_PAUSE = 30
PATIENCE_SECONDS = 20
_one_line_at_a_time = threading.Lock()


class Stopped(Exception):
    """Somebody asked for the end."""


def show(name: str, line: str) -> None:
    """One line of one process. A terminal that went away must not keep the rest from stopping."""
    colour = f"\x1b[{COLOURS.get(name, 37)}m{name:<8}|\x1b[0m" if sys.stdout.isatty() else f"{name:<8}|"
    with _one_line_at_a_time, contextlib.suppress(OSError, ValueError):
        sys.stdout.write(f"{colour} {line}\n")
        sys.stdout.flush()


@dataclass
class Child:
    """One process and its history. Its own process group, so that Ctrl-C reaches only the parent."""

    name: str
    command: list[str]
    env: Mapping[str, str]
    restart: bool = False
    process: subprocess.Popen[bytes] | None = None
    pause: float = 1
    born: float = 0
    due: float | None = None
    readers: list[threading.Thread] = field(default_factory=list)

    def start(self) -> None:
        self.process = subprocess.Popen(
            self.command,
            env=dict(self.env),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        self.born, self.due = time.monotonic(), None
        reader = threading.Thread(target=self._read, args=(self.process,), daemon=True)
        reader.start()
        self.readers.append(reader)

    def _read(self, process: subprocess.Popen[bytes]) -> None:
        assert process.stdout
        for line in process.stdout:
            show(self.name, line.decode(errors="replace").rstrip())

    @property
    def code(self) -> int | None:
        return self.process.poll() if self.process else None

    def revive(self) -> None:
        """Start again after a pause that grows with every quick death."""
        now = time.monotonic()
        if self.due is None:
            self.pause = 1 if now - self.born > STEADY_SECONDS else self.pause
            self.due = now + self.pause
            show("run", f"{self.name} stopped ({_how(self.code)}); starts again in {self.pause:.0f} s")
            self.pause = min(self.pause * 2, LONGEST_PAUSE)
        elif now >= self.due:
            self.start()

    def stop(self, hurry: Callable[[], bool]) -> None:
        """Ask, wait, then end the whole group; `hurry` cuts the waiting short."""
        if self.process is None:
            return
        if self.code is None:
            self.process.terminate()
        end = time.monotonic() + PATIENCE_SECONDS
        while self.code is None and time.monotonic() < end and not hurry():
            time.sleep(0.05)
        if self.code is None:
            show("run", f"{self.name} does not stop and is killed")
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        for reader in self.readers:
            reader.join(timeout=1)


class Family:
    """The children of one run, in the order they were started."""

    def __init__(self, note: Callable[[list[int]], None]) -> None:
        self.note = note
        self.children: list[Child] = []
        self.wishes = 0
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._wish)

    def _wish(self, _number: int, _frame: object) -> None:
        self.wishes += 1

    def add(self, child: Child) -> None:
        """Start a process that is meant to stay."""
        child.start()
        self.children.append(child)
        self._write_note()

    def run(self, name: str, command: list[str], env: Mapping[str, str]) -> None:
        """Run a command to its end.

        Raises Trouble when it fails, Stopped when somebody does not want to wait for it.
        """
        child = Child(name, command, env)
        child.start()
        try:
            while child.code is None:
                self.check()
                time.sleep(0.02)
            code = child.code
        finally:
            child.stop(lambda: self.wishes > 1)
        if code:
            shown = " ".join(shlex.quote(word) for word in ["python", *command[1:]])
            raise Trouble(f"`{shown}` failed ({_how(code)}); its lines are above.")

    def check(self) -> None:
        """Look after the children once. Raises Stopped, or Trouble when one is gone that must not be."""
        if self.wishes:
            raise Stopped
        for child in self.children:
            if child.code is None:
                continue
            if not child.restart:
                raise Trouble(f"The {child.name} process stopped ({_how(child.code)}); its lines are above.")
            child.revive()
            if child.due is None:
                self._write_note()

    def stop(self) -> None:
        """Those that take work first, those they lean on last. A second Ctrl-C ends the waiting."""
        asked = max(self.wishes, 1)
        for child in sorted(self.children, key=lambda child: STOP_ORDER.index(child.name)):
            child.stop(lambda: self.wishes > asked)

    def _write_note(self) -> None:
        self.note([child.process.pid for child in self.children if child.process])


def _how(code: int | None) -> str:
    if code is not None and code < 0:
        return signal.Signals(-code).name
    return f"exit code {code}"
