"""The project's own files, as text and as syntax trees, for rules over the whole source."""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]


@cache
def project_files() -> tuple[Path, ...]:
    """Every file of the project: tracked, or new and not ignored."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return tuple(sorted(path for name in listed.splitlines() if (path := ROOT / name).is_file()))


def name_of(path: Path) -> str:
    """The path as people write it, from the project's root."""
    return path.relative_to(ROOT).as_posix()


def texts(*endings: str, within: tuple[str, ...] = ()) -> Iterator[tuple[str, str]]:
    """Name and text of the files with these endings, in these folders (all when none is named)."""
    for path in project_files():
        name = name_of(path)
        if path.suffix in endings and (not within or name.startswith(within)):
            yield name, path.read_text(encoding="utf-8", errors="replace")


def trees(*within: str) -> Iterator[tuple[str, ast.Module]]:
    """Name and syntax tree of the Python files in these folders."""
    for name, text in texts(".py", within=within):
        yield name, ast.parse(text)


def module_of(name: str) -> str:
    """portal/groups/views.py is portal.groups.views."""
    return name.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def imports(tree: ast.AST) -> set[str]:
    """Every dotted name that is imported, at the top or inside a function."""
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def calls(tree: ast.AST, name: str) -> list[ast.Call]:
    """Calls of a function or method with this name."""
    return [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and name == getattr(node.func, "id", getattr(node.func, "attr", ""))
    ]
