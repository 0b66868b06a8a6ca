"""The portal, and beside its own signing up one that only counts: a guarded UPDATE and a row."""

from __future__ import annotations

from flask import Blueprint, Response, g
from sqlalchemy import text

from portal.access import Permission, access
from portal.pages import go
from portal.tables import new_id
from portal.trainings.models import Training
from portal.wsgi import app

COUNT = text("UPDATE training SET taken = taken + 1 WHERE id = :training AND taken < capacity RETURNING 1")
WRITE = text(
    "INSERT INTO sign_up (id, created_at, changed_at, queued_at, training_id, email, name, locale, party_id,"
    ' alone_ok, state, "first") VALUES (:id, now(), now(), now(), :training, :email, :name, \'\', :id, false,'
    " :state, false)"
)
bp = Blueprint("guarded", __name__)


@bp.post("/guarded/<uuid:id>")
@access(Permission.TRAINING_SEE, on=Training)
def count(training: Training) -> Response:
    """Count a place if there is one, and write down who comes or waits."""
    state = "confirmed" if g.db.scalar(COUNT, {"training": training.id}) else "waiting"
    who = {"id": new_id(), "training": training.id, "email": g.person.email, "name": "P", "state": state}
    g.db.execute(WRITE, who)
    return go(f"/trainings/{training.id}")


app.register_blueprint(bp)
