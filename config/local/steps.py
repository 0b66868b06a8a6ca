"""Commands of the portal one after the other in one process: starting it costs more than most of them.

`python -m config.local.steps "networks migrate" "demo people > people.txt"`
"""

import contextlib
import shlex
import sys
from pathlib import Path

import click
from flask.cli import FlaskGroup, ScriptInfo


def main() -> None:
    portal = ScriptInfo(app_import_path="portal")
    commands = FlaskGroup(add_default_commands=False)
    for step in sys.argv[1:]:
        command, _, target = step.partition(" > ")
        code = _run(commands, portal, shlex.split(command), Path(target) if target else None)
        if code:
            sys.exit(code)


def _run(commands: FlaskGroup, portal: ScriptInfo, words: list[str], target: Path | None) -> int:
    """Exit code of one command; what it says goes to `target` when there is one."""
    with contextlib.ExitStack() as until_done:
        if target:
            until_done.enter_context(contextlib.redirect_stdout(until_done.enter_context(target.open("w"))))
        try:
            code = commands.main(words, prog_name="flask", obj=portal, standalone_mode=False)
        except click.ClickException as error:
            error.show()
            return error.exit_code
        return code if isinstance(code, int) else 0


if __name__ == "__main__":
    main()
