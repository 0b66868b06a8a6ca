"""The browser of the journeys in tests/: Debian's chromium, installed where that is possible.

`python -m config.local.chromium` makes sure it is there. Where it cannot be, it says so loudly, and
fails when CI is set: a run that skipped the browser must not look like one that passed.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome")


def find() -> Path | None:
    """The browser on this machine; CHROMIUM names another one."""
    for name in (os.environ.get("CHROMIUM"), *NAMES):
        if name and (found := shutil.which(name)):
            return Path(found)
    return None


def main() -> None:
    if find() or (_may_install() and _install()):
        return
    sys.stderr.write(
        "\n*** No chromium on this machine: the journeys in a real browser cannot run.\n"
        "*** Install it (on Debian: apt-get install chromium) or set CHROMIUM to a browser.\n\n"
    )
    if os.environ.get("CI"):
        sys.exit("CI is set, so a run without the browser counts as failed.")


def _may_install() -> bool:
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def _install() -> bool:
    sys.stderr.write("installing chromium with apt-get\n")
    env = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    for command in (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", "chromium"]):
        if subprocess.run(["apt-get", *command], env=env, stdout=sys.stderr, check=False).returncode:
            return False
    return find() is not None


if __name__ == "__main__":
    main()
