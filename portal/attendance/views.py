"""On the day: who is here, ticked one by one; and what is known afterwards."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Response, g, request
from flask_babel import gettext as _

from portal.access import Permission, access, may
from portal.attendance import papers, queries, ticking
from portal.clock import now, today
from portal.errors import Refused
from portal.i18n import language
from portal.pages import page, say, see_other
from portal.paging import page_in, pages_of
from portal.rooms.when import said
from portal.trainings.models import Training, TrainingSession

bp = Blueprint("attendance", __name__)
VIEWS = ("valid", "ending", "over")


@bp.get("/trainings/sessions/<uuid:id>/attendance")
@access(Permission.ATTENDANCE_KEEP, on=TrainingSession)
def day(session: TrainingSession) -> Response:
    """The names of a session, to tick."""
    return _day(session)


@bp.post("/trainings/sessions/<uuid:id>/attendance")
@access(Permission.ATTENDANCE_KEEP, on=TrainingSession)
def save(session: TrainingSession) -> Response:
    """All ticks of the form at once."""
    try:
        ticking.save(g.db, session, was=_ids("was"), now_here=_ids("present"), by=g.person)
    except Refused as refused:
        return _day(session, 409, refused=str(refused))
    say(_("Saved."))
    return see_other("attendance.day", id=session.id)


@bp.post("/trainings/sessions/<uuid:id>/tick")
@access(Permission.ATTENDANCE_KEEP, on=TrainingSession)
def tick(session: TrainingSession) -> Response:
    """One name, sent by the script of the page; sent again it changes nothing."""
    here = next(iter(_ids("sign_up")), None)
    if here is None:
        return Response(status=422, mimetype="text/plain")
    try:
        ticking.tick(g.db, session, here, present=request.form.get("present") == "1", by=g.person)
    except Refused as refused:
        return Response(str(refused), 409, mimetype="text/plain")
    return Response(status=204, mimetype="text/plain")


@bp.get("/trainings/sessions/<uuid:id>/list.pdf")
@access(Permission.ATTENDANCE_KEEP, on=TrainingSession)
def door_list(session: TrainingSession) -> Response:
    """The names on paper; with a column for signatures when asked."""
    names = [row.name for row in queries.day(g.db, session)["here"]]
    signatures = request.args.get("signatures") == "1"
    body = papers.door_list(session, names, locale=language(), signatures=signatures)
    return as_pdf(body, "list")


@bp.get("/trainings/<uuid:id>/afterwards")
@access(Permission.SIGN_UP_READ, on=Training)
def afterwards(training: Training) -> Response:
    """Its sessions with how many came; for stewards also certificates and what people thought."""
    found = queries.afterwards(g.db, training)
    here = {row.session_id: row.number for row in found["here"]}
    sessions = [(one, told(one), here.get(one.id, 0), may(g.person, Permission.ATTENDANCE_KEEP, one))
                for one in training.sessions]  # fmt: skip
    return page(
        "attendance/afterwards.html", training=training, sessions=sessions, papers=found["papers"],
        asked=next(iter(found["asked"]), None), titles=papers.TITLES,
        steward=may(g.person, Permission.TRAINING_MANAGE),
    )  # fmt: skip


@bp.get("/qualifications")
@access(Permission.TRAINING_MANAGE)
def qualifications() -> Response:
    """Who holds what, and what ends soon."""
    view = request.args.get("view", "")
    view = view if view in VIEWS else VIEWS[0]
    number = page_in(request.args)
    rows, total = queries.qualifications(g.db, view=view, page=number)
    pages = pages_of(total, queries.PER_PAGE)
    return page("attendance/qualifications.html", rows=rows, view=view, views=VIEWS, page=number, pages=pages)


def told(session: TrainingSession) -> str:
    """When a session is, in the reader's language."""
    return said(session.starts_at, session.ends_at, today())


def as_pdf(body: bytes, name: str) -> Response:
    """To open in the browser; no copy stays anywhere between."""
    answer = Response(body, mimetype="application/pdf")
    answer.headers["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer


def _day(session: TrainingSession, status: int = 200, refused: str = "") -> Response:
    rows = queries.day(g.db, session)
    opens = ticking.opens_at(session)
    open_now = now() >= opens and session.training.state not in ("draft", "cancelled")
    return page(
        "attendance/day.html", status, session=session, when=told(session), here=rows["here"],
        gone=rows["gone"], opens=opens, open_now=open_now, refused=refused,
    )  # fmt: skip


def _ids(name: str) -> set[UUID]:
    """The keys that a form sent under this name; what is none is passed over."""
    found = set()
    for text in request.form.getlist(name):
        try:
            found.add(UUID(text))
        except ValueError:
            continue
    return found
