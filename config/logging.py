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


METHODS = frozenset({"GET", "HEAD", "POST", "OPTIONS", "PUT", "PATCH", "DELETE"})


class _Lines(logging.Handler):
    """Writes to whatever standard error is now; recognisable when the set-up runs again."""

    def emit(self, record: logging.LogRecord) -> None:
        try:
            sys.stderr.write(self.format(record) + "\n")
            sys.stderr.flush()
        except Exception:
            self.handleError(record)


class _StandardError:
    """Writes lines of requests past `logging`, which costs more than some of the requests."""

    def msg(self, line: str) -> None:
        sys.stderr.write(line + "\n")
        sys.stderr.flush()

    info = msg


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
    _requests[:] = [
        structlog.wrap_logger(
            _StandardError(),
            processors=[_of_requests, *_shape(strict=settings.production, masked=False)],
            wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        ).bind()
    ]
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


def note_request(*, endpoint: str | None, method: str, status: int, seconds: float) -> None:
    """The line of a request that was answered: its method is the only word that is not ours."""
    known, ms = method if method in METHODS else "other", round(seconds * 1000, 1)
    for logger in _requests:
        logger.info("request", endpoint=endpoint, method=known, status=status, ms=ms)


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
            logger.propagate, logger.disabled = True, False
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

    before = [_origin, ProcessorFormatter.remove_processors_meta, exception]
    return ProcessorFormatter(processors=[*before, *_shape(strict=strict)])


def _shape(*, strict: bool, masked: bool = True) -> list[Processor]:
    """From an event to a line: whose it is, without what must not be said, with the time.

    What cannot hold a word of a person need not be `masked`.
    """
    line: list[Processor] = [structlog.processors.JSONRenderer(default=str)]
    if not strict:
        line = [_indent, structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty(), pad_event_to=0)]
    time = structlog.processors.TimeStamper(fmt="iso", utc=True)
    net = [mask_event] if masked else []
    return [structlog.contextvars.merge_contextvars, *net, time, *line]


def _of_requests(_logger: WrappedLogger, method: str, event: MutableMapping[str, Any]) -> Mapping[str, Any]:
    return {"level": method, "logger": "portal.requests", **event}


_requests: list[Any] = []
"""The one logger of request lines, once logging is set up."""


def _origin(_logger: WrappedLogger, _method: str, event: MutableMapping[str, Any]) -> Mapping[str, Any]:
    record: logging.LogRecord = event["_record"]
    return {"level": record.levelname.lower(), "logger": record.name, **event}


def _indent(_logger: WrappedLogger, _method: str, event: MutableMapping[str, Any]) -> Mapping[str, Any]:
    """Every line of a readable stack trace starts with blanks: what starts a line is a log line."""
    if "exception" in event:
        event["exception"] = "    " + event["exception"].replace("\n", "\n    ")
    return event
