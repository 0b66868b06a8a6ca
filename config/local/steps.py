"""Commands of the portal one after the other in one process: starting it costs more than most of them.

`python -m config.local.steps "networks prepare-cluster" "networks migrate"`
"""

import shlex
import sys

import click
from flask.cli import FlaskGroup, ScriptInfo


def main() -> None:
    portal = ScriptInfo(app_import_path="portal")
    commands = FlaskGroup(add_default_commands=False)
    for step in sys.argv[1:]:
        code = _run(commands, portal, step)
        if code:
            sys.exit(code)


def _run(commands: FlaskGroup, portal: ScriptInfo, step: str) -> int:
    try:
        code = commands.main(shlex.split(step), prog_name="flask", obj=portal, standalone_mode=False)
    except click.ClickException as error:
        error.show()
        return error.exit_code
    return code if isinstance(code, int) else 0


if __name__ == "__main__":
    main()
