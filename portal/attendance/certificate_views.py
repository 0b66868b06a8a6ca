"""Certificates: the holder's own page, the public check of a code, and what stewards do with them."""

from __future__ import annotations

from datetime import timedelta

from flask import Response, g, request
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound

from portal.access import Permission, access
from portal.accounts.models import Person
from portal.attendance import certifying, papers, queries
from portal.attendance.certifying import in_groups
from portal.attendance.forms import NameForm
from portal.attendance.links import certificate_of, public_url
from portal.attendance.models import Certificate
from portal.attendance.views import as_pdf, bp
from portal.errors import Refused
from portal.limits import caller, spend
from portal.pages import page, say, see_other

MOST_LOOKED_UP = 60
"""From one place in an hour: enough for whoever holds papers in hand, too few to guess a code."""


@bp.get("/certificates")
@access(Permission.PUBLIC)
def look_up() -> Response:
    """Type the code of a paper."""
    typed = request.args.get("code", "").strip()
    return _checked(typed) if typed else page("attendance/look_up.html", typed="", paper=None)


@bp.get("/certificates/<code>")
@access(Permission.PUBLIC)
def check(code: str) -> Response:
    """What stands on the paper with this code, and whether it still counts."""
    return _checked(code)


@bp.get("/certificates/own/<token>")
@access(Permission.PUBLIC)
def own(token: str) -> Response:
    """The holder's page."""
    paper = _of(token)
    return page(
        "attendance/own.html", paper=paper, token=token, title=papers.TITLES[paper.kind],
        sittings=papers.sittings(paper), code=in_groups(paper.code), address=public_url(paper.code),
    )  # fmt: skip


@bp.get("/certificates/own/<token>/certificate.pdf")
@access(Permission.PUBLIC)
def own_paper(token: str) -> Response:
    """The paper itself; not any more once it was withdrawn."""
    paper = _of(token)
    if paper.withdrawn_at is not None:
        raise NotFound()
    person = g.db.get(Person, paper.person_id) if paper.person_id else None
    locale = (person.locale if person else None) or paper.locale
    return as_pdf(papers.certificate(paper, locale=locale), "certificate")


@bp.post("/certificates/issued/<uuid:id>/withdrawal")
@access(Permission.CERTIFICATE_TEND, on=Certificate)
def withdraw(paper: Certificate) -> Response:
    """It counts no more."""
    certifying.withdraw(g.db, paper, by=g.person)
    say(_("Withdrawn. Whoever looks the code up reads that it does not count any more."))
    return see_other("attendance.afterwards", id=paper.training_id)


@bp.get("/certificates/issued/<uuid:id>")
@access(Permission.CERTIFICATE_TEND, on=Certificate)
def edit(paper: Certificate) -> Response:
    """One certificate, to write it anew or to withdraw it."""
    return _edit(paper, NameForm(data={"name": paper.name}))


@bp.post("/certificates/issued/<uuid:id>")
@access(Permission.CERTIFICATE_TEND, on=Certificate)
def issue_again(paper: Certificate) -> Response:
    """The same with this name; the holder gets the new link by mail."""
    form = NameForm()
    if not form.validate():
        return _edit(paper, form, 422)
    try:
        certifying.issue_again(g.db, paper, name=form.name.data or "", by=g.person)
    except Refused as refused:
        form.form_errors.append(str(refused))
        return _edit(paper, form, 409)
    say(_("Written anew. The earlier one does not count any more; the holder gets a mail."))
    return see_other("attendance.afterwards", id=paper.training_id)


def _edit(paper: Certificate, form: NameForm, status: int = 200) -> Response:
    title, sittings = papers.TITLES[paper.kind], papers.sittings(paper)
    return page("attendance/paper.html", status, paper=paper, form=form, title=title, sittings=sittings)


def _of(token: str) -> Certificate:
    paper = queries.own(g.db, certificate_of(token))
    if paper is None:
        raise NotFound()
    return paper


def _checked(typed: str) -> Response:
    spend("certificate looked up", caller(), most=MOST_LOOKED_UP, per=timedelta(hours=1))
    paper = queries.by_code(g.db, typed)
    if paper is None:
        return page("attendance/look_up.html", 404, typed=typed[:40], paper=None)
    return page(
        "attendance/look_up.html", typed=in_groups(paper.code), paper=paper,
        title=papers.TITLES[paper.kind], sittings=[when for when, _topic in papers.sittings(paper)],
    )  # fmt: skip
