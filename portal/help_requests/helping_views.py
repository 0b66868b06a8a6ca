"""Helping: answers, offers, "we have this too", and what the asker does with offers."""

from __future__ import annotations

from uuid import UUID

from flask import Response, g
from flask import request as sent
from flask_babel import gettext as _
from werkzeug.exceptions import BadRequest

from portal.access import Permission, access
from portal.attachments.actions import attach
from portal.errors import Refused
from portal.fields import as_id
from portal.help_requests import helping, reading, tending
from portal.help_requests.asking_views import HOUR, MOST_WORDS
from portal.help_requests.finding import alike
from portal.help_requests.forms import IN_GENERAL, AnswerForm, OfferForm
from portal.help_requests.models import HelpOffer, HelpRequest
from portal.help_requests.standing import standing
from portal.help_requests.views import bp
from portal.limits import spend
from portal.pages import page, say, see_other


def _back(request: HelpRequest) -> Response:
    return see_other("help_requests.show", id=request.id)


@bp.post("/help-requests/<uuid:id>/answers")
@access(Permission.HELP_ANSWER, on=HelpRequest, uploads=True, keeps=True)
def answer(request: HelpRequest) -> Response:
    """Answer for a group or for the network."""
    form = AnswerForm().offer(*_names(request))
    if not form.validate():
        return reading.show(g.db, request, {"answer": form}, 422)
    spend("help.answer", str(g.person.id), most=MOST_WORDS, per=HOUR)
    said = helping.answer(
        g.db,
        request,
        by=g.person,
        group_id=form.group_id(),
        text=form.text.data or "",
        signed=form.signed.data or "",
        audience="helpers" if form.private.data else "all",
        asks_back=bool(form.asks_back.data),
    )
    if said is not None:
        attach(g.db, "help_answer", said.id, form.files.ready, by=g.person)
    say(_("Sent. Who asked gets a mail that there is something to read."))
    return _back(request)


@bp.post("/help-requests/<uuid:id>/offers")
@access(Permission.HELP_ANSWER, on=HelpRequest, keeps=True)
def offer(request: HelpRequest) -> Response:
    """Offer to help."""
    groups, _network = _names(request)
    form = OfferForm().offer(groups)
    if not form.validate():
        return reading.show(g.db, request, {"offer": form}, 422)
    spend("help.answer", str(g.person.id), most=MOST_WORDS, per=HOUR)
    helping.offer(
        g.db,
        request,
        key=form.own_key,
        by=g.person,
        group_id=UUID(str(form.group.data)),
        text=form.text.data or "",
        signed=form.signed.data or "",
        ready_on=form.ready_on.data,
    )
    say(_("Thank you. Who asked decides, and you get a mail."))
    return _back(request)


def _names(request: HelpRequest) -> tuple[list[tuple[str, str]], str]:
    """Groups the reader can speak for here, and the network's name for stewards."""
    place = standing(g.db, g.person)
    groups = [pair for pair in place.choices(seats_only=True) if pair[0] != str(request.group_id)]
    return groups, g.network.name if place.steward else ""


@bp.post("/help-requests/<uuid:id>/echoes")
@access(Permission.HELP_ANSWER, on=HelpRequest)
def echo(request: HelpRequest) -> Response:
    """ "We have this too", or "this helped us"."""
    kind = "helped" if sent.form.get("kind") == "helped" else "also"
    if request.state == "withdrawn":
        raise Refused(_("This question is closed. Nothing was sent."))
    helping.echo(g.db, request, kind=kind, by=g.person, group_id=_chosen_group(request))
    if kind == "also":
        say(_("Noted. You get a mail when it is solved."))
    else:
        say(_("Good to hear. Others see that it helped one more group."))
    return _back(request)


def _chosen_group(request: HelpRequest) -> UUID:
    """The group that was named, or the only one there is."""
    groups, _network = _names(request)
    chosen = sent.form.get("group") or (groups[0][0] if groups else "")
    if chosen not in dict(groups):
        raise Refused(_("Only somebody of a group can say this."))
    return UUID(chosen)


@bp.post("/help-offers/<uuid:id>/acceptance")
@access(Permission.HELP_OFFER_DECIDE, on=HelpOffer)
def accept_offer(offer: HelpOffer) -> Response:
    """Yes, please."""
    helping.accept(g.db, offer, by=g.person)
    say(_("Accepted. They get a mail."))
    return see_other("help_requests.show", id=offer.request_id)


@bp.post("/help-offers/<uuid:id>/refusal")
@access(Permission.HELP_OFFER_DECIDE, on=HelpOffer)
def decline_offer(offer: HelpOffer) -> Response:
    """No, thank you."""
    helping.decline(g.db, offer, by=g.person)
    say(_("Declined, with thanks."))
    return see_other("help_requests.show", id=offer.request_id)


@bp.post("/help-offers/<uuid:id>/withdrawal")
@access(Permission.HELP_OFFER_WITHDRAW, on=HelpOffer)
def take_back_offer(offer: HelpOffer) -> Response:
    """It does not work out."""
    helping.take_back(g.db, offer, by=g.person)
    say(_("Taken back."))
    return see_other("help_requests.show", id=offer.request_id)


@bp.post("/help-requests/<uuid:id>/invitations/refusal")
@access(Permission.HELP_ANSWER, on=HelpRequest)
def decline_invitation(request: HelpRequest) -> Response:
    """Rather not."""
    tending.decline_invitation(g.db, request, by=g.person, groups=standing(g.db, g.person).seats)
    say(_("That is fine. You are not asked about this one again."))
    return see_other("help_requests.index")


@bp.get("/help-requests/<uuid:id>/articles")
@access(Permission.HELP_ANSWER, on=HelpRequest)
def articles(request: HelpRequest) -> Response:
    """Articles that may answer it."""
    words = sent.args.get("q", "").strip()[:200]
    text = words or f"{request.title}\n{request.text}"
    found = alike(g.db, g.person, text, kinds=("article",), limit=10)
    groups, network = _names(request)
    return page(
        "help_requests/articles.html", request_=request, found=found, words=words,
        groups=[(IN_GENERAL, network), *groups] if network else groups,
    )  # fmt: skip


@bp.post("/help-requests/<uuid:id>/articles")
@access(Permission.HELP_ANSWER, on=HelpRequest)
def point(request: HelpRequest) -> Response:
    """Point to one of them."""
    groups, network = _names(request)
    known = dict([(IN_GENERAL, network), *groups] if network else groups)
    name = sent.form.get("group") or next(iter(known), "")
    if name not in known:
        raise Refused(_("Only somebody of a group can say this."))
    article_id = as_id(sent.form.get("article"))
    if article_id is None:
        raise BadRequest()
    group_id = None if name == IN_GENERAL else UUID(name)
    helping.point(g.db, request, by=g.person, group_id=group_id, article_id=article_id)
    say(_("Sent. Who asked gets a mail that there is something to read."))
    return _back(request)
