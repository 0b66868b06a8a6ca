"""`make stop`: end the run of this checkout, wherever it was started, and what a killed one left behind."""

import contextlib
import os
import signal
import sys
import time
from pathlib import Path

from config.local import Trouble, postgres, redis
from config.local.claim import Claim
from config.local.environment import DATA

PATIENCE_SECONDS = 90
PLACES = ("", "test", "test/faults-*")
"""Where servers may run in DATA: of `make run`, and of a test run that was killed."""


def main() -> None:
    if not DATA.exists():
        say("nothing runs here")
        return
    try:
        _end_run(Claim(DATA))
        for place in (place for places in PLACES for place in _found(places)):
            _end_services(place)
    except Trouble as trouble:
        sys.exit(str(trouble))


def _end_run(claim: Claim) -> None:
    if not claim.is_held():
        claim.clear_leftovers(say)
        return
    pid = int(claim.read().get("pid", 0))
    say(f"stopping the portal (process {pid})")
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGTERM)
    deadline = time.monotonic() + PATIENCE_SECONDS
    while claim.is_held():
        if time.monotonic() > deadline:
            raise Trouble(f"Process {pid} does not stop; end it with: kill -9 {pid} && make stop")
        time.sleep(0.1)


def _found(places: str) -> list[Path]:
    return [place for place in (DATA.glob(places) if places else [DATA]) if place.is_dir()]


def _end_services(place: Path) -> None:
    for name, server in (
        ("PostgreSQL", postgres.running(place / "postgres")),
        ("Redis", redis.running(place / "redis")),
    ):
        if server:
            server.stop()
            say(f"{name} stopped")


def say(sentence: str) -> None:
    sys.stdout.write(f"{sentence}\n")


if __name__ == "__main__":
    main()
