"""One request's page: what this reader sees of it, and what they can do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import Response, g
from sqlalchemy.orm import Session

from portal.clock import now
from portal.help_requests import queries
from portal.help_requests.forms import (
    AnswerForm,
    BackForm,
    NoteForm,
    OfferForm,
    OutcomeForm,
    StepForm,
    TakeForm,
)
from portal.help_requests.models import HelpRequest
from portal.help_requests.rules import is_asker
from portal.help_requests.standing import Standing, standing
from portal.help_requests.states import Deed, may_move
from portal.pages import page

HELPING = ("accepted", "done")


@dataclass(frozen=True)
class Reader:
    """Which part somebody has in a request."""

    asker: bool
    steward: bool
    helps: bool
    place: Standing

    @property
    def audiences(self) -> tuple[str, ...]:
        """What was said for whom that they read."""
        if self.steward:
            return ("all", "helpers", "stewards")
        return ("all", "helpers") if self.asker or self.helps else ("all",)


def reader_of(person: Any, request: HelpRequest, place: Standing, offers: Sequence[Any]) -> Reader:
    """The reader's part, from their places and the offers that were accepted."""
    helping = {row.group_id for row in offers if row.state in HELPING}
    return Reader(is_asker(person, request), place.steward, bool(helping & place.seats), place)


def show(
    db: Session, request: HelpRequest, forms: dict[str, Any] | None = None, status: int = 200
) -> Response:
    """The page; `forms` are those that could not be used, with what was typed."""
    person, place = g.person, standing(db, g.person)
    everything, offers = queries.thread(db, request)
    reader = reader_of(person, request, place, offers)
    said = [row for row in everything if row.audience in reader.audiences]
    around = queries.about(db, request)
    files = queries.files_in(db, [request.id, *(row.id for row in said)])
    return page(
        "help_requests/show.html", status, request_=request, reader=reader, offers=offers, said=said,
        around=around, steps=_steps(around.steps or ()), files=files, moment=now(),
        forms=apart(_forms(place, request) | (forms or {})), sent_by=_sender(request),
        answerer=queries.answerer, can=_can(reader, request), choices=place.choices(seats_only=True),
    )  # fmt: skip


def _sender(request: HelpRequest) -> str:
    group = request.group
    return queries.sender(request.signed, group.name if group else None, group.listed if group else None)


def _can(reader: Reader, request: HelpRequest) -> dict[str, bool]:
    """What the buttons are shown for; the rules say it again when they are pressed."""
    decides, kept = reader.asker or reader.steward, request.merged_into_id is None
    seats = bool(reader.place.seats - {request.group_id})
    ongoing = request.ongoing
    return {
        "answer": ongoing and (reader.steward or seats) and not (reader.asker and not reader.steward),
        "offer": ongoing and seats and not reader.asker,
        "echo": seats and not reader.asker and kept and request.state != "withdrawn",
        "write_back": ongoing and reader.asker,
        "decide": ongoing and decides,
        "outcome": decides and kept and request.answered_at is not None
        and request.state != "withdrawn" and request.outcome != "yes",
        "article": decides and request.state == "solved",
        "reopen": decides and may_move(request, Deed.REOPEN),
        "take": ongoing and reader.steward and request.steward_id is None,
        "hand_over": ongoing and reader.steward and request.steward_id is not None,
        "tend": ongoing and reader.steward,
    }  # fmt: skip


def _forms(place: Standing, request: HelpRequest) -> dict[str, Any]:
    """Empty ones."""
    groups = [pair for pair in place.choices(seats_only=True) if pair[0] != str(request.group_id)]
    network = g.network.name if place.steward else ""
    return {
        "answer": AnswerForm(formdata=None).offer(groups, network),
        "back": BackForm(formdata=None),
        "offer": OfferForm(formdata=None).offer(groups).with_key(),
        "outcome": OutcomeForm(formdata=None),
        "take": TakeForm(formdata=None, due_on=request.steward_due_on),
        "step": StepForm(formdata=None).with_key(),
        "note": NoteForm(formdata=None),
    }


def apart(forms: dict[str, Any]) -> dict[str, Any]:
    """Several forms on one page: each field gets an id of its own; its name stays."""
    for name, form in forms.items():
        for field in form:
            field.id = field.label.field_id = f"{name}-{field.name}"
    return forms


def _steps(found: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Steps as JSON has them, with their days."""
    return [
        {**step, "due_on": date.fromisoformat(step["due_on"]) if step["due_on"] else None} for step in found
    ]
