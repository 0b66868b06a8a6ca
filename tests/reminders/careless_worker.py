"""`worker.py` as it must not be, for the control of the fault run.

A batch of mails is committed at its end, a worker ends when RQ gives up, a clock when the database is away.
"""

from __future__ import annotations

import sys
import time
from typing import Any
from uuid import UUID

from rq import SimpleWorker
from sqlalchemy.orm import Session

from portal import ledger, mail
from portal.clock import now
from portal.runner import sweep, worker_arguments
from portal.wsgi import app


@ledger.batch("mail.send")
def send_all(db: Session, jobs: list[dict[str, Any]]) -> list[Exception | None]:
    """The marks are part of the transaction that holds the jobs."""
    for job in jobs:
        row = db.get_one(mail.Mail, UUID(job["mail_id"]))
        if row.sent_at is None:
            mail._deliver(row)
            row.sent_at = now()
    db.flush()
    return [None for _job in jobs]


def main() -> None:
    """As a process that is started like `worker.py`."""
    if "work" in sys.argv:
        SimpleWorker(**worker_arguments(app)).work(logging_level="WARNING")
        return
    while True:
        with app.app_context():
            sweep()
        time.sleep(1)


if __name__ == "__main__":
    main()
