"""The two migration histories, compiled to plain SQL statements.

Alembic runs once per process and range of revisions, not once per network: what a network
gets is a list of statements for its owner to send. It is imported where it is needed: the web process
never migrates, and has no use for its 8 MB.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from alembic.config import Config
    from alembic.script import ScriptDirectory

History = Literal["control", "network"]

HERE = Path(__file__).parent / "migrations"
NETWORK_ROLE = "{network_role}"
"""Stands in a network migration for the login role that the statement is about."""
CONTROL_ROLE = "{control_role}"
"""Stands in a control migration for the web process's login."""


class UnknownRevision(RuntimeError):
    """A schema stands on a revision that this release does not know."""


_compiling = Lock()
"""Alembic keeps the migration under way in module globals: one thread at a time."""


class _Statements(list[str]):
    """Collects what Alembic writes: one statement a call."""

    def write(self, text: str) -> None:
        statement = "\n".join(line for line in text.splitlines() if not line.startswith("--")).strip()
        if statement:
            self.append(statement)

    def flush(self) -> None:
        """Nothing is buffered."""


@cache
def _scripts(history: History) -> tuple[Config, ScriptDirectory]:
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(HERE / history))
    return config, ScriptDirectory.from_config(config)


@cache
def head(history: History) -> str:
    """The newest revision of a history."""
    revision = _scripts(history)[1].get_current_head()
    if revision is None:
        raise RuntimeError(f"the {history} history has no migrations")
    return revision


@cache
def compile_sql(history: History, start: str | None = None) -> tuple[str, ...]:
    """The statements from revision `start` (None: an empty schema) to the head. Raises UnknownRevision."""
    from alembic.util import CommandError

    try:
        return _compiled(history, start)
    except CommandError as error:
        raise UnknownRevision(str(error)) from error


def _compiled(history: History, start: str | None) -> tuple[str, ...]:
    from alembic.runtime.environment import EnvironmentContext

    config, scripts = _scripts(history)
    buffer = _Statements()
    with (
        _compiling,
        EnvironmentContext(
            config,
            scripts,
            fn=lambda revision, _context: scripts._upgrade_revs("head", revision),
            as_sql=True,
            starting_rev=start,
            destination_rev="head",
        ) as environment,
    ):
        environment.configure(
            dialect_name="postgresql",
            output_buffer=buffer,  # type: ignore[arg-type]
            version_table_schema="control" if history == "control" else None,
        )
        environment.run_migrations()
    return tuple(buffer)


def network_sql(role: str, start: str | None = None) -> list[str]:
    """The statements that bring one network's schema to the head."""
    return [statement.replace(NETWORK_ROLE, role) for statement in compile_sql("network", start)]
