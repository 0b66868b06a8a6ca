"""What an error report holds, as it would go over the wire."""

import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
import sentry_sdk
import structlog
from sentry_sdk.envelope import Envelope
from sentry_sdk.transport import Transport

from config import reports
from config.logging import bind, setup_logging
from config.settings import load_settings
from tests.config.lines import loggers_kept
from tests.config.test_settings import SERVER

SECRET_NAME = "Jan de Vries"
WITH_DSN = SERVER | {"SENTRY_DSN": "https://key@errors.example/1"}


class Wire(Transport):
    """Keeps what would be sent."""

    sent: list[str] = []  # noqa: RUF012

    def capture_envelope(self, envelope: Envelope) -> None:
        self.sent.append(envelope.serialize().decode())


@pytest.fixture
def wire(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    start = reports.start_reports
    monkeypatch.setattr("config.logging.start_reports", lambda settings: start(settings, Wire))
    Wire.sent.clear()
    with loggers_kept():
        yield Wire.sent
        sentry_sdk.get_client().close()
        sentry_sdk.init()


def fail(name: str) -> None:
    raise RuntimeError(f"{name!r} cannot be saved\nDETAIL:  Key (name)=({name}) already exists.")


def only(sent: list[str]) -> dict[str, Any]:
    (envelope,) = sent
    report = json.loads(envelope.splitlines()[2])
    assert isinstance(report, dict)
    return report


def test_an_error_is_reported_without_what_it_is_about(wire: list[str]) -> None:
    setup_logging(load_settings(WITH_DSN))
    bind(network="n-1", person="p-1", request_id="r-1")
    try:
        fail(SECRET_NAME)
    except RuntimeError:
        structlog.get_logger("portal").exception("unforeseen error", name=SECRET_NAME)
    report = only(wire)
    (error,) = report["exception"]["values"]
    assert error["type"] == "RuntimeError" and error["value"].startswith("'...' cannot be saved")
    assert error["stacktrace"]["frames"][-1]["function"] == "fail"
    assert report["tags"] == {"network": "n-1", "request_id": "r-1"}
    assert report["environment"] == "production"
    assert "Vries" not in wire[0] and "p-1" not in wire[0]


def test_without_the_rebuilding_the_name_would_leave(
    wire: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control of the test above."""
    monkeypatch.setattr(reports, "rebuild", lambda event, _hint: event)
    setup_logging(load_settings(WITH_DSN))
    try:
        fail(SECRET_NAME)
    except RuntimeError:
        structlog.get_logger("portal").exception("unforeseen error")
    assert "Vries" in wire[0]


def test_a_line_without_an_exception_is_reported_by_its_text(wire: list[str]) -> None:
    setup_logging(load_settings(WITH_DSN))
    structlog.get_logger("portal").error("database unreachable for jan@voorbeeld.example", name=SECRET_NAME)
    logging.getLogger("rq.worker").error("job of %s lost", "jan@voorbeeld.example")
    assert len(wire) == 2
    assert "database unreachable" in wire[0] and "job of" in wire[1]
    assert "jan@" not in "".join(wire) and "Vries" not in "".join(wire)


def test_warnings_are_not_reported(wire: list[str]) -> None:
    setup_logging(load_settings(WITH_DSN))
    structlog.get_logger("portal").warning("queue unreachable")
    assert wire == []


def test_without_a_dsn_nothing_is_reported(wire: list[str]) -> None:
    setup_logging(load_settings(SERVER))
    structlog.get_logger("portal").error("database unreachable")
    assert wire == []
    assert not [handler for handler in logging.getLogger().handlers if isinstance(handler, reports.Reports)]


def test_setting_up_twice_reports_once(wire: list[str]) -> None:
    setup_logging(load_settings(WITH_DSN))
    setup_logging(load_settings(WITH_DSN))
    structlog.get_logger("portal").error("database unreachable")
    assert len(wire) == 1
