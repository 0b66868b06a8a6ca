"""Reading a file, and taking it away. Putting it there is a form of the thing it hangs on."""

from __future__ import annotations

import unicodedata
from urllib.parse import quote

from flask import Blueprint, Response, g, make_response, request
from flask_babel import gettext as _
from sqlalchemy import select
from werkzeug.http import dump_options_header

from portal.access import Permission, access
from portal.attachments import actions
from portal.attachments.models import Attachment
from portal.pages import go, own_path, page, say

bp = Blueprint("attachments", __name__, url_prefix="/attachments")


@bp.get("/<uuid:id>")
@access(Permission.ATTACHMENT_SEE, on=Attachment)
def show(attachment: Attachment) -> Response:
    """The file, always to be saved and never to be run; a page may show it as a picture all the same."""
    data = g.db.scalar(select(Attachment.data).where(Attachment.id == attachment.id))
    answer = make_response(data)
    answer.mimetype = attachment.media_type
    answer.headers["Content-Disposition"] = _saved_as(attachment.name)
    return answer


def _saved_as(name: str) -> str:
    """The header that names the file, with letters of every language (RFC 6266)."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    names = (
        {"filename": plain} if plain == name else {"filename": plain, "filename*": f"UTF-8''{quote(name)}"}
    )
    return dump_options_header("attachment", names)


@bp.get("/<uuid:id>/removal")
@access(Permission.ATTACHMENT_REMOVE, on=Attachment)
def ask_removal(attachment: Attachment) -> Response:
    """Really?"""
    return page("attachments/removal.html", attachment=attachment, back=_back())


@bp.post("/<uuid:id>/removal")
@access(Permission.ATTACHMENT_REMOVE, on=Attachment)
def remove(attachment: Attachment) -> Response:
    """Take it off what it hangs on."""
    actions.remove(g.db, attachment, by=g.person)
    say(_("The file is removed."))
    return go(_back())


def _back() -> str:
    """The page of the thing, as the link to here said; else one's own page."""
    return own_path(request.args.get("back")) or "/me"
