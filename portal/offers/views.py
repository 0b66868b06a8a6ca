"""Looking at what is offered, offering something, asking about it."""

from __future__ import annotations

from datetime import timedelta

from flask import Blueprint, Response, g, request, url_for
from flask_babel import gettext as _

from portal.access import Permission, access, may
from portal.attachments.actions import attach
from portal.attachments.queries import files_of
from portal.clock import today
from portal.help_requests.standing import standing
from portal.knowledge.categories import choices
from portal.limits import spend
from portal.offers import actions, queries
from portal.offers.forms import AnswerForm, OfferForm, QuestionForm, chosen_group, offer_form, question_form
from portal.offers.models import OfferQuestion, StandingOffer
from portal.pages import page, say, see_other
from portal.paging import page_in, pages_of
from portal.tables import new_id

FILES = "standing_offer"
DAY = timedelta(days=1)
MOST_A_DAY = 60
bp = Blueprint("offers", __name__, url_prefix="/offers")


@bp.get("")
@access(Permission.SELF_MANAGE)
def index() -> Response:
    """What others offer, newest first. Who takes part for no group reads what this is."""
    asked = request.args
    category = asked.get("category", "")
    known = dict(choices())
    wish = queries.Wish(category if category in known else "", asked.get("q", "")[:100], page_in(asked))
    rows, total = queries.open_offers(g.db, g.person, wish)
    pages = pages_of(total, queries.PER_PAGE)
    member = standing(g.db, g.person).member
    return page(
        "offers/index.html", rows=rows, total=total, pages=pages, wish=wish, names=known, member=member
    )


@bp.get("/new")
@access(Permission.STANDING_OFFER_MAKE)
def new() -> Response:
    """An empty form."""
    start = {"key": str(new_id()), "until": today() + actions.LASTS, "kind": "lasting"}
    return _form(offer_form(_offering(), **start))


@bp.post("/new")
@access(Permission.STANDING_OFFER_MAKE, uploads=True)
def make() -> Response:
    """Write it down."""
    form = offer_form(_offering())
    if not form.validate():
        return _form(form, 422)
    group_id = chosen_group(form)
    offer = actions.make(g.db, key=form.own_key, by=g.person, group_id=group_id, values=form.values())
    attach(g.db, FILES, offer.id, form.files.ready, by=g.person)
    say(_("Your offer is there for the other groups. They ask you about it here, and you get a mail."))
    return see_other("offers.show", id=offer.id)


@bp.get("/<uuid:id>")
@access(Permission.STANDING_OFFER_SEE, on=StandingOffer)
def show(offer: StandingOffer) -> Response:
    """One offer, and what one's own side asked or was asked."""
    form = question_form(_asking())
    form.key.data = str(new_id())
    return _show(offer, form, AnswerForm())


@bp.post("/<uuid:id>/questions")
@access(Permission.STANDING_OFFER_SEE, on=StandingOffer)
def ask(offer: StandingOffer) -> Response:
    """Ask those who offer it."""
    form = question_form(_asking())
    if not form.validate():
        return _show(offer, form, AnswerForm(formdata=None), 422)
    spend("offers.ask", str(g.person.id), most=MOST_A_DAY, per=DAY)
    text = form.text.data or ""
    actions.ask(g.db, offer, key=form.own_key, by=g.person, group_id=chosen_group(form), text=text)
    say(_("Sent. You get a mail when there is an answer."))
    return see_other("offers.show", id=offer.id)


@bp.post("/questions/<uuid:id>")
@access(Permission.STANDING_OFFER_TEND, on=OfferQuestion)
def answer(question: OfferQuestion) -> Response:
    """Answer one question."""
    form = AnswerForm()
    if not form.validate():
        blank = question_form(_asking())
        return _show(question.offer, blank, form, 422, asked=question.id.hex)
    actions.answer(g.db, question, by=g.person, text=form.text.data or "")
    say(_("Sent. Who asked gets a mail that there is an answer."))
    return see_other("offers.show", id=question.offer_id)


@bp.get("/<uuid:id>/edit")
@access(Permission.STANDING_OFFER_TEND, on=StandingOffer)
def edit(offer: StandingOffer) -> Response:
    """The form as it is now."""
    names = ("title", "category", "text", "place", "until")
    start = {name: getattr(offer, name) for name in names}
    return _form(offer_form([("", "")], **start, kind="lasting" if offer.lasting else "once"), offer=offer)


@bp.post("/<uuid:id>/edit")
@access(Permission.STANDING_OFFER_TEND, on=StandingOffer, uploads=True)
def save(offer: StandingOffer) -> Response:
    """Save it."""
    form = offer_form([("", "")])
    del form.group
    if not form.validate():
        return _form(form, 422, offer=offer)
    actions.change(g.db, offer, by=g.person, values=form.values())
    attach(g.db, FILES, offer.id, form.files.ready, by=g.person)
    say(_("Saved."))
    return see_other("offers.show", id=offer.id)


@bp.post("/<uuid:id>/extension")
@access(Permission.STANDING_OFFER_TEND, on=StandingOffer)
def prolong(offer: StandingOffer) -> Response:
    """It still stands."""
    actions.prolong(g.db, offer, by=g.person)
    say(_("Good. It stands for another half year."))
    return see_other("offers.show", id=offer.id)


@bp.get("/<uuid:id>/end")
@access(Permission.STANDING_OFFER_TEND, on=StandingOffer)
def ask_end(offer: StandingOffer) -> Response:
    """Really?"""
    return page("offers/end.html", offer=offer)


@bp.post("/<uuid:id>/end")
@access(Permission.STANDING_OFFER_TEND, on=StandingOffer)
def end(offer: StandingOffer) -> Response:
    """It is given, or no longer offered."""
    if request.form.get("given") and not offer.lasting:
        actions.give(g.db, offer, by=g.person)
    else:
        actions.withdraw(g.db, offer, by=g.person)
    say(_("Others no longer see this offer. Who still waited for an answer gets a mail."))
    return see_other("offers.index")


def _offering() -> list[tuple[str, str]]:
    """In whose name this person may offer."""
    network = [("", _("The network"))] if g.person.is_steward else []
    return [*network, *standing(g.db, g.person).choices(seats_only=True)]


def _asking() -> list[tuple[str, str]]:
    """For whom this person may ask."""
    network = [("", _("The network"))] if g.person.is_steward else []
    return [*network, *standing(g.db, g.person).choices()]


def _form(form: OfferForm, status: int = 200, *, offer: StandingOffer | None = None) -> Response:
    if offer is not None and "group" in form:
        del form.group
    back = url_for("offers.show", id=offer.id) if offer else url_for("offers.index")
    return page("offers/form.html", status, form=form, offer=offer, back=back)


def _show(
    offer: StandingOffer, form: QuestionForm, answering: AnswerForm, status: int = 200, *, asked: str = ""
) -> Response:
    if offer.group_id is not None and offer.group is None:
        raise LookupError("an offer is shown with its group")
    values = {
        "files": files_of(g.db, FILES, offer.id),
        "questions": queries.questions(g.db, offer, g.person),
        "tends": may(g.person, Permission.STANDING_OFFER_TEND, offer),
        "form": form, "answering": answering, "asked": asked, "soon": today() + actions.WARNING,
        "category": dict(choices()).get(offer.category, offer.category),
    }  # fmt: skip
    return page("offers/show.html", status, offer=offer, **values)
