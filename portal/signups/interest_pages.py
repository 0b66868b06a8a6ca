"""What signing up shows as long as a training offers several days: which of them somebody prefers."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response, g, request
from flask_babel import gettext as _

from portal.accounts.models import Person
from portal.clock import now, today
from portal.errors import Refused
from portal.i18n import language
from portal.pages import page, say, see_other
from portal.rooms.when import said
from portal.signups import interest, invitations, queries
from portal.signups.forms import InterestForm
from portal.signups.rules import must_be_able, why_not
from portal.signups.wishes import Wish
from portal.trainings.dates import days_of
from portal.trainings.models import Training


def asks(training: Training) -> bool:
    """It is not known when it is: one says which days suit."""
    return training.starts_at is None and training.state != "draft"


def takes(training: Training) -> bool:
    """One can say so now: there are days to choose from."""
    return training.takes_interest(now()) and bool(days_of(g.db, training))


def show(training: Training, email: str) -> Response:
    """The form, with what was said before."""
    return _page(training, _form(training, email), email)


def save(training: Training, *, person: Person | None, email: str) -> Response:
    """Keep it; or, by the other button, forget it."""
    if request.form.get("forget"):
        interest.forget(g.db, training, email)
        say(_("You are off the list."))
        return see_other("trainings.show", id=training.id)
    form = _form(training, email)
    if not form.validate():
        return _page(training, form, email, 422)
    try:
        invitation_id = invitations.invited_to(g.db, training)
        must_be_able(g.db, training, person, email, invited=invitation_id is not None)
        _must_be_open(training)
        wish = _wish(form, person=person, email=email, invitation_id=invitation_id)
        interest.note(g.db, training, wish, form.days)
    except Refused as refused:
        form.form_errors.append(str(refused))
        return _page(training, form, email, 409)
    say(_("Noted. You get a mail when the day is chosen and you can come then."))
    return see_other("trainings.show", id=training.id)


def _must_be_open(training: Training) -> None:
    if not takes(training):
        raise Refused(_("Signing up for this training is not possible now."))


def _wish(form: InterestForm, *, person: Person | None, email: str, invitation_id: UUID | None) -> Wish:
    group = form.group.data
    return Wish(
        name=form.name.data or "", email=email, person=person or queries.account_of(g.db, email),
        locale=language(), group_id=UUID(group) if group else None, invitation_id=invitation_id,
    )  # fmt: skip


def _form(training: Training, email: str) -> InterestForm:
    known = queries.choices(g.db, g.person)
    before = None if request.method == "POST" else interest.of(g.db, training, email)
    form = InterestForm(data=_filled(before, known["groups"]))
    form.offer_groups((one.id, one.name) for one in known["groups"])
    form.offer_days((day.id, said(day.starts_at, day.ends_at, today())) for day in days_of(g.db, training))
    return form


def _filled(before: Any, groups: Any) -> dict[str, Any]:
    if before is not None:
        names = ("first", "second", "third", "group")
        found = {name: str(getattr(before, f"{name}_id") or "") for name in names}
        return found | {"name": before.name, "again": "1"}
    own = next((str(one.id) for one in groups if one.own), "")
    return {"name": g.person.name if g.person else "", "group": own}


def _page(training: Training, form: InterestForm, email: str, status: int = 200) -> Response:
    invited = invitations.invited_to(g.db, training) is not None
    reason = why_not(g.db, training, g.person, email, invited=invited)
    closed = not (training.takes_interest(now()) and form.has_days)
    values = {"training": training, "reason": reason, "closed": closed, "guest": g.person is None}
    return page("signups/interest.html", status, form=form, **values)
