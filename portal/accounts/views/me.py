"""One's own page: name, language, where one is signed in, and what is kept here."""

from __future__ import annotations

from flask import Response, g
from flask_babel import gettext as _

from portal.access import Permission, access
from portal.accounts import actions, hooks, queries, sessions
from portal.accounts.forms import AS_NETWORK, ProfileForm
from portal.accounts.models import SignedIn
from portal.accounts.views.blueprints import accounts as bp
from portal.accounts.views.sign_in import sign_out
from portal.i18n import COOKIE
from portal.pages import page, say, see_other
from portal.together import together


@bp.get("/me")
@access(Permission.SELF_MANAGE)
def me() -> Response:
    """All of it on one page."""
    return _me(ProfileForm(name=g.person.name, locale=g.person.locale or AS_NETWORK))


def _me(form: ProfileForm, status: int = 200) -> Response:
    return page(
        "accounts/me.html", status, form=form, sections=_sections(),
        sessions=queries.live_sessions(g.db, g.person), account=g.person,
    )


def _sections() -> list[hooks.MeSection]:
    questions = {str(number): part.question(g.person) for number, part in enumerate(hooks.me_parts)}
    found = together(g.db, questions).values()
    made = (part.section(rows) for part, rows in zip(hooks.me_parts, found, strict=True) if rows)
    return [section for section in made if section]


@bp.post("/me")
@access(Permission.SELF_MANAGE)
def change_me() -> Response:
    """Save name and language; the choice made here replaces one made in the footer."""
    form = ProfileForm()
    if not form.validate():
        return _me(form, 422)
    locale = None if form.locale.data == AS_NETWORK else form.locale.data
    actions.change_profile(g.db, g.person, name=form.name.data or "", locale=locale)
    say(_("Saved."))
    response = see_other("accounts.me")
    response.delete_cookie(COOKIE, httponly=True, samesite="Lax")
    return response


@bp.post("/me/sessions/<uuid:id>/closure")
@access(Permission.SELF_MANAGE, on=SignedIn)
def end_session(session: SignedIn) -> Response:
    """Sign out one browser; this one is signed out as by its own button."""
    if session.token_hash == sessions.hash_token(sessions.current_token()):
        return sign_out()
    actions.end_session(g.db, session, by=g.person)
    say(_("That browser is signed out."))
    return see_other("accounts.me")


@bp.post("/me/sessions/closure")
@access(Permission.SELF_MANAGE)
def end_other_sessions() -> Response:
    """Sign out everywhere else."""
    actions.end_other_sessions(g.db, g.person, but=sessions.current_token())
    say(_("You are signed out everywhere else."))
    return see_other("accounts.me")
