"""Errors reported to whoever keeps the portal running: only with SENTRY_DSN, and only what is listed here.

A report is rebuilt from a short list of fields, so a new version of the library cannot add the body of
a request, a cookie or a local variable to it.
"""

import logging
from typing import Any

import sentry_sdk
from sentry_sdk.integrations.atexit import AtexitIntegration
from sentry_sdk.integrations.dedupe import DedupeIntegration
from sentry_sdk.integrations.excepthook import ExcepthookIntegration
from sentry_sdk.transport import Transport
from sentry_sdk.types import Event, Hint
from structlog.contextvars import get_contextvars

from config.masking import mask_message
from config.settings import Settings

ABOUT = ("event_id", "timestamp", "level", "platform", "environment", "release", "logger")
FRAME = ("filename", "function", "module", "lineno", "in_app")
TAGS = ("network", "job", "request_id")


class Reports(logging.Handler):
    """Reports every line of level error, with its exception when it has one."""

    def emit(self, record: logging.LogRecord) -> None:
        try:
            event: dict[str, Any] = record.msg if isinstance(record.msg, dict) else {}
            error = event.get("exc_info") or record.exc_info
            error = error[1] if isinstance(error, tuple) else error
            with sentry_sdk.new_scope() as scope:
                scope.set_tags({key: value for key, value in get_contextvars().items() if key in TAGS})
                if error:
                    sentry_sdk.capture_exception(error if isinstance(error, BaseException) else None)
                else:
                    sentry_sdk.capture_message(str(event.get("event", "")) or record.getMessage(), "error")
        except Exception:
            self.handleError(record)


def start_reports(settings: Settings, transport: type[Transport] | None = None) -> logging.Handler | None:
    """The handler that reports, or None when nobody wants reports. Tests hand in a transport."""
    if not settings.sentry_dsn:
        return None
    sentry_sdk.init(
        settings.sentry_dsn,
        environment=settings.environment,
        transport=transport,
        before_send=rebuild,
        default_integrations=False,
        integrations=[AtexitIntegration(), DedupeIntegration(), ExcepthookIntegration()],
        include_local_variables=False,
        include_source_context=False,
        max_breadcrumbs=0,
    )
    return Reports("ERROR")


def rebuild(event: Event, _hint: Hint) -> Event:
    """What leaves the building of one report."""
    kept: dict[str, Any] = {name: event[name] for name in ABOUT if name in event}  # type: ignore[literal-required]
    kept["tags"] = {name: value for name, value in dict(event.get("tags") or {}).items() if name in TAGS}
    message = (event.get("logentry") or {}).get("message") or event.get("message")
    if message:
        kept["message"] = mask_message(str(message))
    if errors := (event.get("exception") or {}).get("values"):
        kept["exception"] = {"values": [_error(error) for error in errors]}
    return kept  # type: ignore[return-value]


def _error(error: dict[str, Any]) -> dict[str, Any]:
    frames = (error.get("stacktrace") or {}).get("frames") or []
    return {
        "type": error.get("type"),
        "module": error.get("module"),
        "value": mask_message(str(error.get("value") or "")),
        "stacktrace": {"frames": [{name: frame.get(name) for name in FRAME} for frame in frames]},
    }
