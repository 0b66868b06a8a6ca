"""`make run` in a fresh copy of the checkout: from nothing to the first page, and again with its data.

Downloads are left out: the copy runs with the environment that is installed here.
"""

from __future__ import annotations

import contextlib
import http.client
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from bench.database import DATA
from bench.finding import Finding
from bench.run import Bench
from bench.web import ROOT
from config.local.keep import free_port

FRESH_SECONDS, AGAIN_SECONDS = 90.0, 10.0
PATIENCE_SECONDS = 300
READY = "The portal runs at"


def measure(bench: Bench) -> Iterator[Finding]:
    """Two starts of one copy."""
    copy, port = DATA / "copy", free_port()
    try:
        _copy_to(copy)
        for what, most in (("fresh", FRESH_SECONDS), ("again, with its data", AGAIN_SECONDS)):
            page, ready, stopping = _start(copy, port)
            yield Finding("start", f"make run to the first page, {what}", page, "s", at_most=most)
            yield Finding(
                "start", f"make run until the demo is loaded, {what}", ready, "s", at_most=most,
                control=f"stopping took {stopping:.1f} s",
            )
    finally:
        shutil.rmtree(copy, ignore_errors=True)


def _copy_to(copy: Path) -> None:
    shutil.rmtree(copy, ignore_errors=True)
    listing = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(listing, cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()
    compiled = [str(path.relative_to(ROOT)) for path in ROOT.glob("portal/translations/**/*.mo")]
    for name in {*names, *compiled}:
        if (ROOT / name).is_file():
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, copy / name)


def _start(copy: Path, port: int) -> tuple[float, float, float]:
    """Seconds to the first page, to the end of all preparations, and from Ctrl-C to the end."""
    env = {"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/"), "PORT": str(port)}
    said, began = DATA / "start.log", time.monotonic()
    with said.open("w") as log:
        command = [sys.executable, "-m", "config.local.run"]
        run = subprocess.Popen(command, cwd=copy, env=env, stdout=log, stderr=log)
    try:
        page = _wait(run, lambda: _shows_a_page(port), said) - began
        ready = _wait(run, lambda: READY in said.read_text(), said) - began
    finally:
        asked = time.monotonic()
        run.send_signal(signal.SIGINT)
        with contextlib.suppress(subprocess.TimeoutExpired):
            run.wait(PATIENCE_SECONDS)
        run.kill()
    return page, ready, time.monotonic() - asked


def _wait(run: subprocess.Popen[bytes], until: Callable[[], bool], said: Path) -> float:
    """The moment when `until` was true."""
    enough = time.monotonic() + PATIENCE_SECONDS
    while not until():
        if run.poll() is not None or time.monotonic() > enough:
            raise RuntimeError(f"make run does not start: {said.read_text()[-2000:]}")
        time.sleep(0.05)
    return time.monotonic()


def _shows_a_page(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        with contextlib.closing(connection):
            connection.request("GET", "/groups", headers={"Host": f"localhost:{port}"})
            return connection.getresponse().status == http.client.OK
    except (OSError, http.client.HTTPException):
        return False
