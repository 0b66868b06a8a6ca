"""The stand-in as a process of its own, until it is told to stop."""

import argparse
import os
import signal
import sys
import threading
from pathlib import Path

from config.local import Trouble
from config.local.stripe_server import StripeServer, by_http


def main() -> None:
    parser = argparse.ArgumentParser(prog="stripe_server", description="Play Stripe on this machine.")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--events-to", required=True, help="address that gets the events")
    parser.add_argument("--data", type=Path, default=Path(".data/stripe"), help="where payments are kept")
    asked = parser.parse_args()
    enough = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: enough.set())
    key, secret = os.environ["STRIPE_KEY"], os.environ["STRIPE_WEBHOOK_SECRET"]
    try:
        deliver = by_http(asked.events_to)
        with StripeServer(key, secret, deliver, port=asked.port, data=asked.data) as server:
            sys.stdout.write(f"payments are played at {server.url}/\n")
            sys.stdout.flush()
            enough.wait()
    except Trouble as trouble:
        sys.exit(str(trouble))


if __name__ == "__main__":
    main()
