"""Data as answers of the portal."""

from __future__ import annotations

import json
from typing import Any

from flask import Response
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound

from portal.i18n import language


def data(body: str | bytes, kind: str, *, filename: str = "") -> Response:
    """A file of this media type; with a `filename` browsers save it."""
    answer = Response(body, content_type=kind)
    answer.headers["Content-Language"] = language()
    if filename:
        answer.headers["Content-Disposition"] = f'attachment; filename="{filename}"'
    return answer


def as_json(value: Any) -> Response:
    """A value as JSON."""
    return data(json.dumps(value, ensure_ascii=False, separators=(",", ":")), "application/json")


def found(value: Any) -> Response:
    """A record as JSON. Raises NotFound when there is none."""
    if value is None:
        raise nothing_here()
    return as_json(value)


def nothing_here() -> NotFound:
    """There is no such record, or no such list."""
    error = NotFound()
    error.sentence = _("There is nothing at this address. /hsds/ says what there is.")  # type: ignore[attr-defined]
    return error
