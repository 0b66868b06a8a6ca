"""Calendar programs of others, each in a process of its own, reading over HTTP: vdirsyncer and khal.

khal reads the folder that vdirsyncer keeps up to date. vdirsyncer gives items of a web calendar names of its
own and takes away what is gone, so nothing can double in its copy; `Import` is the other kind of subscriber:
khal keeps each event under our uid, and takes nothing away.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from urllib.request import ProxyHandler, Request, build_opener

from icalendar import Calendar, Event

from portal.clock import ZONE

Row = tuple[date, datetime | None, date | datetime | None, bool]
_BIN = Path(sys.executable).parent
_SYNC = """
[general]
status_path = "{folder}/status"
[pair portal]
a = "far"
b = "near"
collections = null
[storage far]
type = "http"
url = "{url}"
[storage near]
type = "filesystem"
path = "{folder}/items"
fileext = ".ics"
"""
_LIST = """
[calendars]
[[portal]]
path = {folder}/items
[sqlite]
path = {folder}/khal.db
[locale]
local_timezone = UTC
default_timezone = UTC
timeformat = %H:%M:%S
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%dT%H:%M:%S
longdatetimeformat = %Y-%m-%dT%H:%M:%S
[default]
default_calendar = portal
"""
_FIELDS = ("uid", "start-long", "end-long", "all-day", "status")


class Reader:
    """A folder of calendar items, and khal with a configuration and a cache of its own that lists them."""

    def __init__(self, folder: Path, url: str, port: int) -> None:
        self.folder, self.url, self.port = folder, url, port
        self.items = folder / "items"
        self.items.mkdir(parents=True)
        (folder / "sync.conf").write_text(_SYNC.format(folder=folder, url=url))
        (folder / "khal.conf").write_text(_LIST.format(folder=folder))

    def run(self, program: str, *words: str, answer: str = "") -> subprocess.CompletedProcess[str]:
        """A program, at home in the folder. The live server is the way to the names it serves."""
        places = {name: str(self.folder) for name in ("HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME")}
        through = {"http_proxy": f"http://127.0.0.1:{self.port}", "PATH": os.environ["PATH"]}
        config = self.folder / ("sync.conf" if program == "vdirsyncer" else "khal.conf")
        command = [str(_BIN / program), "-c", str(config), *words]
        return subprocess.run(
            command, env={**places, **through, "LC_ALL": "C.UTF-8"}, input=answer, text=True,
            capture_output=True, check=False, timeout=120,
        )  # fmt: skip

    def events(self) -> list[Event]:
        """What the folder holds."""
        files = sorted(self.items.glob("*.ics"))
        return [event for file in files for event in Calendar.from_ical(file.read_bytes()).walk("VEVENT")]

    def dates(self, since: date, until: date) -> list[Row]:
        """The dates that khal makes of it, those only that begin in these days."""
        fields = [word for name in _FIELDS for word in ("--json", name)]
        early, late = since - timedelta(days=1), until + timedelta(days=1)
        listed = self.run("khal", "list", *fields, str(early), str(late))
        assert listed.returncode == 0, listed.stderr
        rows = (json.loads(line) for line in listed.stdout.splitlines())
        every = {tuple(row[name] for name in _FIELDS) for day in rows for row in day}
        found = [_row(*one) for one in every]
        return sorted((one for one in found if since <= one[0] < until), key=str)


class Mirror(Reader):
    """vdirsyncer's copy of a web calendar."""

    def sync(self) -> subprocess.CompletedProcess[str]:
        """Bring it up to date."""
        if not (self.folder / "status").exists():
            assert self.run("vdirsyncer", "discover", answer="y\n").returncode == 0
        return self.run("vdirsyncer", "sync")


class Import(Reader):
    """khal's own copy, by uid: what it has already is changed, what is new comes beside it."""

    def sync(self) -> subprocess.CompletedProcess[str]:
        """Fetch the file and take it in."""
        opener = build_opener(ProxyHandler({"http": f"http://127.0.0.1:{self.port}"}))
        with opener.open(Request(self.url)) as answer:
            (self.folder / "feed.ics").write_bytes(answer.read())
        return self.run("khal", "import", "--batch", "-a", "portal", str(self.folder / "feed.ics"))


def _row(_uid: str, starts: str, ends: str, all_day: str, status: str) -> Row:
    cancelled = status.strip() == "CANCELLED"
    if all_day == "True":
        return date.fromisoformat(starts), None, date.fromisoformat(ends), cancelled
    begin, end = (datetime.fromisoformat(text).replace(tzinfo=UTC) for text in (starts, ends))
    return begin.astimezone(ZONE).date(), begin, end, cancelled
