"""`flask --app portal i18n extract|update|compile`: keeping the catalogs of texts complete."""

from __future__ import annotations

from pathlib import Path

import click
from babel.messages.frontend import CommandLineInterface
from flask import Flask
from flask.cli import AppGroup

ROOT = Path(__file__).parent.parent
CATALOGS = ROOT / "portal" / "translations"
TEMPLATE = CATALOGS / "messages.pot"
TRANSLATED = ("nl", "de")
"""English stands in the code itself."""

texts = AppGroup("i18n", help="Collect texts, bring the catalogs up to date, compile them.")


def install(app: Flask) -> None:
    """Hang the commands on the flask command line."""
    app.cli.add_command(texts)


def _babel(*arguments: object) -> None:
    CommandLineInterface().run(["pybabel", "--quiet", *map(str, arguments)])  # type: ignore[no-untyped-call]


def extract_to(target: Path) -> None:
    """Collect every text of code and templates into a catalog template."""
    _babel(
        "extract",
        "--mapping-file",
        ROOT / "config" / "babel.cfg",
        "--keyword",
        "_l",
        "--no-location",
        "--sort-output",
        "--no-wrap",
        "--omit-header",
        "--output-file",
        target,
        ROOT,
    )


@texts.command("extract")
def extract() -> None:
    """Collect the texts."""
    CATALOGS.mkdir(exist_ok=True)
    extract_to(TEMPLATE)
    click.echo(f"texts are in {TEMPLATE.relative_to(ROOT)}")


def update_catalogs() -> None:
    """Collect the texts and put new ones, empty, into the catalogs. Needs no settings and no application."""
    extract_to(TEMPLATE)
    for locale in TRANSLATED:
        catalog = CATALOGS / locale / "LC_MESSAGES" / "messages.po"
        command = "update" if catalog.exists() else "init"
        options = (
            ["--no-fuzzy-matching", "--ignore-obsolete", "--ignore-pot-creation-date"]
            if command == "update"
            else []
        )
        _babel(
            command,
            "--input-file",
            TEMPLATE,
            "--output-dir",
            CATALOGS,
            "--locale",
            locale,
            "--no-wrap",
            *options,
        )
    TEMPLATE.unlink()


@texts.command("update")
def update() -> None:
    """Collect the texts and put new ones, empty, into the catalogs."""
    update_catalogs()


@texts.command("compile")
def compile_catalogs() -> None:
    """Compile the catalogs for the running product."""
    _babel("compile", "--directory", CATALOGS)
