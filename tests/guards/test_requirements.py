"""Whatever the product imports is in the list of what it runs with: development brings along much more."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

ROOT = Path(__file__).parents[2]
OURS = {"config", "portal", "tenants", "worker"}
LISTED = re.compile(r"^([a-zA-Z0-9._-]+)(?:\[[^\]]*\])?==", re.MULTILINE)


def imported() -> Iterator[tuple[str, str]]:
    """(file, package) of every import in what is deployed, also of those inside functions."""
    files = [ROOT / "worker.py", *(file for room in ("config", "portal", "tenants") for file in _files(room))]
    for file in files:
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom) and not node.level:
                names = [node.module or ""]
            else:
                continue
            yield from ((str(file.relative_to(ROOT)), name.split(".")[0]) for name in names)


def _files(room: str) -> Iterator[Path]:
    for file in (ROOT / room).rglob("*.py"):
        if ROOT / "config" / "local" not in file.parents:
            yield file


def missing(listed: set[str]) -> list[str]:
    """Packages that are imported and come from nowhere in the list."""
    from_where = packages_distributions()
    known = OURS | set(sys.stdlib_module_names)
    return sorted(
        f"{file} imports {package}"
        for file, package in set(imported())
        if package not in known
        and not {_plain(name) for name in from_where.get(package, ())} & {_plain(name) for name in listed}
    )


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def test_what_is_imported_is_listed() -> None:
    listed = set(LISTED.findall((ROOT / "config/requirements/run.txt").read_text()))
    assert len(listed) > 30
    assert missing(listed) == []
    assert missing(listed - {"pypdf"}) == ["portal/attachments/remaking_child.py imports pypdf"]
