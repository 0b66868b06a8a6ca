"""The stewards' list of people. Who is steward changes only shortly after a code was typed."""

from __future__ import annotations

from datetime import timedelta

from flask import Response, g, request, url_for
from flask_babel import gettext as _

from portal.access import Permission, access
from portal.accounts import actions, queries, sessions
from portal.accounts.models import Person
from portal.accounts.views.blueprints import people_pages as bp
from portal.pages import page, say, see_other
from portal.paging import page_in, pages_of

FORM_OPEN = timedelta(minutes=15)
"""A form that was shown in time may still be sent for as long as this."""


def needs_code() -> Response | None:
    """The page that asks for a fresh code first, when this browser's session is not fresh; else None."""
    allowed = sessions.STEP_UP if request.method == "GET" else sessions.STEP_UP + FORM_OPEN
    if sessions.is_recent(g.db, within=allowed):
        return None
    return page("accounts/code_first.html", 200 if request.method == "GET" else 403, next=request.path)


@bp.get("")
@access(Permission.PERSON_MANAGE)
def index() -> Response:
    """Everybody with an account, and who was invited."""
    q = request.args.get("q", "").strip()[:100]
    number = page_in(request.args)
    found, total = queries.people(g.db, q=q, page=number)
    return page(
        "accounts/people.html", people=found, total=total, q=q, page=number,
        pages=pages_of(total, queries.PER_PAGE), invitations=queries.open_invitations(g.db),
        to_page=lambda wanted: url_for("people.index", q=q or None, page=wanted),
    )


@bp.get("/<uuid:id>")
@access(Permission.PERSON_MANAGE, on=Person)
def show(person: Person) -> Response:
    """One person, and what can be done."""
    return page("accounts/person.html", shown=person)


@bp.get("/<uuid:id>/closure")
@access(Permission.PERSON_MANAGE, on=Person)
def ask_end(person: Person) -> Response:
    """Ask before ending an account."""
    return (needs_code() if person.is_steward else None) or page("accounts/end_account.html", shown=person)


@bp.post("/<uuid:id>/closure")
@access(Permission.PERSON_MANAGE, on=Person)
def end(person: Person) -> Response:
    """End an account, now."""
    if person.is_steward and (asked := needs_code()):
        return asked
    actions.end_account(g.db, person, by=g.person)
    say(_("The account is ended. This person is signed out everywhere."))
    return see_other("people.index")


@bp.get("/<uuid:id>/stewardship/closure")
@access(Permission.PERSON_MANAGE, on=Person)
def ask_step_down(person: Person) -> Response:
    """Ask before taking the steward's role."""
    return needs_code() or page("accounts/step_down.html", shown=person)


@bp.post("/<uuid:id>/stewardship/closure")
@access(Permission.PERSON_MANAGE, on=Person)
def step_down(person: Person) -> Response:
    """From steward to participant."""
    if asked := needs_code():
        return asked
    actions.step_down(g.db, person, by=g.person)
    say(_("This person is not a steward any more, and gets a mail about it."))
    return see_other("people.show", id=person.id)
