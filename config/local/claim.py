"""One `make run` at a time per checkout, and what is left of one that was killed."""

import contextlib
import fcntl
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, TextIO

import psutil

from config.local import Trouble
from config.local.gone import alive, kill, wait_gone
from config.local.keep import make_home


class Claim:
    """A lock the kernel gives back when its process dies, and a note of which processes belong to it."""

    def __init__(self, data: Path) -> None:
        make_home(data)
        self.lock, self.note = data / "run.lock", data / "run.json"
        self.operator = data / "operator.env"
        self._held: TextIO | None = None

    def take(self, about: dict[str, Any]) -> None:
        """Raises Trouble when another run of this checkout lives."""
        held = self.lock.open("a")
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            held.close()
            other = self.read()
            raise Trouble(
                f"The portal of this checkout already runs (process {other.get('pid', 'unknown')}) at "
                f"{other.get('address', 'another port')}; `make stop` stops it."
            ) from None
        self._held = held
        self.about = about

    def is_held(self) -> bool:
        """Whether a run lives, seen from another process."""
        with self.lock.open("a") as probe:
            try:
                fcntl.flock(probe, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return True
            return False

    def write(self, processes: list[int]) -> None:
        born = {}
        for pid in processes:
            with contextlib.suppress(psutil.Error):
                born[pid] = psutil.Process(pid).create_time()
        draft = self.note.with_suffix(".new")
        draft.write_text(json.dumps(self.about | {"processes": born}))
        draft.replace(self.note)

    def read(self) -> dict[str, Any]:
        with contextlib.suppress(OSError, ValueError):
            found = json.loads(self.note.read_text())
            if isinstance(found, dict):
                return found
        return {}

    def clear_leftovers(self, say: Callable[[str], None]) -> None:
        """End what a killed run left behind. A number given to another program since is recognised."""
        noted = self.read()
        left = [
            process for pid, born in noted.get("processes", {}).items() if (process := _same(int(pid), born))
        ]
        if noted:
            rest = f", {len(left)} of its processes still ran" if left else ""
            say(f"The last run (process {noted.get('pid')}) was killed{rest}; cleaned up.")
        family = [member for process in left for member in (process, *_children(process))]
        for process in left:
            with contextlib.suppress(psutil.Error):
                process.terminate()
        kill(wait_gone(family, 5))
        self._forget()

    def release(self) -> None:
        if self._held:
            self._forget()
            self._held.close()

    def _forget(self) -> None:
        for path in (self.note, self.operator):
            path.unlink(missing_ok=True)


def _same(pid: int, born: float) -> psutil.Process | None:
    with contextlib.suppress(psutil.Error):
        process = psutil.Process(pid)
        if abs(process.create_time() - born) < 1 and alive(process):
            return process
    return None


def _children(process: psutil.Process) -> list[psutil.Process]:
    with contextlib.suppress(psutil.Error):
        return process.children(recursive=True)
    return []
