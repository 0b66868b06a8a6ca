"""What a process writes to its log, and loggers that are afterwards as they were."""

import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import structlog

from config.logging import clear


@contextmanager
def loggers_kept() -> Iterator[None]:
    """Other tests keep their loggers."""
    root = logging.getLogger()
    before, level, loud = root.handlers[:], root.level, logging.raiseExceptions
    yield
    clear()
    root.handlers, logging.raiseExceptions = before, loud
    root.setLevel(level)
    logging.captureWarnings(False)
    structlog.reset_defaults()


class Lines:
    """What the process wrote since the last look."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self.capsys = capsys

    def text(self) -> str:
        return self.capsys.readouterr().err

    def json(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.text().splitlines()]
