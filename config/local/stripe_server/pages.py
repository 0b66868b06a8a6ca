"""What a person sees of Stripe: the pay page, joining, and here also a list of what was paid."""

from contextlib import suppress
from dataclasses import asdict, fields
from typing import Any

from flask import Flask, Response, abort, jsonify, redirect, render_template, request, url_for

from config.local.stripe_server.books import Books, Thing, Wrong
from config.local.stripe_server.courier import Behaviour, Courier

POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'"


def add_pages(app: Flask, books: Books, courier: Courier) -> None:
    """Add the routes of the pages and of the switch."""

    def found(kind: str, id: str) -> Thing:
        thing = books.things.get(id)
        return thing if thing is not None and thing["object"] == kind else abort(404)

    @app.get("/")
    def index() -> str:
        sessions = [books.expire_late(session) for session in books.all("checkout.session")]
        refunds = list(books.all("refund"))
        return render_template("index.html", sessions=sessions, refunds=refunds, courier=courier)

    @app.get("/pay/<id>")
    def pay_page(id: str) -> str:
        session = books.expire_late(found("checkout.session", id))
        on_its_way = session["status"] == "complete" and session["payment_status"] == "unpaid"
        return render_template("pay.html", session=session, on_its_way=on_its_way)

    @app.post("/pay/<id>")
    def pay(id: str) -> Any:
        session, way = found("checkout.session", id), request.form.get("way")
        try:
            if way in ("now", "slow"):
                books.expire_late(session)
                books.pay(session, slowly=way == "slow")
                return redirect(session["success_url"], 303)
            if way in ("arrived", "returned"):
                books.settle(session, well=way == "arrived")
            elif way == "expire":
                books.expire(session)
        except Wrong:
            pass
        return redirect(url_for("pay_page", id=id), 303)

    @app.post("/pay/<id>/refund")
    def refund_page(id: str) -> Any:
        """As somebody of the network does it on Stripe's own pages."""
        session = found("checkout.session", id)
        with suppress(Wrong):
            books.refund(session["_account"], str(session["payment_intent"]), None)
        return redirect(url_for("index"), 303)

    @app.get("/accounts/<id>")
    def join_page(id: str) -> str:
        return render_template("account.html", account=found("v2.core.account", id))

    @app.post("/accounts/<id>")
    def join(id: str) -> Any:
        account = found("v2.core.account", id)
        account["active"] = True
        books.save()
        return redirect(account["_back"], 303)

    @app.post("/behaviour")
    def behave() -> Any:
        wish = request.get_json()
        if set(wish) - {one.name for one in fields(Behaviour)}:
            return jsonify(error="hold, copies, shuffle or late"), 422
        courier.behaviour = Behaviour(**(asdict(courier.behaviour) | wish))
        if not courier.behaviour.hold:
            courier.release()
        return jsonify(asdict(courier.behaviour)), 200

    @app.after_request
    def harden(response: Response) -> Response:
        response.headers["Content-Security-Policy"] = POLICY
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Cache-Control"] = "no-store"
        return response
