"""Proposals: the stewards' list, one with its differences and dialogue, and what becomes of it."""

from __future__ import annotations

from datetime import timedelta

from flask import Response, g, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import NotFound

from portal.access import Permission, access, find, may
from portal.errors import Refused
from portal.groups.almanac import almanac
from portal.groups.snapshot import snapshot
from portal.house import actions
from portal.house.blueprint import bp
from portal.house.difference import compare
from portal.house.forms import RemarkForm
from portal.house.models import Proposal
from portal.house.queries import PER_PAGE, open_proposals, remarks_of
from portal.limits import spend
from portal.pages import page, say, see_other
from portal.paging import natural, page_in, pages_of

MOST_REMARKS = 30
"""Mails one person can cause by remarks in an hour."""


@bp.get("/stewardship/proposals")
@access(Permission.STEWARDSHIP_SEE)
def proposals() -> Response:
    """Everything that waits for a group, oldest first."""
    number = page_in(request.args)
    rows = open_proposals(g.db, page=number)
    pages = pages_of(rows[0].total if rows else 0, PER_PAGE)
    to_page = lambda wanted: url_for("house.proposals", page=wanted)  # noqa: E731
    return page("house/proposals.html", rows=rows, page=number, pages=pages, to_page=to_page)


@bp.get("/proposals/<uuid:id>")
@access(Permission.PROPOSAL_SEE, on=Proposal)
def proposal(proposal: Proposal) -> Response:
    """What would change, field by field, and what was said about it."""
    return _proposal(proposal, RemarkForm())


@bp.post("/proposals/<uuid:id>/decision")
@access(Permission.PROPOSAL_DECIDE, on=Proposal)
def decide(proposal: Proposal) -> Response:
    """Accept what is ticked; what is not ticked stays as it is."""
    take = request.form.getlist("take")
    if not take:
        return _proposal(proposal, RemarkForm(), 422, _("Tick what you accept, or decline the proposal."))
    return _decide(proposal, take)


@bp.post("/proposals/<uuid:id>/refusal")
@access(Permission.PROPOSAL_DECIDE, on=Proposal)
def decline(proposal: Proposal) -> Response:
    """Everything stays as it is."""
    return _decide(proposal, [])


def _decide(proposal: Proposal, take: list[str]) -> Response:
    text = request.form.get("text", "").strip().replace("\r\n", "\n")
    version = natural(request.form.get("version", ""), otherwise=0)
    form = RemarkForm()
    if len(text) > 2_000:
        return _proposal(proposal, form, 422, _("Keep it within %(number)s characters.", number=2_000))
    try:
        actions.decide(g.db, proposal, by=g.person, take=take, version=version, remark=text)
    except (actions.Overtaken, StaleDataError):
        return _afresh(proposal, form)
    except Refused as refused:
        return _afresh(proposal, form, str(refused))
    say(
        _("Done. The page of the group shows what you accepted.")
        if take
        else _("Declined. The page stays as it is.")
    )
    return see_other("house.proposal", id=proposal.id)


@bp.post("/proposals/<uuid:id>/withdrawal")
@access(Permission.PROPOSAL_WITHDRAW, on=Proposal)
def withdraw(proposal: Proposal) -> Response:
    """The network takes it back."""
    try:
        actions.withdraw(g.db, proposal, by=g.person)
    except actions.Overtaken:
        return _afresh(proposal, RemarkForm())
    say(_("The proposal is withdrawn."))
    return see_other("house.proposals")


@bp.post("/proposals/<uuid:id>/remarks")
@access(Permission.PROPOSAL_SEE, on=Proposal)
def remark(proposal: Proposal) -> Response:
    """Say something; the other side gets a mail."""
    form = RemarkForm()
    if not form.validate():
        return _proposal(proposal, form, 422)
    spend("proposal.remark", str(g.person.id), most=MOST_REMARKS, per=timedelta(hours=1))
    actions.remark(g.db, proposal, by=g.person, text=form.text.data or "")
    say(_("Sent. The other side gets a mail that there is something to read."))
    return see_other("house.proposal", id=proposal.id)


def _afresh(proposal: Proposal, form: RemarkForm, sentence: str = "") -> Response:
    """What was tried is taken back; the page shows how it stands, and keeps what was typed."""
    key = proposal.id
    g.db.rollback()
    found: Proposal | None = find(g.db, Proposal, g.person, id=key)
    if found is None:
        raise NotFound()
    if not sentence and found.state == "open":
        sentence = _("The page was changed while you were looking. Nothing is decided yet: look at it again.")
    elif not sentence and found.decider is not None:
        sentence = _(
            "%(name)s was ahead of you and decided already.", name=found.decider.name or found.decider.email
        )
    elif not sentence:
        sentence = _("This proposal was decided already.")
    return _proposal(found, form, 409, sentence)


def _proposal(proposal: Proposal, form: RemarkForm, status: int = 200, sentence: str = "") -> Response:
    themes = {}
    if "themes" in proposal.wished:
        themes = {theme.code: theme.name for theme in almanac(g.db).themes.values()}
    fields = compare(proposal.before, proposal.wished, snapshot(g.db, proposal.group), themes)
    is_open = proposal.state == "open" and proposal.group.state != "ended"
    ticked = request.form.getlist("take") or [row.name for row in fields if not row.meanwhile]
    return page(
        "house/proposal.html", status, proposal=proposal, group=proposal.group, fields=fields, form=form,
        sentence=sentence, is_open=is_open, ticked=ticked, remarks=remarks_of(g.db, proposal),
        decides=is_open and may(g.person, Permission.PROPOSAL_DECIDE, proposal),
        withdraws=is_open and may(g.person, Permission.PROPOSAL_WITHDRAW, proposal),
    )  # fmt: skip
