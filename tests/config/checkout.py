"""A checkout with a tiny portal, so that `make run` itself is what is tried."""

import http.client
import os
import re
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

from config.local.keep import free_port

ROOT = Path(__file__).parents[2]

PORTAL = """
import os, sys
import click
from flask import Flask
from flask.cli import AppGroup
from config.logging import setup_logging
from config.settings import load_settings


def known():
    return " ".join(sorted(name for name in os.environ if name.startswith("DATABASE"))) or "none"


def create_app():
    settings = load_settings()
    setup_logging(settings)
    app = Flask(__name__)
    networks, demo = AppGroup("networks"), AppGroup("demo")
    app.cli.add_command(networks)
    app.cli.add_command(demo)
    networks.command("prepare-cluster")(lambda: click.echo("knows " + known()))
    networks.command("migrate")(lambda: migrate(settings))
    demo.command("load")(lambda: click.echo("knows " + known()))
    demo.command("people")(lambda: click.echo("ada signs in at " + settings.address("alpha.localhost")))
    app.add_url_rule("/healthz", "healthz", lambda: "ok")
    app.add_url_rule("/", "home", lambda: known() + " " + settings.secret_key)
    return app


def migrate(settings):
    click.echo("knows " + known())
    click.echo("control login " + settings.database_url)
    click.echo("owner login " + settings.database_owner_url)
    click.echo("bell " + settings.redis_url)
    if os.environ.get("BREAK_MIGRATION"):
        click.echo("network alpha could not be migrated")
        sys.exit(3)
"""
WSGI = "from portal import create_app\napp = create_app()\n"
WORKER = """
import os, signal, sys, time
from pathlib import Path
signal.signal(signal.SIGTERM, lambda *_: (print("finished the job"), sys.exit(0)))
print("knows", " ".join(sorted(n for n in os.environ if n.startswith("DATABASE"))), flush=True)
once = Path(".data/crashed")
if sys.argv[1] == "work" and os.environ.get("CRASH_ONCE") and not once.exists():
    once.write_text("")
    sys.exit(7)
while True:
    time.sleep(0.1)
"""


class Checkout:
    """A directory that looks like this project, and the runs started in it."""

    def __init__(self, place: Path) -> None:
        self.place = place
        self.port = free_port()
        (place / "portal").mkdir(parents=True)
        (place / "config").symlink_to(ROOT / "config")
        (place / "portal" / "__init__.py").write_text(PORTAL)
        (place / "portal" / "wsgi.py").write_text(WSGI)
        (place / "worker.py").write_text(WORKER)

    def run(self, **env: str) -> "Run":
        return Run(self, env)

    def stop(self) -> str:
        command = [sys.executable, "-m", "config.local.stop"]
        done = subprocess.run(
            command, cwd=self.place, capture_output=True, text=True, timeout=120, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def get(self, path: str = "/") -> str:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        connection.request("GET", path)
        return connection.getresponse().read().decode()


class Run:
    """One `python -m config.local.run`, and the lines it wrote so far."""

    def __init__(self, checkout: Checkout, env: dict[str, str]) -> None:
        clean = {
            name: value for name, value in os.environ.items() if not name.startswith(("DATABASE", "REDIS"))
        }
        self.process = subprocess.Popen(
            [sys.executable, "-m", "config.local.run"],
            cwd=checkout.place,
            env=clean | {"PORT": str(checkout.port)} | env,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        self.lines: list[str] = []
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()

    def _read(self) -> None:
        assert self.process.stdout
        self.lines.extend(iter(self.process.stdout.readline, ""))

    @property
    def text(self) -> str:
        return "".join(self.lines)

    def wait_for(self, pattern: str, seconds: float = 120) -> str:
        deadline = time.monotonic() + seconds
        while not (found := re.search(pattern, self.text)):
            assert self.process.poll() is None, self.text
            assert time.monotonic() < deadline, self.text
            time.sleep(0.05)
        return found[0]

    def end(self, number: int = signal.SIGINT, seconds: float = 120) -> int:
        self.process.send_signal(number)
        return self.ended(seconds)

    def ended(self, seconds: float = 120) -> int:
        code = self.process.wait(seconds)
        self.reader.join(5)
        return code
