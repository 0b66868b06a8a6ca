"""Signing up: with an account on one page, as a guest in three steps."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, g, request, session
from flask_babel import gettext as _

from portal.access import Permission, access
from portal.accounts.models import Person
from portal.clock import now, today
from portal.errors import Refused
from portal.i18n import language
from portal.limits import spend
from portal.links import signed
from portal.pages import go, page, see_other
from portal.rooms.when import said
from portal.signups import actions, guests, hooks, interest_pages, invitations, queries
from portal.signups.forms import AddressForm, DetailsForm, TypedCodeForm, for_training
from portal.signups.questions import answers_in
from portal.signups.rules import why_not
from portal.signups.telling import LINK
from portal.signups.wishes import Companion, Wish
from portal.tables import new_id
from portal.trainings.models import Training

bp = Blueprint("signups", __name__)
UNDERWAY = "sign_up"
"""In the form cookie: the guest's check and the token that binds it to this browser."""
MOST_TRIES = 60
"""Sent forms of one person or guest in an hour."""


@bp.get("/trainings/<uuid:id>/sign-up")
@access(Permission.TRAINING_SEE, on=Training)
def begin(training: Training) -> Response:
    """The form for whoever is signed in; a guest gives a mail address first."""
    if g.person is not None and interest_pages.asks(training):
        return interest_pages.show(training, g.person.email)
    if g.person is not None:
        return _details(training, _form(training))
    if _guest(training):
        return see_other("signups.details", id=training.id)
    return _address(training, AddressForm(training.id))


@bp.post("/trainings/<uuid:id>/sign-up")
@access(Permission.TRAINING_SEE, on=Training)
def send(training: Training) -> Response:
    """Sign up; or, for a guest, send the code."""
    if g.person is not None:
        return _sign_up(training, person=g.person, email=g.person.email)
    form = AddressForm(training.id)
    if _closed(training):
        return _address(training, form, 409)
    if not form.validate():
        return _address(training, form, 422)
    if form.doubtful:
        session[UNDERWAY] = [str(new_id()), ""]
    else:
        key, token = guests.send_code(g.db, training, email=form.email.data or "", locale=language())
        session[UNDERWAY] = [str(key), token]
    return see_other("signups.code", id=training.id)


@bp.get("/trainings/<uuid:id>/sign-up/code")
@access(Permission.TRAINING_SEE, on=Training)
def code(training: Training) -> Response:
    """Step 2: type the code from the mail."""
    return page("signups/code.html", training=training, form=TypedCodeForm())


@bp.post("/trainings/<uuid:id>/sign-up/code")
@access(Permission.TRAINING_SEE, on=Training)
def check(training: Training) -> Response:
    """The right code leads on."""
    form = TypedCodeForm()
    if form.validate():
        key, token = _underway()
        try:
            guests.check(g.db, training, key=key, browser=token, text=form.code.data or "")
            return see_other("signups.details", id=training.id)
        except Refused as refused:
            form.add_error("code", str(refused))
    return page("signups/code.html", 422, training=training, form=form)


@bp.get("/trainings/<uuid:id>/sign-up/details")
@access(Permission.TRAINING_SEE, on=Training)
def details(training: Training) -> Response:
    """Step 3: who comes, and the training's questions."""
    email = _guest(training)
    if not email:
        return see_other("signups.begin", id=training.id)
    if interest_pages.asks(training):
        return interest_pages.show(training, email)
    return _details(training, _form(training))


@bp.post("/trainings/<uuid:id>/sign-up/details")
@access(Permission.TRAINING_SEE, on=Training)
def finish(training: Training) -> Response:
    """A place, or one on the waiting list."""
    email = _guest(training)
    if not email:
        return see_other("signups.begin", id=training.id)
    return _sign_up(training, person=None, email=email)


def own_path(one: Any) -> str:
    """The page of a sign-up, for whoever may open it: its own person."""
    return f"/sign-ups/{signed(LINK, one.id)}"


def _sign_up(training: Training, *, person: Person | None, email: str) -> Response:
    if interest_pages.asks(training):
        spend("sign-up", email, most=MOST_TRIES, per=timedelta(hours=1))
        return interest_pages.save(training, person=person, email=email)
    form = _form(training, given=request.form)  # hundreds of groups are not read to look up one
    if not form.validate():
        return _again(training, 422)
    spend("sign-up", email, most=MOST_TRIES, per=timedelta(hours=1))
    try:
        invited = _let_in(training, person, email)
        asked = wish(form, training, person=person, email=email, invitation_id=invited)
        made = actions.sign_up(g.db, training, asked, by=person)
    except Refused as refused:
        return _again(training, 409, str(refused))
    paying = (path for hook in hooks.pay_page if (path := hook(made[0])))
    return go(next(paying, "") if made[0].state == "held" else own_path(made[0]))


def wish(
    form: Any, training: Training, *, person: Person | None, email: str, invitation_id: UUID | None = None
) -> Wish:
    """What was filled in."""
    group = form.group.data
    name = form.name.data or ""
    return Wish(
        name=name, email=email, person=person or queries.account_of(g.db, email), locale=language(),
        group_id=UUID(group) if group else None,
        companion=_companion(form), alone_ok=bool(form.alone_ok.data),
        answers=answers_in(form, training.questions),
        sessions=[UUID(key) for key in form.sessions.data or ()] if form.sessions else (),
        invitation_id=invitation_id,
    )  # fmt: skip


def _companion(form: Any) -> Companion | None:
    chosen = form.colleague.data if "colleague" in form else ""
    if chosen:
        other = g.db.get_one(Person, UUID(chosen))
        return Companion(other.name or other.email.split("@")[0], other)
    return Companion(form.companion.data) if form.companion.data else None


def _again(training: Training, status: int, *refusal: str) -> Response:
    """The form as it was filled in, with all there is to choose from."""
    form = _form(training)
    form.validate()
    form.form_errors += refusal
    return _details(training, form, status)


def _form(training: Training, *, given: Mapping[str, str] | None = None) -> Any:
    form = for_training(DetailsForm, training)
    known = offer(form, training, g.person, given=given)
    if not form.is_submitted() and g.person is not None and form.name.data is None:
        form.name.data = g.person.name
        form.group.data = next((str(one.id) for one in known["groups"] if one.own), "")
    return form


def offer(
    form: Any, training: Training, person: Person | None, *, given: Mapping[str, str] | None = None
) -> dict[str, list[Any]]:
    """Fill the choices of a form, of the groups only the one `given`; returns what there is to choose."""
    known = queries.choices(g.db, person, group=given.get("group", "") if given is not None else None)
    form.offer(*([(one.id, one.name) for one in known[kind]] for kind in ("groups", "colleagues")))
    coming = [one for one in training.sessions if one.starts_at > now()] if training.by_session else []
    form.offer_sessions((one.id, date_of(one)) for one in coming)
    return known


def date_of(one: Any) -> str:
    """When a session is, and whether there is a place."""
    told = said(one.starts_at, one.ends_at, today())
    free = one.capacity - one.taken
    return told if free > 0 else _("%(when)s (waiting list)", when=told)


def _closed(training: Training) -> bool:
    if interest_pages.asks(training):
        return not interest_pages.takes(training)
    return not training.takes_signups(now())


def _address(training: Training, form: AddressForm, status: int = 200) -> Response:
    reason = why_not(g.db, training, None, invited=_invited(training))
    return page("signups/address.html", status, form=form, reason=reason, **around(training))


def _details(training: Training, form: Any, status: int = 200) -> Response:
    reason = why_not(g.db, training, g.person, invited=_invited(training)) if g.person is not None else ""
    guest = g.person is None
    return page("signups/details.html", status, form=form, reason=reason, guest=guest, **around(training))


def around(training: Training) -> Mapping[str, Any]:
    """What each page of signing up says of the training."""
    first = training.sessions[0] if training.sessions else None
    when = said(first.starts_at, first.ends_at, today()) if first else ""
    left = training.left if not training.by_session else None
    return {"training": training, "when": when, "closed": _closed(training), "left": left}


def _invited(training: Training) -> bool:
    return invitations.invited_to(g.db, training) is not None


def _let_in(training: Training, person: Person | None, email: str) -> UUID | None:
    """By which invitation; who could sign up anyhow leaves it to others. Raises Refused with the reason."""
    reason = why_not(g.db, training, person, email)
    if person is not None and not reason:
        return None
    invited = invitations.invited_to(g.db, training)
    if reason and invited is None:
        raise Refused(reason)
    return invited


def _guest(training: Training) -> str | None:
    key, token = _underway()
    return guests.checked(g.db, training, key=key, browser=token)


def _underway() -> tuple[UUID, str]:
    """What this browser asked for; something unknown when it asked nothing."""
    try:
        key, token = session[UNDERWAY]
        return UUID(key), str(token)
    except (KeyError, TypeError, ValueError):
        return new_id(), ""
