"""Telling an error service that something broke: the kind of error and the place in the code, nothing else."""

from __future__ import annotations

from typing import Any

import sentry_sdk

from config.settings import Settings


def install(settings: Settings) -> None:
    """Report errors when SENTRY_DSN is set. No request, no person, no values of variables leave this process."""
    if settings.sentry_dsn:
        sentry_sdk.init(
            dsn=settings.sentry_dsn,
            environment=settings.environment,
            send_default_pii=False,
            include_local_variables=False,
            max_request_body_size="never",
            max_breadcrumbs=0,
            before_send=scrub,
        )


def scrub(event: Any, _hint: Any) -> Any:
    """An event without address, headers, person, log text, and without the texts of errors, which may hold mail addresses."""
    for part in ("request", "user", "extra", "breadcrumbs", "logentry", "message", "contexts", "server_name"):
        event.pop(part, None)
    for error in event.get("exception", {}).get("values", []):
        error["value"] = ""
    return event
