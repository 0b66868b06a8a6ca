"""A feature that only tests install: one view for each way through the gate."""

from __future__ import annotations

import itertools
from datetime import timedelta
from typing import Any, cast

from flask import Blueprint, abort, g, make_response, render_template_string, request
from flask_wtf.csrf import generate_csrf
from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from portal import ledger, mail
from portal.access import Permission, access, allows, visible
from portal.audit import record
from portal.errors import Refused
from portal.gate import Gate
from portal.ledger import Job, announce_public_change
from portal.limits import spend
from portal.pages import say
from portal.security import nonce

OWN = cast(Permission, "probe.own")
MEMBER = cast(Permission, "probe.member")
PAGE = (
    '{% extends "base.html" %}{% block title %}Probe{% endblock %}'
    "{% block main %}<h1>{{ words }}</h1>{{ more|default('', true)|safe }}{% endblock %}"
)
bp = Blueprint("probe", __name__)
count = itertools.count(1)


@visible(Job)
def visible_jobs(person: Any) -> Select[Any]:
    """Signed-in people see the shown ones; a visitor sees those that are open to all."""
    return select(Job).where(Job.handler.in_(["open"] if person is None else ["open", "shown"]))


@allows(OWN)
def own(person: Any, job: Job) -> bool:
    """It is theirs."""
    return person is not None and job.args["owner"] == str(person.id)


@allows(MEMBER)
def member(person: Any, _thing: object) -> bool:
    """Signed in."""
    return person is not None


def show(words: object, more: str = "") -> str:
    """A page with these words."""
    return render_template_string(PAGE, words=words, more=more)


@bp.route("/probe/open", methods=["GET", "POST"], plane="both")
@access(Permission.PUBLIC)
def open_door() -> str:
    return show(f"{request.method} {dict(request.args)} {dict(request.form)}")


@bp.get("/probe/cached")
@access(Permission.PUBLIC, cached=True)
def cached() -> str:
    return show(f"{g.network.slug} made {next(count)}", f"<p>{nonce()}</p>")


@bp.get("/probe/cached-form")
@access(Permission.PUBLIC, cached=True)
def cached_form() -> str:
    field = f'<form method="post"><input type="hidden" name="csrf_token" value="{generate_csrf()}"></form>'
    return show(f"made {next(count)}", field)


@bp.get("/probe/cached-saying")
@access(Permission.PUBLIC, cached=True)
def cached_saying() -> str:
    say("Only for you.")
    return show(f"made {next(count)}")


@bp.get("/probe/form")
@access(Permission.PUBLIC)
def form() -> str:
    field = f'<form method="post"><input type="hidden" name="csrf_token" value="{generate_csrf()}"></form>'
    return show("A form", field)


@bp.post("/probe/notes")
@access(Permission.PUBLIC)
def note() -> Any:
    """Writes, then answers with the wished status or fails."""
    record(g.db, "probe.noted", on=None, by=None)
    g.db.flush()
    if "public" in request.form:
        announce_public_change(g.db)
    if "mail" in request.form:
        ledger.enqueue(g.db, "probe.job")
    match request.form.get("how", "200"):
        case "crash":
            raise ZeroDivisionError
        case "refuse":
            raise Refused("Not today.")
        case "rendering":
            return render_template_string("{{ nothing.here.at.all }}")
        case status:
            return make_response(show("noted"), int(status))


@bp.post("/probe/signed")
@access(Permission.PUBLIC, csrf=False)
def signed() -> str:
    return show("signed")


@bp.get("/probe/writing")
@access(Permission.PUBLIC)
def writing() -> str:
    """What no GET may do."""
    record(g.db, "probe.noted", on=None, by=None)
    g.db.flush()
    return show("written")


@bp.get("/probe/members")
@access(MEMBER)
def members() -> str:
    return show(g.person.name)


@bp.get("/probe/things/<uuid:id>")
@access(OWN, on=Job)
def thing(job: Job) -> str:
    return show(job.args["owner"])


@bp.get("/probe/limited")
@access(Permission.PUBLIC)
def limited() -> str:
    spend("probe", str(request.remote_addr), most=2, per=timedelta(hours=1))
    return show("allowed")


@bp.get("/probe/errors/<int:code>", plane="both")
@access(Permission.PUBLIC)
def error(code: int) -> None:
    abort(code)


@bp.get("/probe/crash", plane="both")
@access(Permission.PUBLIC)
def crash() -> None:
    raise ZeroDivisionError("zebedeus@canary.example")


@ledger.handler("probe.job")
def job(_db: Session) -> None:
    """Does nothing."""


@ledger.handler("probe.mail")
def send_one(db: Session, *, to: str) -> None:
    """Writes a mail, as a feature's job would."""
    mail.post(db, template="sign_in_code", to=to, locale="nl")


def install(app: Gate) -> None:
    """What create_portal calls."""
    app.register_blueprint(bp)
