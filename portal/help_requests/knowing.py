"""Questions and the knowledge base: found while others type, and made into articles once they are solved."""

from __future__ import annotations

from uuid import UUID

from flask import g, url_for
from flask_babel import gettext as _
from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import Session, joinedload

from portal.access import find
from portal.accounts.models import Person
from portal.audit import record
from portal.errors import Refused
from portal.help_requests import helping
from portal.help_requests.finding import KIND, forget, keep_findable
from portal.help_requests.models import GroupAsker, HelpAnswer, HelpOffer, HelpRequest
from portal.help_requests.rules import decides
from portal.help_requests.standing import standing
from portal.knowledge import hooks, indexing
from portal.knowledge.models import Article
from portal.knowledge.suggestions import KINDS, Kind


def address(request_id: UUID) -> str:
    """Where a question is read."""
    return url_for("help_requests.show", id=request_id)


def helped(db: Session, person: Person, request_id: UUID, group_id: UUID | None) -> None:
    """It helped a group: the one named, or the only one somebody speaks for. Refused when it is not seen."""
    request: HelpRequest | None = find(db, HelpRequest, person, id=request_id)
    if request is None or request.state == "withdrawn":
        raise Refused(_("This is no longer there."))
    mine = standing(db, person).seats
    groups = [group_id] if group_id in mine else list(mine) if group_id is None else []
    if len(groups) == 1 and groups[0] not in (None, request.group_id):
        helping.echo(db, request, kind="helped", by=person, group_id=UUID(str(groups[0])))


def put_again(db: Session, request_id: UUID) -> None:
    """Make it findable as it is now, or no longer."""
    request = db.get(HelpRequest, request_id)
    if request is None:
        indexing.remove(db, KIND, request_id)
    elif request.state == "withdrawn" or (request.state == "expired" and request.answered_at is None):
        forget(db, request)
    else:
        keep_findable(db, request)


def material(db: Session, person: Person, request_id: UUID) -> hooks.Material | None:
    """A solved question with what was said to all, for its asker and the stewards. Names are still in it."""
    request: HelpRequest | None = find(db, HelpRequest, person, id=request_id)
    if request is None or request.state != "solved" or not decides(person, request):
        return None
    said = db.execute(
        select(HelpAnswer.text, HelpAnswer.signed)
        .where(HelpAnswer.request_id == request.id, HelpAnswer.audience == "all", HelpAnswer.text != "")
        .order_by(HelpAnswer.created_at, HelpAnswer.id)
    ).all()
    query = select(HelpOffer).where(HelpOffer.request_id == request.id, HelpOffer.state == "done")
    offers = db.scalars(query.options(joinedload(HelpOffer.group)).order_by(HelpOffer.created_at)).all()
    known = {request.signed, *(row.signed for row in said), *(offer.signed for offer in offers)}
    known |= {offer.group.name for offer in offers if offer.group is not None}
    if request.group is not None:
        known |= {request.group.name, request.group.place}
    texts = [request.text, *(row.text for row in said), *(offer.text for offer in offers)]
    return hooks.Material(
        title=request.title,
        text="\n\n".join(text for text in texts if text),
        category=request.category,
        region=g.network.region or "",
        known=tuple(sorted(known - {""})),
    )


def note_article(db: Session, article: Article, request_id: UUID, person: Person) -> None:
    """An article was made of it, if it is still there."""
    request = db.get(HelpRequest, request_id)
    if request is None:
        return
    request.article_id = article.id
    record(db, "help_request.became_article", on=request.id, by=person.id)
    db.flush()


def may_ask(person_id: UUID) -> ColumnElement[bool]:
    """Who asks for a group reads what is for the network."""
    return exists().where(GroupAsker.person_id == person_id, GroupAsker.agreed_at.is_not(None))


KINDS[KIND] = Kind(address, helped)
indexing.AGAIN[KIND] = put_again
hooks.materials[KIND] = material
hooks.on_made[KIND] = note_article
if may_ask not in hooks.insiders:
    hooks.insiders.append(may_ask)
