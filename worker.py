"""Entry of the background processes: `worker.py work` and `worker.py tick [--forever]`."""

from __future__ import annotations

import time

import click
from rq import SimpleWorker

from portal.runner import sweep, worker_arguments
from portal.wsgi import app

PAUSE = 20
"""Seconds between two looks of `tick --forever`; work that is due now is rung for at once anyway."""


@click.group()
def main() -> None:
    """The portal's background processes."""


@main.command()
def work() -> None:
    """Answer the doorbell: work off what is due in one network after another."""
    SimpleWorker(**worker_arguments(app)).work(logging_level="WARNING")


@main.command()
@click.option("--forever", is_flag=True, help="Look again every few seconds instead of once.")
def tick(forever: bool) -> None:
    """Ring for every network that has work due."""
    while True:
        with app.app_context():
            sweep()
        if not forever:
            return
        time.sleep(PAUSE)


if __name__ == "__main__":
    main()
