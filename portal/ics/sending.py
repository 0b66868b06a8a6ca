"""A calendar file as an answer: calendar programs ask again and again, and mostly nothing is new."""

from __future__ import annotations

from flask import Response, request

KIND = "text/calendar; charset=utf-8"


def answer(body: bytes, *, filename: str, method: str = "") -> Response:
    """With a mark of its content, by which a program that has it is told so (304)."""
    kind = f"{KIND}; method={method}" if method else KIND
    made = Response(body, content_type=kind)
    made.headers["Content-Disposition"] = f'attachment; filename="{filename}"'
    made.headers["X-Robots-Tag"] = "noindex"
    made.headers["Cache-Control"] = "private, no-cache"
    made.add_etag()
    made.make_conditional(request)
    return made
