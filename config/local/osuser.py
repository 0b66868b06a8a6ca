"""PostgreSQL refuses to run as root, so as root it runs as an unprivileged user of the system."""

import os
import pwd
import stat
import subprocess
from collections.abc import Callable
from pathlib import Path

SYSTEM_USER = "pgserver"


def user_for(cluster: Path) -> pwd.struct_passwd | None:
    """The user to run as: None for ourselves, else whoever owns the data, else a user made for it."""
    if os.geteuid() != 0:
        return None
    if cluster.exists() and cluster.stat().st_uid != 0:
        return pwd.getpwuid(cluster.stat().st_uid)
    return _system_user()


def _system_user() -> pwd.struct_passwd:
    """`nobody` where no user can be made: PostgreSQL wants an entry in the list of users, not more."""
    try:
        return pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        command = ["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", SYSTEM_USER]
    try:
        subprocess.run(command, check=True, capture_output=True)
        return pwd.getpwnam(SYSTEM_USER)
    except (OSError, subprocess.CalledProcessError, KeyError):
        return pwd.getpwnam("nobody")


def let_in(install: Path, home: Path, say: Callable[[str], None]) -> None:
    """Let other users reach the programs and the data directory, which for root may lie in /root.

    Directories on the way get the right to be passed through, not the right to be listed.
    """
    if not all((install / part).stat().st_mode & stat.S_IROTH for part in ("bin/postgres", "lib", "share")):
        for path in install.rglob("*"):
            _allow(path, stat.S_IROTH | (stat.S_IXOTH if path.is_dir() or path.parent.name == "bin" else 0))
    opened = [path for path in {*install.parents, *home.parents, home, install} if _allow(path, stat.S_IXOTH)]
    if opened:
        names = ", ".join(sorted(map(str, opened)))
        say(f"Other users may now pass through {names}: PostgreSQL does not run as root.")


def _allow(path: Path, rights: int) -> bool:
    """Add rights to a file or directory; True when they were missing."""
    mode = stat.S_IMODE(path.stat().st_mode)
    if mode & rights == rights:
        return False
    path.chmod(mode | rights)
    return True
