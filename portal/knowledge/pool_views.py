"""Between networks: what leaves, what others share, and a copy beside its origin. For stewards."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response, abort, g, request
from flask_babel import gettext as _

from portal.access import Permission, access
from portal.errors import Refused
from portal.knowledge import pool, sharing
from portal.knowledge.categories import choices, name_of
from portal.knowledge.finding import Result, read
from portal.knowledge.forms import SharingForm
from portal.knowledge.known_names import known_here
from portal.knowledge.models import Article
from portal.knowledge.naming import marks, pieces
from portal.knowledge.structure import blocks, first_sentence
from portal.knowledge.views import bp
from portal.pages import page, say, see_other


@bp.get("/knowledge/<uuid:id>/sharing")
@access(Permission.ARTICLE_DECIDE, on=Article)
def sharing_page(article: Article) -> Response:
    """Exactly what would leave."""
    return _preview(article, SharingForm())


@bp.post("/knowledge/<uuid:id>/sharing")
@access(Permission.ARTICLE_DECIDE, on=Article)
def share(article: Article) -> Response:
    """Let the other networks read what was shown."""
    form = SharingForm()
    if not form.validate():
        return _preview(article, form, 422)
    try:
        sharing.share(g.db, article, by=g.person, seen=form.seen.data or "")
    except Refused as refused:
        return _preview(article, SharingForm(formdata=None), 409, str(refused))
    say(_("Shared. Stewards of the other networks can read it now."))
    return see_other("knowledge.show", id=article.id)


@bp.post("/knowledge/<uuid:id>/unsharing")
@access(Permission.ARTICLE_DECIDE, on=Article)
def unshare(article: Article) -> Response:
    """Take it back."""
    sharing.withdraw(g.db, article, by=g.person)
    say(_("Taken back. Networks that made a copy keep it and are told."))
    return see_other("knowledge.show", id=article.id)


@bp.get("/knowledge/pool")
@access(Permission.POOL_USE)
def shared() -> Response:
    """What other networks share."""
    wish = read(request.args)
    result = Result(wish, *pool.entries(wish.q, wish.category, wish.page))
    return page(
        "knowledge/pool.html", result=result, choices=choices(), begin=first_sentence, name_of=name_of
    )


@bp.get("/knowledge/pool/<uuid:pool_id>")
@access(Permission.POOL_USE)
def entry(pool_id: UUID) -> Response:
    """One of them, to read."""
    found = pool.entry(pool_id) or abort(404)
    return page("knowledge/entry.html", entry=found, **_texts(found), copy=sharing.copy_of(g.db, pool_id))


@bp.post("/knowledge/pool/<uuid:pool_id>")
@access(Permission.POOL_USE)
def bring_in(pool_id: UUID) -> Response:
    """Make a draft of it."""
    article = sharing.bring_in(g.db, pool.entry(pool_id) or abort(404), by=g.person)
    say(_("It is a draft now. Check whether it holds in your region, then publish it."))
    return see_other("knowledge.show", id=article.id)


@bp.get("/knowledge/<uuid:id>/origin")
@access(Permission.ARTICLE_DECIDE, on=Article)
def origin(article: Article) -> Response:
    """Our copy beside what its origin says now."""
    found = _origin(article)
    ours: dict[str, Any] = {"our_blocks": blocks(article.text), "our_sources": blocks(article.sources)}
    return page(
        "knowledge/origin.html", article=article, entry=found, **(_texts(found) if found else {}), **ours
    )


@bp.post("/knowledge/<uuid:id>/origin")
@access(Permission.ARTICLE_DECIDE, on=Article)
def follow(article: Article) -> Response:
    """Take the newer text over, or keep ours."""
    found = _origin(article)
    if found is None or request.form.get("version") != str(found.version):
        say(_("The origin was changed again meanwhile. Compare once more."), "warning")
        return see_other("knowledge.origin", id=article.id)
    deed = sharing.take_over if "take_over" in request.form else sharing.keep
    deed(g.db, article, found, by=g.person)
    say(_("Done."))
    return see_other("knowledge.show", id=article.id)


def _origin(article: Article) -> pool.Entry | None:
    if article.origin != "pool":
        abort(404)
    return pool.entry(UUID(article.origin_key))


def _texts(entry: pool.Entry) -> dict[str, Any]:
    return {
        "blocks": blocks(entry.text),
        "sources": blocks(entry.sources),
        "category": name_of(entry.category),
    }


def _preview(article: Article, form: SharingForm, status: int = 200, refused: str = "") -> Response:
    leaving: dict[str, Any] = pool.leaving(article)
    here = known_here(g.db)
    form.seen.data = pool.fingerprint(leaving)
    cut = {name: pieces(text, marks(text, here)) for name, text in leaving.items() if isinstance(text, str)}
    found = any(mark for parts in cut.values() for _text, mark in parts)
    values: dict[str, Any] = {
        "leaving": leaving,
        "cut": cut,
        "found": found,
        "category": name_of(article.category),
    }
    shared = pool.own_entry(g.db, article.id)
    return page(
        "knowledge/sharing.html", status, article=article, form=form, shared=shared, refused=refused, **values
    )
