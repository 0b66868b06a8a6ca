"""Trainings as everybody sees them: which there are, and one of them."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, g, request

from portal.access import Permission, access, may
from portal.attachments.queries import files_of
from portal.clock import now, today
from portal.pages import page
from portal.paging import page_in, pages_of
from portal.rooms.when import said
from portal.trainings import hooks, queries, texts
from portal.trainings.dates import days_of
from portal.trainings.models import Training
from portal.trainings.rules import MATERIALS, gives
from portal.trainings.windows import first_day, last_day

bp = Blueprint("trainings", __name__, url_prefix="/trainings")


@bp.get("")
@access(Permission.PUBLIC)
def index() -> Response:
    """What is to come, or what was; for stewards also drafts."""
    view = request.args.get("view", "")
    known = queries.VIEWS if may(g.person, Permission.TRAINING_MANAGE) else queries.VIEWS[:2]
    wish = queries.Wish(view if view in known else known[0], page_in(request.args))
    rows, total = queries.trainings(g.db, g.person, wish)
    values: dict[str, Any] = {"rows": rows, "wish": wish, "pages": pages_of(total, queries.PER_PAGE)}
    values["prices"] = hooks.prices(g.db, [row.id for row in rows])
    values["links"] = [link() for link in hooks.index_links]
    return page("trainings/index.html", views=known, told=told, window=window, **values)


@bp.get("/<uuid:id>")
@access(Permission.TRAINING_SEE, on=Training)
def show(training: Training) -> Response:
    """All about one training."""
    tends = may(g.person, Permission.TRAINING_MANAGE)
    inside = tends or gives(g.person, training)
    if not inside:
        inside = any(knows(g.db, training, g.person) for knows in hooks.knows_link)
    values: dict[str, Any] = {
        "files": files_of(g.db, MATERIALS.name, training.id),
        "needs": queries.course_title(g.db, training.requires_course_id),
        "holds": queries.code_label(g.db, training.requires_code),
        "sections": _pieces(hooks.page_sections, training),
        "cards": _pieces(hooks.page_cards, training),
        "links": [link for make in hooks.tending_links if (link := make(training))] if tends else [],
    }
    values["days"] = days_of(g.db, training)
    values |= {"tends": tends, "inside": inside, "told": told, "window": window(training), "texts": texts}
    return page("trainings/show.html", training=training, last_day=last_day, **values)


def told(row: object) -> str:
    """When a session is, in the reader's language."""
    return said(row.starts_at, row.ends_at, today())  # type: ignore[attr-defined]


def window(training: object) -> tuple[str, object]:
    """How it stands with signing up, and the day that goes with it: "later", "open", "over" or ""."""
    state, begins, until, ends = (
        getattr(training, name) for name in ("state", "signup_from", "signup_until", "starts_at")
    )
    if state not in ("open", "confirmed") or ends is None:
        return "", None
    if begins is not None and now() < begins:
        return "later", first_day(begins)
    closes = until or (training.ends_at if training.by_session else ends)  # type: ignore[attr-defined]
    return ("open", last_day(until)) if now() < closes else ("over", None)


def _pieces(found: list[hooks.Piece], training: Training) -> list[hooks.Section]:
    return [section for make in found if (section := make(g.db, training, g.person))]
