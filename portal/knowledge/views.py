"""What readers see: the list with its search, an article, and saying that it helped."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, g, request
from flask_babel import gettext as _

from portal.access import Permission, access, may
from portal.clock import today
from portal.fields import as_id
from portal.knowledge import actions, pool, queries
from portal.knowledge.categories import choices, name_of
from portal.knowledge.checking import is_due, is_over
from portal.knowledge.finding import find, read
from portal.knowledge.models import Article
from portal.knowledge.structure import blocks, first_sentence
from portal.pages import page, part, say, see_other, wants_part

bp = Blueprint("knowledge", __name__)


@bp.get("/knowledge")
@access(Permission.PUBLIC, cached=True)
def index() -> Response:
    """Articles that fit what is asked in the address."""
    result = find(g.db, g.person, read(request.args))
    values: dict[str, Any] = {
        "result": result,
        "choices": choices(),
        "begin": first_sentence,
        "name_of": name_of,
    }
    if wants_part():
        return part("knowledge/_results.html", **values)
    return page("knowledge/index.html", **values)


@bp.get("/knowledge/<uuid:id>")
@access(Permission.PUBLIC, on=Article, cached=True)
def show(article: Article) -> Response:
    """One article."""
    groups = queries.own_groups(g.db, g.person, article.id) if g.person is not None else ()
    decides = may(g.person, Permission.ARTICLE_DECIDE, article)
    shared = pool.own_entry(g.db, article.id) if decides else None
    return page(
        "knowledge/show.html",
        article=article,
        blocks=blocks(article.text),
        sources=blocks(article.sources),
        category=name_of(article.category),
        helped=actions.helped_groups(g.db, article.id),
        groups=groups,
        shared=shared,
        newer=shared is not None and pool.differs(shared, article),
        due=is_due(article, today()),
        over=is_over(article, today()),
    )


@bp.post("/knowledge/<uuid:id>/helped")
@access(Permission.ARTICLE_HELPED, on=Article)
def helped(article: Article) -> Response:
    """A group says that it helped, or takes that back."""
    group_id = as_id(request.form.get("group_id", ""))
    back = request.form.get("taken_back") == "1"
    if group_id is None:
        say(_("Choose a group."), "warning")
    else:
        actions.say_it_helped(g.db, article, by=g.person, group_id=group_id, helped=not back)
        say(_("Taken back.") if back else _("Thank you. Other groups see that it helped."))
    return see_other("knowledge.show", id=article.id)
