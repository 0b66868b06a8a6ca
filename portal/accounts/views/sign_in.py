"""Signing in and out. What is shown never depends on whether an address is known."""

from __future__ import annotations

from flask import Response, g, session
from flask_babel import gettext as _
from werkzeug.exceptions import TooManyRequests

from portal.access import Permission, access
from portal.accounts import sessions, signing_in
from portal.accounts.forms import AddressForm, CodeForm
from portal.accounts.views.blueprints import accounts as bp
from portal.accounts.views.entering import ASKED_FOR, enter, home, next_path, pending, set_pending
from portal.errors import Refused
from portal.i18n import language
from portal.pages import go, page, say, see_other


@bp.get("/signin")
@access(Permission.PUBLIC)
def sign_in() -> Response:
    """Ask for a mail address."""
    if g.person is not None:
        return see_other("accounts.me")
    if not pending():
        session.pop(ASKED_FOR, None)
    return page("accounts/sign_in.html", form=AddressForm(), next=next_path())


@bp.post("/signin")
@access(Permission.PUBLIC)
def ask_for_code() -> Response:
    """Send the mail; what was typed stays when it cannot be used or came too often."""
    if g.person is not None:
        return see_other("accounts.me")
    form = AddressForm()
    if not form.validate():
        return page("accounts/sign_in.html", 422, form=form, next=next_path())
    try:
        return _mail_code(form.email.data or "")
    except TooManyRequests as too_many:
        form.add_error("email", str(too_many.description))
        response = page("accounts/sign_in.html", 429, form=form, next=next_path())
        response.headers.extend(too_many.get_headers())
        return response


@bp.post("/signin/again")
@access(Permission.SELF_MANAGE)
def renew() -> Response:
    """Before a step that matters: a code to the person's own address, typed here, makes a new session."""
    return _mail_code(g.person.email)


def _mail_code(email: str) -> Response:
    signing_in.limit_asking(email)
    token = signing_in.send_code(g.db, email=email, locale=language(), instead_of=pending())
    session[ASKED_FOR] = email
    response = see_other("accounts.code", next=next_path())
    set_pending(response, token)
    return response


@bp.get("/signin/code")
@access(Permission.PUBLIC)
def code() -> Response:
    """Ask for the code, in the browser that asked for it."""
    if not pending():
        return go(home(g.person)) if g.person is not None else see_other("accounts.sign_in", next=next_path())
    return _code_page(CodeForm())


@bp.post("/signin/code")
@access(Permission.PUBLIC)
def use_code() -> Response:
    """Let in whoever types the right code."""
    form = CodeForm()
    if form.validate():
        try:
            person = signing_in.use_code(g.db, browser=pending(), text=form.code.data or "")
        except Refused as refused:
            form.add_error("code", str(refused))
        else:
            return enter(person, to=next_path())
    return _code_page(form, 422)


def _code_page(form: CodeForm, status: int = 200) -> Response:
    return page("accounts/code.html", status, form=form, address=session.get(ASKED_FOR, ""), next=next_path())


@bp.post("/signout")
@access(Permission.PUBLIC)
def sign_out() -> Response:
    """End this browser's session on our side, and take what the browser kept of our pages."""
    signing_in.sign_out(g.db, g.person, token=sessions.current_token())
    session.clear()
    say(_("You are signed out."))
    response = go("/")
    sessions.clear_cookie(response)
    return response
