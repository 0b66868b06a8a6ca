"""What somebody typed for long is not lost because their session ended meanwhile.

The page shows it again and stores nothing: it goes back to the browser that sent it. Files cannot be kept.
"""

from __future__ import annotations

from flask import Response, g, request, url_for

from portal.pages import page

SIGNED_OUT, TOO_OLD = 403, 409


def typed_again() -> Response:
    """A form that sends the same once more, after signing in in another window if that is needed."""
    fields = [pair for pair in request.form.items(multi=True) if pair[0] != "csrf_token"]
    long = [text for name, text in fields if name in ("text", "more", "note")]
    signed_out = g.get("person") is None
    return page(
        "errors/typed_again.html",
        SIGNED_OUT if signed_out else TOO_OLD,
        fields=fields, long=long, signed_out=signed_out, files=bool(request.files),
        sign_in=url_for("accounts.sign_in"), again=request.full_path.rstrip("?"),
    )  # fmt: skip
