"""Writing an article, from nothing or from material; changing, publishing and retiring it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response, abort, g, request
from flask_babel import gettext as _

from portal.access import Permission, access
from portal.knowledge import actions, hooks
from portal.knowledge.forms import ArticleForm, StewardsArticleForm
from portal.knowledge.hooks import Material
from portal.knowledge.known_names import known_here, stripped
from portal.knowledge.models import Article
from portal.knowledge.naming import Known, Mark, marks, pieces
from portal.knowledge.views import bp
from portal.pages import page, say, see_other
from portal.tables import new_id

Marked = list[tuple[str, list[tuple[str, Mark | None]]]]
LOOKED_THROUGH = ("title", "text", "region", "checked_by")


@bp.get("/knowledge/new")
@access(Permission.ARTICLE_WRITE)
def new() -> Response:
    """An empty form, or one filled from material, without names."""
    material = _material()
    if material is None:
        return _writing(_form(data={"draft_id": str(new_id())}))
    here = known_here(g.db, material.known)
    clean = {name: stripped(getattr(material, name), here) for name in ("title", "text")}
    more = {"category": material.category, "region": material.region, "draft_id": str(new_id())}
    form = _form(data={**clean, **more})
    return _writing(form, taken_out=_marked({"title": material.title, "text": material.text}, here))


@bp.post("/knowledge/new")
@access(Permission.ARTICLE_WRITE)
def create() -> Response:
    """Write it down; a steward publishes it at once if that is the button that was pressed."""
    material, form = _material(), _form()
    if not form.validate():
        return _writing(form, 422)
    here = known_here(g.db, material.known if material else ())
    if (still := _named(form, here)) and not form.may_stay.data:
        return _writing(form, 422, marked=still)
    of, key = (request.args["of"], request.args["key"]) if material else ("", "")
    id = UUID(form.draft_id.data) if form.draft_id.data else None
    article = actions.draft(g.db, by=g.person, id=id, origin=of, origin_key=key, **form.values)
    if g.person.is_steward and "publish" in request.form:
        actions.publish(g.db, article, by=g.person)
        say(_("The article is in the knowledge base."))
    elif g.person.is_steward:
        say(_("Saved as a draft. Only stewards see it."))
    else:
        say(_("Thank you. The network reads it and puts it in the knowledge base."))
    return see_other("knowledge.show", id=article.id)


@bp.get("/knowledge/<uuid:id>/edit")
@access(Permission.ARTICLE_EDIT, on=Article)
def edit(article: Article) -> Response:
    """The article in its form."""
    return _writing(_form(obj=article), article=article)


@bp.post("/knowledge/<uuid:id>/edit")
@access(Permission.ARTICLE_EDIT, on=Article)
def save(article: Article) -> Response:
    """Save it."""
    read_version, form = request.form.get("version", ""), _form()
    if not form.validate():
        return _writing(form, 422, article=article)
    if read_version != str(article.version):
        sentence = _("Somebody changed this article meanwhile. Your text is below; compare it first.")
        return _writing(form, 409, article=article, refused=sentence)
    if (still := _named(form, known_here(g.db))) and not form.may_stay.data:
        return _writing(form, 422, article=article, marked=still)
    checked = bool(g.person.is_steward and form.checked.data)
    actions.change(g.db, article, by=g.person, values=form.values, checked=checked)
    say(_("Saved."))
    return see_other("knowledge.show", id=article.id)


@bp.post("/knowledge/<uuid:id>/publication")
@access(Permission.ARTICLE_DECIDE, on=Article)
def publish(article: Article) -> Response:
    """Show it to those it is for."""
    actions.publish(g.db, article, by=g.person)
    say(_("The article is in the knowledge base."))
    return see_other("knowledge.show", id=article.id)


@bp.get("/knowledge/<uuid:id>/retirement")
@access(Permission.ARTICLE_DECIDE, on=Article)
def ask_retirement(article: Article) -> Response:
    """Asks first."""
    return page("knowledge/retirement.html", article=article)


@bp.post("/knowledge/<uuid:id>/retirement")
@access(Permission.ARTICLE_DECIDE, on=Article)
def retire(article: Article) -> Response:
    """Nobody but stewards sees it any more."""
    actions.retire(g.db, article, by=g.person)
    say(_("Retired. Stewards find it in the list and can publish it again."))
    return see_other("knowledge.tended", view="retired")


def _form(**given: Any) -> ArticleForm:
    form = (StewardsArticleForm if g.person.is_steward else ArticleForm)(**given)
    form.offer_categories()
    return form


def _material() -> Material | None:
    """What the address says the article is made from. Not there, or not for this person: 404."""
    of, key = request.args.get("of"), request.args.get("key", "")
    if of is None:
        return None
    try:
        found = hooks.materials[of](g.db, g.person, UUID(key))
    except (KeyError, ValueError):
        found = None
    return found or abort(404)


def _marked(texts: dict[str, str], here: Known) -> Marked:
    found = [(name, text, marks(text, here)) for name, text in texts.items()]
    return [(name, pieces(text, marked)) for name, text, marked in found if any(mark.sure for mark in marked)]


def _named(form: ArticleForm, here: Known) -> Marked:
    """Fields in which somebody is still named, with the places."""
    typed = {name: form[name].data or "" for name in LOOKED_THROUGH if name in form}
    labels = {name: str(form[name].label.text) for name in typed}
    return [(labels[name], cut) for name, cut in _marked(typed, here)]


def _writing(form: ArticleForm, status: int = 200, **values: Any) -> Response:
    values = {"article": None, "marked": [], "taken_out": [], "refused": ""} | values
    return page("knowledge/writing.html", status, form=form, **values)
