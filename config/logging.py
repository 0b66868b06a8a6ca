"""Log lines: readable on a desk, JSON in production, one way out for structlog and every library.

A line says which network, person, job and request it belongs to (ids only). What it must not say is
in config.masking.
"""

import logging
import os
import sys
from collections.abc import Mapping, MutableMapping
from typing import Any
from uuid import UUID

import structlog
from structlog.contextvars import bind_contextvars, clear_contextvars
from structlog.stdlib import ProcessorFormatter
from structlog.typing import Processor, WrappedLogger

from config.masking import describe, mask_event, one_line
from config.reports import Reports, start_reports
from config.settings import Settings

LEVELS = {
    "sqlalchemy": "WARNING",
    "urllib3": "WARNING",
    "alembic": "WARNING",
    "rq": "INFO",
    "_granian": "INFO",
}
"""Libraries that would say too much, or nothing, at the level of our own lines (INFO)."""


class _Lines(logging.Handler):
    """Writes to whatever standard error is now; recognisable when the set-up runs again."""

    def emit(self, record: logging.LogRecord) -> None:
        try:
            sys.stderr.write(self.format(record) + "\n")
            sys.stderr.flush()
        except Exception:
            self.handleError(record)


def setup_logging(settings: Settings) -> None:
    """Send every line of this process to standard error in one shape, errors also to SENTRY_DSN.

    Safe to call again.
    """
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            structlog.stdlib.PositionalArgumentsFormatter(),
            ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    handler = _Lines()
    handler.setFormatter(_formatter(strict=settings.production))
    reports = start_reports(settings)
    root = logging.getLogger()
    others = [other for other in root.handlers if not isinstance(other, _Lines | Reports)]
    root.handlers = [*others, handler, *([reports] if reports else [])]
    root.setLevel("INFO")
    _take_over_loggers()
    logging.captureWarnings(True)
    logging.raiseExceptions = not settings.production


def line_formatter() -> logging.Formatter:
    """The same shape for a process that reads a logging file instead of calling `setup_logging`."""
    return _formatter(strict=os.environ.get("ENVIRONMENT") == "production")


def bind(
    *,
    network: UUID | str | None = None,
    person: UUID | str | None = None,
    request_id: str | None = None,
    job: UUID | str | None = None,
) -> None:
    """Say whom the lines from here on are about: ids, never slugs, names or addresses."""
    given = {"network": network, "person": person, "request_id": request_id, "job": job}
    bind_contextvars(**{key: one_line(str(value))[:64] for key, value in given.items() if value is not None})


def clear() -> None:
    """Forget what `bind` said, at the end of a request or job."""
    clear_contextvars()


def _take_over_loggers() -> None:
    """Libraries that brought handlers of their own (granian, rq, alembic) pass their lines up instead."""
    for logger in list(logging.root.manager.loggerDict.values()):
        if isinstance(logger, logging.Logger):
            logger.handlers.clear()
            logger.propagate = True
    for name, level in LEVELS.items():
        logging.getLogger(name).setLevel(level)
    logging.getLogger("granian.access").disabled = True


def _formatter(*, strict: bool) -> logging.Formatter:
    def exception(_logger: WrappedLogger, _method: str, event: MutableMapping[str, Any]) -> Mapping[str, Any]:
        info = event.pop("exc_info", None)
        error = sys.exc_info()[1] if info is True else info[1] if isinstance(info, tuple) else info
        if isinstance(error, BaseException):
            event["exception"] = describe(error, strict=strict)
        return event

    shape: list[Processor] = [structlog.processors.JSONRenderer(default=str)]
    if not strict:
        shape = [_indent, structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty(), pad_event_to=0)]
    return ProcessorFormatter(
        processors=[
            _origin,
            ProcessorFormatter.remove_processors_meta,
            structlog.contextvars.merge_contextvars,
            exception,
            mask_event,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            *shape,
        ],
    )


def _origin(_logger: WrappedLogger, _method: str, event: MutableMapping[str, Any]) -> Mapping[str, Any]:
    record: logging.LogRecord = event["_record"]
    return {"level": record.levelname.lower(), "logger": record.name, **event}


def _indent(_logger: WrappedLogger, _method: str, event: MutableMapping[str, Any]) -> Mapping[str, Any]:
    """Every line of a readable stack trace starts with blanks: what starts a line is a log line."""
    if "exception" in event:
        event["exception"] = "    " + event["exception"].replace("\n", "\n    ")
    return event
