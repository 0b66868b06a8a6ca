"""The page of the mailbox: plain links, no scripts, and JSON for tests."""

import re
from io import BytesIO
from typing import Any

from flask import Flask, Response, abort, jsonify, render_template, request, send_file
from markupsafe import Markup, escape

from config.local.mailbox.sink import MODES, Sink
from config.local.mailbox.store import Mail, Store

CONTENT_POLICY = (
    "default-src 'none'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
SHOWN_AT_ONCE = 200
_LINK = re.compile(r"https?://[^\s<>\"]+[^\s<>\".,;:!?)]")


def create_page(store: Store, sink: Sink) -> Flask:
    """The page over one store, and the switch of its sink."""
    page = Flask(__name__)
    page.config["TRUSTED_HOSTS"] = ["localhost", "127.0.0.1"]
    page.add_template_filter(_with_links, "with_links")

    def found(name: str) -> Mail:
        return store.mail(name) or abort(404)

    @page.get("/")
    def index() -> str:
        to = request.args.get("to", "")
        mails = store.mails(to)
        return render_template("list.html", mails=mails[:SHOWN_AT_ONCE], total=len(mails), to=to, sink=sink)

    @page.get("/messages/<name>")
    def show(name: str) -> str:
        return render_template("mail.html", mail=found(name))

    @page.get("/messages/<name>.eml")
    def raw(name: str) -> Response:
        return Response(store.raw(found(name).id), mimetype="text/plain; charset=utf-8")

    @page.get("/messages/<name>/attachments/<int:number>")
    def attachment(name: str, number: int) -> Response:
        parts = found(name).attachments
        if not 1 <= number <= len(parts):
            abort(404)
        file_name, _, content = parts[number - 1]
        return send_file(
            BytesIO(content), "application/octet-stream", as_attachment=True, download_name=file_name
        )

    @page.get("/messages.json")
    def as_json() -> Response:
        return jsonify([mail.as_json() for mail in store.mails(request.args.get("to", ""))])

    @page.delete("/messages")
    def clear() -> tuple[str, int]:
        store.clear()
        return "", 204

    @page.post("/behaviour")
    def behaviour() -> tuple[Any, int]:
        wish = request.get_json()
        mode, times = wish.get("mode"), wish.get("times")
        if mode not in MODES or not (times is None or (isinstance(times, int) and times > 0)):
            return jsonify(
                error=f"mode is one of {', '.join(MODES)}; times is a number above 0, or left out"
            ), 422
        sink.behave(mode, times)
        return jsonify(mode=mode, times=times), 200

    @page.after_request
    def harden(response: Response) -> Response:
        response.headers["Content-Security-Policy"] = CONTENT_POLICY
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["Cache-Control"] = "no-store"
        return response

    return page


def _with_links(text: str) -> Markup:
    """Plain text with its addresses clickable: a mail of ours is often one link or one code."""
    parts: list[str] = []
    end = 0
    for match in _LINK.finditer(text):
        link = escape(match[0])
        parts += [
            escape(text[end : match.start()]),
            Markup('<a href="{0}" rel="noreferrer">{0}</a>').format(link),
        ]
        end = match.end()
    return Markup("").join([*parts, escape(text[end:])])
