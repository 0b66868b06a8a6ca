"""Entry of the background processes: `worker.py work` and `worker.py tick [--forever]`.

Both outlive PostgreSQL and Redis: what is away now is asked again a little later, without an end. A process
that ended each time would sooner or later not be started again.
"""

from __future__ import annotations

import contextlib
import signal
import threading
import time
from types import FrameType

import click
import structlog
from rq import SimpleWorker

from portal.runner import sweep, worker_arguments
from portal.wsgi import app

PAUSE = 20.0
"""Seconds between two looks of `tick --forever`; work that is due now is rung for at once anyway."""
AGAIN = 2.0
"""Seconds after which a worker that lost Redis in the middle of something begins anew."""
log = structlog.get_logger(__name__)


class Answering(SimpleWorker):
    """RQ's worker; ours knows whether it was told to stop, or gave up because Redis was away."""

    max_connection_wait_time = 5.0
    told_to_stop = False

    def request_stop(self, signum: int, frame: FrameType | None) -> None:
        """What SIGTERM calls."""
        self.told_to_stop = True
        super().request_stop(signum, frame)  # type: ignore[no-untyped-call]

    def set_shutdown_requested_date(self) -> None:
        """Nothing: RQ would write to Redis here, and fail in the middle of a mail when Redis is away."""


@click.group()
def main() -> None:
    """The portal's background processes."""


@main.command()
def work() -> None:
    """Answer the doorbell: work off what is due in one network after another."""
    while not _answered():
        time.sleep(AGAIN)


def _answered() -> bool:
    """Work until told to stop; False when Redis broke it off."""
    worker = None
    try:
        worker = Answering(**worker_arguments(app))
        worker.work(logging_level="WARNING")
    except Exception as error:
        log.warning("queue unreachable", error=type(error).__name__)
    finally:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        if worker is not None and worker.pubsub_thread is not None:
            with contextlib.suppress(Exception):
                worker.pubsub_thread.stop()
    return worker is not None and worker.told_to_stop


@main.command()
@click.option("--forever", is_flag=True, help="Look again every few seconds instead of once.")
@click.option("--pause", default=PAUSE, show_default=True, help="Seconds between two looks.")
def tick(forever: bool, pause: float) -> None:
    """Ring for every network that has work due."""
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    while not stop.is_set():
        with app.app_context():
            try:
                sweep()
            except Exception as error:
                if not forever:
                    raise
                log.warning("sweep broken off", error=type(error).__name__)
        if not forever:
            return
        stop.wait(pause)


if __name__ == "__main__":
    main()
