"""Histories with one revision more than ours, written into a folder of their own."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tenants import history

REVISION = '''"""Made by a test."""

from alembic import op

revision = "n900"
down_revision = "{before}"


def upgrade() -> None:
    """One column more."""
    op.execute("ALTER TABLE network_profile ADD COLUMN added integer")
{more}'''


def write_history(folder: Path, *more: str) -> Path:
    """Our migrations and one that adds a column, then does what the SQL in `more` says."""
    shutil.copytree(history.HERE, folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__"))
    body = "".join(f"    op.execute({statement!r})\n" for statement in more)
    text = REVISION.format(before=history.head("network"), more=body)
    (folder / "network" / "versions" / "n900_added.py").write_text(text)
    return folder


def use_history(folder: Path) -> None:
    """Make `folder` the history of this process."""
    history.HERE = folder
    for cached in (history._scripts, history.head, history.compile_sql):
        cached.cache_clear()


@contextmanager
def newer_history(folder: Path, *more: str) -> Iterator[Path]:
    """As if a release with one revision more were installed, for the block."""
    ours = history.HERE
    use_history(write_history(folder, *more))
    try:
        yield folder
    finally:
        use_history(ours)
