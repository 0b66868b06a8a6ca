"""What people see when something cannot be done. These pages never touch the database."""

from __future__ import annotations

import json
from typing import Any

import structlog
from flask import Flask, Response, g, make_response, render_template, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from markupsafe import escape
from sqlalchemy.exc import DataError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionFree
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException

log = structlog.get_logger(__name__)


class Refused(Exception):
    """A deed the rules do not allow now. The text is a sentence for the person who tried."""


def install(app: Flask) -> None:
    """Answer every failure with a page in the reader's language."""
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Refused, _refused)
    app.register_error_handler(StaleDataError, _stale)
    app.register_error_handler(OperationalError, _database_away)
    app.register_error_handler(NoConnectionFree, _database_away)
    app.register_error_handler(DataError, _cannot_be_stored)
    app.register_error_handler(Exception, _unforeseen)


_WORDS: dict[int, tuple[Any, Any, Any]] = {
    400: (
        _l("We cannot read this request"),
        _l("Something in the address or the form is not as it should be."),
        _l("Go back and try again. What you typed is usually still there."),
    ),
    403: (
        _l("This is not yours to change"),
        _l("You can see this page, but you cannot do this here."),
        _l("Ask the contact person of the group or the network to do it."),
    ),
    404: (
        _l("We cannot find this page"),
        _l("It may have moved, or the address has a typing mistake."),
        _l("Search for a group, or go to the first page."),
    ),
    405: (
        _l("This is not possible here"),
        _l("This address does not do what was asked."),
        _l("Go back and use the button on the page."),
    ),
    409: (
        _l("Somebody was ahead of you"),
        _l("This was changed by somebody else while you were working on it."),
        _l("Go back, load the page again and look at what changed. Nothing was overwritten."),
    ),
    413: (
        _l("This is too much at once"),
        _l("The text or the file is larger than we accept."),
        _l("Go back and make it smaller. A spreadsheet may be 10 MB, a text 100,000 characters."),
    ),
    422: (
        _l("Something is missing"),
        _l("Part of what you filled in cannot be used."),
        _l("Go back and look at the marked fields."),
    ),
    429: (
        _l("Just a moment"),
        _l("That was a lot in a short time. Wait a little while and try again."),
        _l("Nothing was lost."),
    ),
    503: (
        _l("Closed for a moment"),
        _l("We are working on this site. It will be back soon."),
        _l("Try again in a few minutes."),
    ),
}
"""Title, sentence and advice for a status code."""
_BROKEN = (
    _l("Something went wrong on our side"),
    _l("It is not your fault. We have been told."),
    _l("Try again in a few minutes. Nothing was saved halfway."),
)


def _words(code: int) -> tuple[str, str, str]:
    """What to say, in the reader's language."""
    title, sentence, advice = _WORDS.get(code, _WORDS[400] if 400 <= code < 500 else _BROKEN)
    return str(title), str(sentence), str(advice)


def error_page(code: int, sentence: str | None = None) -> Response:
    """The page for a status code; `sentence` replaces the general one."""
    g.failed = True
    title, general, advice = _words(code)
    values: dict[str, Any] = {"code": code, "title": title, "sentence": sentence or general, "advice": advice}
    values["request_id"] = g.get("request_id", "")
    if (door := g.get("door")) is not None and door.shares == "data":
        return _problem(code, title, values["sentence"])
    if "HX-Request" in request.headers:
        answer = make_response(f"{escape(title)}. {escape(values['sentence'])}", code)
        answer.headers["HX-Retarget"], answer.headers["HX-Reswap"] = "#status", "innerHTML"
        return answer
    return make_response(render_template("errors/error.html", **values), code)


def _problem(code: int, title: str, sentence: str) -> Response:
    """The same for a program (RFC 9457)."""
    said = {"type": "about:blank", "title": title, "status": code, "detail": sentence}
    answer = make_response(json.dumps(said, ensure_ascii=False), code)
    answer.mimetype = "application/problem+json"
    return answer


def _http(error: HTTPException) -> Response:
    if error.response is not None or error.code is None or error.code < 400:
        return error.get_response()  # type: ignore[return-value]
    own_sentence = getattr(error, "sentence", None)
    if error.code == 429:
        own_sentence = error.description
    response = error_page(error.code, own_sentence)
    for name, value in error.get_headers():
        if name.lower() in ("retry-after", "allow"):
            response.headers[name] = value
    return response


def _refused(error: Refused) -> Response:
    return error_page(409, str(error))


def _stale(_error: StaleDataError) -> Response:
    return error_page(409)


def _cannot_be_stored(error: DataError) -> Response:
    """A value no form looked at: a number too large, a date that does not exist."""
    log.warning("value refused by the database", error=type(error.orig).__name__)
    return error_page(400)


def _database_away(error: OperationalError | NoConnectionFree) -> Response:
    log.error("database unreachable", error=type(getattr(error, "orig", error)).__name__)
    return error_page(503, _("We cannot reach our data right now. It will be back soon."))


def _unforeseen(error: Exception) -> Response:
    log.error("unforeseen error", error=type(error).__name__, exc_info=error)
    return error_page(500)
