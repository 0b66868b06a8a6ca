"""Headers on every answer, and the filter every request passes first."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from typing import Any

from flask import Response, g, request
from flask_babel import gettext as _
from flask_wtf.csrf import validate_csrf
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.exceptions import BadRequest, Forbidden, RequestEntityTooLarge
from wtforms.validators import ValidationError

from portal.access import Door
from portal.extensions import kernel

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
_HOSTILE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
LONGEST_FIELD = 100_000


def cleaned(text: str) -> str:
    """The text without control characters and half surrogates, which no field of ours may hold."""
    return _HOSTILE.sub("", text)


def _clean(values: Any) -> ImmutableMultiDict[str, str]:
    return ImmutableMultiDict((cleaned(key), cleaned(value)) for key, value in values.items(multi=True))


def purify() -> None:
    """Strip hostile characters from query and form; refuse an address that holds them."""
    if _HOSTILE.search(request.path):
        raise BadRequest()
    if any(_HOSTILE.search(text) for pair in request.args.items(multi=True) for text in pair):
        request.args = _clean(request.args)
    if request.method not in SAFE_METHODS:
        form = _clean(request.form)
        if any(len(value) > LONGEST_FIELD for value in form.values()):
            raise RequestEntityTooLarge()
        request.form = form


def check_origin() -> None:
    """An unsafe request must come from our own page: the browser says so, or Origin is our host."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        if site != "same-origin":
            raise Forbidden()
        return
    origin = request.headers.get("Origin", "")
    if origin.removeprefix("https://").removeprefix("http://") != request.host or "://" not in origin:
        raise Forbidden()


def token_holds() -> bool:
    """The form token is one that only our own page could have shown this browser."""
    try:
        validate_csrf(request.form.get("csrf_token") or request.headers.get("X-CSRF-Token"))
    except ValidationError:
        return False
    return True


def check_token() -> None:
    """Raises BadRequest without a form token that holds."""
    if not token_holds():
        error = BadRequest()
        error.sentence = _expired()  # type: ignore[attr-defined]
        raise error


def _expired() -> str:
    return str(_("This form is too old to be sent. Go back, load the page again and send it once more."))


def nonce() -> str:
    """The script nonce of this answer: random, or fixed by the version of a cached public page."""
    if "nonce" not in g:
        g.nonce = secrets.token_urlsafe(16)
    return str(g.nonce)


def nonce_for(version: str) -> str:
    """A nonce that every process computes alike for one version of a public page, unknown outside."""
    key = kernel().settings.secret_key.encode()
    return hmac.new(key, version.encode(), hashlib.sha256).hexdigest()[:24]


_ALWAYS = (
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "same-origin"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=()"),
)
_HTTPS = (("Strict-Transport-Security", "max-age=31536000; includeSubDomains"),)


def add_headers(response: Response) -> None:
    """The headers of every answer. A 304 keeps those of the page it confirms."""
    headers, https = response.headers, kernel().settings.public_scheme == "https"
    headers.setdefault("Cache-Control", "no-store")
    if "X-Content-Type-Options" not in headers:
        headers.extend((*_ALWAYS, *_HTTPS) if https else _ALWAYS)
    if response.status_code != 304:
        headers["Content-Security-Policy"] = (
            f"default-src 'none'; script-src 'nonce-{nonce()}'; style-src 'self'; img-src 'self'; "
            "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; "
            "object-src 'none'"
        )
        if headers.get("Content-Disposition", "").startswith("attachment"):
            headers["Content-Security-Policy"] = "default-src 'none'; frame-ancestors 'none'; sandbox"
    _share(response, g.get("door"))


FRAMED = (
    "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors *"
)
"""Of a page that may stand in any site: it runs no script and sends no form."""


def _share(response: Response, door: Door | None) -> None:
    """What doors for other sites say otherwise. A page that failed is not for them."""
    if door is None or not door.shares:
        return
    headers = response.headers
    headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    headers["X-Robots-Tag"] = "noindex"
    if door.shares == "data":
        headers["Access-Control-Allow-Origin"] = "*"
        headers["Access-Control-Allow-Headers"] = "If-None-Match"
        headers["Access-Control-Expose-Headers"] = "ETag"
    elif response.status_code == 200:
        headers["Content-Security-Policy"] = FRAMED
