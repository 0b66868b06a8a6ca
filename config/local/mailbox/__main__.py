"""The mailbox as a process of its own, until it is told to stop."""

import argparse
import signal
import sys
import threading
from pathlib import Path

from config.local import Trouble
from config.local.mailbox import Mailbox


def main() -> None:
    parser = argparse.ArgumentParser(prog="mailbox", description="Catch mails and show them.")
    parser.add_argument("--data", type=Path, default=Path(".data/mail"), help="where the mails are kept")
    parser.add_argument("--smtp-port", type=int, default=0)
    parser.add_argument("--http-port", type=int, default=0)
    asked = parser.parse_args()
    enough = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: enough.set())
    try:
        with Mailbox(asked.data, smtp_port=asked.smtp_port, http_port=asked.http_port) as mailbox:
            sys.stdout.write(f"mails to {mailbox.smtp_url} are shown at {mailbox.url}\n")
            sys.stdout.flush()
            enough.wait()
    except Trouble as trouble:
        sys.exit(str(trouble))


if __name__ == "__main__":
    main()
