"""How the operator comes in: a long secret of the settings, typed once, then a cookie for half an hour.

There are no accounts on the national site (docs/decisions/024). Without the secret there is no such page.
"""

from __future__ import annotations

import hashlib
import hmac
from datetime import timedelta

from flask import Response, request
from itsdangerous import BadData, URLSafeTimedSerializer
from werkzeug.exceptions import NotFound

from portal.extensions import kernel

COOKIE = "__Host-operator"
LASTS = timedelta(minutes=30)


def secret() -> str:
    """The secret. Raises NotFound when this installation has none."""
    found = kernel().settings.operator_token
    if not found:
        raise NotFound()
    return found


def is_right(typed: str) -> bool:
    """Compared in the same time, however much of it is right."""
    return hmac.compare_digest(typed.encode(), secret().encode())


def is_in() -> bool:
    """This browser typed the secret that is in force, not long ago."""
    try:
        said = _signer().loads(request.cookies.get(COOKIE, ""), max_age=int(LASTS.total_seconds()))
    except BadData:
        return False
    return hmac.compare_digest(str(said), _mark())


def let_in(response: Response) -> None:
    """Remember it in this browser; a new secret ends it everywhere."""
    seconds = int(LASTS.total_seconds())
    response.set_cookie(
        COOKIE, str(_signer().dumps(_mark())), max_age=seconds, secure=True, httponly=True, samesite="Strict"
    )


def let_out(response: Response) -> None:
    """Forget it."""
    response.delete_cookie(COOKIE, secure=True, httponly=True, samesite="Strict")


def _mark() -> str:
    return hashlib.sha256(f"operator|{secret()}".encode()).hexdigest()


def _signer() -> URLSafeTimedSerializer:
    settings = kernel().settings
    return URLSafeTimedSerializer([*settings.secret_key_fallbacks, settings.secret_key], salt="operator")
