"""Looking after articles: what is to be checked, and the stewards' list."""

from __future__ import annotations

from typing import Any

from flask import Response, g, request
from flask_babel import gettext as _

from portal.access import Permission, access
from portal.errors import Refused
from portal.knowledge import actions, queries
from portal.knowledge.categories import name_of
from portal.knowledge.forms import CheckForm
from portal.knowledge.models import Article
from portal.knowledge.queries import PER_PAGE, VIEWS
from portal.knowledge.structure import blocks
from portal.knowledge.views import bp
from portal.pages import page, say, see_other
from portal.paging import page_in, pages_of


@bp.get("/knowledge/checks")
@access(Permission.ARTICLE_WRITE)
def checks() -> Response:
    """What waits for this person's check."""
    number = page_in(request.args)
    rows, total = queries.to_check(g.db, g.person, number)
    return page("knowledge/checks.html", **_list(rows, total, number))


@bp.get("/knowledge/<uuid:id>/check")
@access(Permission.ARTICLE_CHECK, on=Article)
def check(article: Article) -> Response:
    """The text, and whether it still holds."""
    return _check(article, CheckForm(obj=article))


@bp.post("/knowledge/<uuid:id>/check")
@access(Permission.ARTICLE_CHECK, on=Article)
def confirm(article: Article) -> Response:
    """It still holds."""
    form = CheckForm()
    if not form.validate():
        return _check(article, form, 422)
    try:
        actions.check(g.db, article, by=g.person, valid_until=form.valid_until.data)
    except Refused as refused:
        form.add_error("valid_until", str(refused))
        return _check(article, form, 409)
    say(_("Thank you. It is checked today."))
    return see_other("knowledge.checks")


@bp.get("/stewardship/articles")
@access(Permission.POOL_USE)
def tended() -> Response:
    """All articles, by what is to be done with them."""
    view, number = request.args.get("view", ""), page_in(request.args)
    view = view if view in VIEWS else ""
    rows, total = queries.tended(g.db, view, number)
    return page("knowledge/tended.html", view=view, **_list(rows, total, number))


def _list(rows: Any, total: int, number: int) -> dict[str, Any]:
    pages = pages_of(total, PER_PAGE)
    return {"rows": rows, "total": total, "number": number, "pages": pages, "name_of": name_of}


def _check(article: Article, form: CheckForm, status: int = 200) -> Response:
    found = {"blocks": blocks(article.text), "sources": blocks(article.sources)}
    return page("knowledge/check.html", status, article=article, form=form, **found)
