"""The cookies and the way on when somebody is let in or leaves; shared by codes and invitations."""

from __future__ import annotations

from flask import Response, g, request, session, url_for

from portal.accounts import hooks, sessions, signing_in
from portal.accounts.browsers import browser_name
from portal.accounts.codes import LIFETIME
from portal.accounts.models import Person
from portal.pages import go, own_path

PENDING = "__Host-pending"
"""Binds a code underway to the browser that asked for it."""
ASKED_FOR = "asked_for"
"""In the form cookie of that browser: the address it gave, to show it again."""


def next_path() -> str | None:
    """Where somebody wanted to go before signing in, if it is a page of ours."""
    return own_path(request.args.get("next"))


def home(person: Person) -> str:
    """Where a person starts."""
    return next((path for choose in hooks.homes if (path := choose(person))), url_for("accounts.me"))


def enter(person: Person, *, to: str | None) -> Response:
    """Let somebody in: a new session, a new form token, nothing left of what this browser had before."""
    token = signing_in.sign_in(
        g.db, person, browser=browser_name(request.user_agent.string), instead_of=sessions.current_token()
    )
    session.clear()
    response = go(to or home(person))
    sessions.set_cookie(response, token)
    forget_pending(response)
    return response


def set_pending(response: Response, token: str) -> None:
    """Remember for the life of a code that this browser asked for it."""
    seconds = int(LIFETIME.total_seconds())
    response.set_cookie(PENDING, token, max_age=seconds, secure=True, httponly=True, samesite="Lax", path="/")


def forget_pending(response: Response) -> None:
    """The code was used."""
    response.delete_cookie(PENDING, secure=True, httponly=True, samesite="Lax", path="/")


def pending() -> str:
    """The token of this browser's code underway, or an empty text."""
    return request.cookies.get(PENDING, "")
