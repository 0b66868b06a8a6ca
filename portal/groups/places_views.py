"""The stewards' pages of places: the list, and one place with its groups and closures."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple
from uuid import UUID

from flask import Blueprint, Response, g, request
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound

from portal.access import Permission, access
from portal.clock import today
from portal.errors import Refused
from portal.groups import closing
from portal.groups.meetings.dates import closure_sentence
from portal.groups.meetings.queries import Closed
from portal.groups.models import Location
from portal.groups.places import position_of
from portal.groups.places_forms import ClosureForm, PlaceForm, stored
from portal.groups.places_queries import closures_of, meeting_there, places
from portal.pages import page, say, see_other
from portal.paging import page_in

bp = Blueprint("places", __name__, url_prefix="/stewardship/places")


@bp.get("")
@access(Permission.STEWARDSHIP_SEE)
def index() -> Response:
    """All places, by town."""
    q = " ".join(request.args.get("q", "")[:100].split())
    answer = places(g.db, q, page_in(request.args), on=today())
    return page("groups/places/index.html", q=q, answer=answer)


@bp.get("/<uuid:id>")
@access(Permission.STEWARDSHIP_SEE, on=Location)
def show(place: Location) -> Response:
    """One place."""
    return _show(place, PlaceForm(data=stored(place)))


@bp.post("/<uuid:id>")
@access(Permission.STEWARDSHIP_SEE, on=Location)
def save(place: Location) -> Response:
    """Save what is known of it."""
    form = PlaceForm()
    if not form.validate():
        return _show(place, form, status=422)
    values = form.values() | _position(place, form)
    try:
        closing.describe(g.db, place, by=g.person, values=values)
    except Refused as refused:
        form.add_error("name", str(refused))
        return _show(place, form, status=409)
    if place.lat is None:
        say(_("Saved. We do not know where this town is: the place is on no map yet."), "warning")
    else:
        say(_("Saved. Visitors see it now."))
    return see_other("places.show", id=place.id)


@bp.post("/<uuid:id>/closures")
@access(Permission.STEWARDSHIP_SEE, on=Location)
def close(place: Location) -> Response:
    """Close it for a while."""
    form = ClosureForm()
    if not form.validate():
        return _show(place, PlaceForm(data=stored(place)), closure=form, status=422)
    try:
        closing.close(
            g.db, place, by=g.person, from_on=form.from_on.data or today(), until_on=form.until_on.data,
            note=form.note.data or "",
        )  # fmt: skip
    except Refused as refused:
        late = form.from_on.data and form.from_on.data >= today() and form.until_on.data
        form.add_error("until_on" if late else "from_on", str(refused))
        return _show(place, PlaceForm(data=stored(place)), closure=form, status=409)
    say(_("Saved. The pages of the groups say it now, and their contact persons get a mail."))
    return see_other("places.show", id=place.id)


@bp.get("/<uuid:id>/closures/<uuid:closure_id>")
@access(Permission.STEWARDSHIP_SEE, on=Location)
def closure(place: Location, closure_id: UUID) -> Response:
    """One closure, to change its days."""
    found = _closure(place, closure_id)
    values = {"from_on": found.from_on, "until_on": found.until_on, "note": found.note}
    return _asked(place, found, ClosureForm(data=values))


@bp.post("/<uuid:id>/closures/<uuid:closure_id>")
@access(Permission.STEWARDSHIP_SEE, on=Location)
def alter(place: Location, closure_id: UUID) -> Response:
    """Other days, or another word for visitors."""
    found, form = _closure(place, closure_id), ClosureForm()
    if found.begun:
        del form.from_on
    if not form.validate():
        return _asked(place, found, form, 422)
    first = found.from_on if found.begun else form.from_on.data or found.from_on
    until, note = form.until_on.data, form.note.data or ""
    try:
        closing.alter(g.db, place, closure_id, by=g.person, from_on=first, until_on=until, note=note)
    except Refused as refused:
        form.add_error("until_on", str(refused))
        return _asked(place, found, form, 409)
    say(_("Saved. The pages of the groups say it now, and their contact persons get a mail."))
    return see_other("places.show", id=place.id)


@bp.post("/<uuid:id>/closures/<uuid:closure_id>/opening")
@access(Permission.STEWARDSHIP_SEE, on=Location)
def reopen(place: Location, closure_id: UUID) -> Response:
    """Open again from today."""
    closing.reopen(g.db, place, closure_id, by=g.person)
    say(_("Done. The place is open again, and the contact persons get a mail."))
    return see_other("places.show", id=place.id)


class Stands(NamedTuple):
    """A closure as it stands."""

    id: UUID
    from_on: date
    until_on: date | None
    note: str

    @property
    def begun(self) -> bool:
        """Its first day is not to be changed any more."""
        return self.from_on < today()


def _closure(place: Location, closure_id: UUID) -> Stands:
    """One that is not over; 404 for any other."""
    going_on = closures_of(g.db, place.id, since=today())
    found = next((row for row in going_on if row.id == closure_id), None)
    if found is None:
        raise NotFound()
    return Stands(found.id, found.from_on, found.until_on, found.note)


def _asked(place: Location, closure: Stands, form: ClosureForm, status: int = 200) -> Response:
    if closure.begun and "from_on" in form:
        del form.from_on
    name = place.name or place.street or place.city
    said = closure_sentence(name, Closed(closure.from_on, closure.until_on, closure.note))
    values = {"place": place, "name": name, "closure": closure, "said": said, "form": form}
    return page("groups/places/closure.html", status, **values)


def _position(place: Location, form: PlaceForm) -> dict[str, float | None]:
    """What was typed; else, for a new address or none so far, what its postcode or town says."""
    before = stored(place)["position"]
    typed = form.typed() if form.position.data != before else None
    there = (place.postcode, place.city) == (form.postcode.data or "", form.city.data or "")
    if typed is None and before and there and form.position.data:
        return {}
    if typed is None:
        found = position_of(g.db, form.postcode.data or "", form.city.data or "")
        typed = (found.lat, found.lon) if found else None
    lat, lon = typed or (None, None)
    return {"lat": lat, "lon": lon}


def _show(
    place: Location, form: PlaceForm, *, closure: ClosureForm | None = None, status: int = 200
) -> Response:
    closed = closures_of(g.db, place.id, since=today())
    name = place.name or place.street or place.city
    said = [(row.id, closure_sentence(name, Closed(row.from_on, row.until_on, row.note))) for row in closed]
    if closure is None:
        closure = ClosureForm(formdata=None, data={"from_on": today()})
    return page(
        "groups/places/show.html", status, place=place, name=name, form=form, closure=closure,
        closed=list(zip(closed, said, strict=True)), today=today(), groups=meeting_there(g.db, place.id),
    )  # fmt: skip
