"""The first step on a bare machine: uv, an environment in .venv/, and what the lock file lists.

Runs under the Python of the machine with nothing installed, so it imports the standard library only
and reads as old Pythons do, to be able to say that one is too old.
"""

import os
import shutil
import subprocess
import sys
from typing import List, Optional

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
TOOLS = os.path.join(ROOT, ".venv-tools")
UV = os.path.join(TOOLS, "bin", "uv")
ENVIRONMENT = os.path.join(ROOT, ".venv")
REQUIREMENTS = os.path.join(ROOT, "config", "requirements")
OLDEST = (3, 11)
NEWER = ("python3.14", "python3.13", "python3.12", "python3.11")


def main() -> None:
    """Install the lock files named on the command line."""
    if sys.version_info < OLDEST:
        _hand_over_to_a_newer_python()
    os.chdir(ROOT)
    _install_uv()
    _make_environment()
    for name in sys.argv[1:] or ["dev"]:
        lock = os.path.join(REQUIREMENTS, name + ".txt")
        _say("installing what config/requirements/" + name + ".txt lists into .venv/")
        options = ["--quiet", "--no-deps", "--require-hashes", "--python", _python(), "-r", lock]
        if _run([UV, "pip", "install"] + options):
            sys.exit("Not everything could be installed; the reason is above. Is there a connection?")


def _hand_over_to_a_newer_python() -> None:
    for name in NEWER:
        path = shutil.which(name)
        if path and _run([path, "-c", ""], quiet=True) == 0:
            os.execv(path, [path] + sys.argv)
    sys.exit(
        "Python 3.11 or newer is needed and this is %d.%d. Name another one: make run PYTHON=/path/to/python3"
        % sys.version_info[:2]
    )


def _install_uv() -> None:
    if _run([UV, "--version"], quiet=True) == 0:
        return
    _say("installing uv into .venv-tools/")
    os.environ["PIP_ROOT_USER_ACTION"] = "ignore"
    os.makedirs(TOOLS, exist_ok=True)
    wish = [
        "install",
        "--quiet",
        "--disable-pip-version-check",
        "--upgrade",
        "--target",
        TOOLS,
        "--require-hashes",
    ]
    wish += ["-r", os.path.join(REQUIREMENTS, "tools.txt")]
    for pip in (_own_pip, _pip_of_a_fresh_environment, _pip_of_the_system):
        command = pip()
        if command and _run(command + wish) == 0:
            shutil.rmtree(os.path.join(TOOLS, "pip"), ignore_errors=True)
            return
    found = shutil.which("uv")
    if found:
        os.makedirs(os.path.dirname(UV), exist_ok=True)
        os.symlink(found, UV)
        return
    sys.exit(
        "Neither pip nor uv works here. Install one (on Debian: apt-get install python3-pip; elsewhere: "
        "%s -m ensurepip) and try again." % sys.executable
    )


def _own_pip() -> Optional[List[str]]:
    works = _run([sys.executable, "-m", "pip", "--version"], quiet=True) == 0
    return [sys.executable, "-m", "pip"] if works else None


def _pip_of_a_fresh_environment() -> Optional[List[str]]:
    """Python brings a pip for new environments, also where the system has none."""
    place = os.path.join(TOOLS, "pip")
    works = _run([sys.executable, "-m", "venv", "--clear", place], quiet=True) == 0
    return [os.path.join(place, "bin", "python"), "-m", "pip"] if works else None


def _pip_of_the_system() -> Optional[List[str]]:
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return None
    _say("installing python3-pip with apt-get")
    _run(["apt-get", "update", "-qq"])
    _run(["apt-get", "install", "-y", "-qq", "--no-install-recommends", "python3-pip"])
    return _own_pip()


def _make_environment() -> None:
    if _run([_python(), "-c", "import sys; sys.exit(sys.version_info < (3, 11))"], quiet=True) == 0:
        return
    if _run([UV, "venv", "--quiet", "--clear", "--python", sys.executable, ENVIRONMENT]):
        sys.exit("The environment in .venv/ could not be made; the reason is above.")


def _python() -> str:
    return os.path.join(ENVIRONMENT, "bin", "python")


def _run(command: List[str], quiet: bool = False) -> int:
    """The exit code; 127 when there is no such program."""
    hidden = subprocess.DEVNULL if quiet else None
    try:
        return subprocess.call(command, stdout=hidden, stderr=hidden)
    except OSError:
        return 127


def _say(sentence: str) -> None:
    sys.stderr.write(sentence + "\n")


if __name__ == "__main__":
    main()
