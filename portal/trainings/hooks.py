"""What later features add to trainings: trainings comes before them and imports none of them.

They join in with `portal.hooks.join` when they are installed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy.orm import Session

from portal.accounts.models import Person
from portal.trainings.models import Training, TrainingSession


class Section(NamedTuple):
    """A piece of a training's page: a template and what that calls its values, besides `training`."""

    template: str
    values: dict[str, Any]
    tells_costs: bool = False
    """Then the page does not say that it is free of charge."""


Piece = Callable[[Session, Training, Person | None], Section | None]
page_sections: list[Piece] = []
"""Pieces of the training's page, under what it is about; None leaves it out. Each may cost one statement."""

page_cards: list[Piece] = []
"""The same for the column beside it, first of all cards."""

knows_link: list[Callable[[Session, Training, Person | None], bool]] = []
"""Who else than stewards and trainers reads the links of online sessions: those who have a place."""

costs: list[Callable[[Session, Sequence[UUID]], dict[UUID, str]]] = []
"""What some of these trainings cost, in a few words, by who takes the money. One statement each."""

tending_links: list[Callable[[Training], tuple[str, str] | None]] = []
"""Links (label, address) for who looks after a training."""

holds: list[Callable[[Session, Person, str, date], bool]] = []
"""Whether somebody holds the qualification with this code on that day; any yes counts."""

index_links: list[Callable[[], tuple[str, str]]] = []
"""Links (label, address) under the list of trainings."""

date_counts: list[Callable[[Session, Training], Mapping[UUID, tuple[int, int, int]]]] = []
"""Of a training that offers several days: by day, for how many it is the first, second and third choice."""

session_in_use: list[Callable[[Session, TrainingSession], bool]] = []
"""Whether somebody has a place in this single session, or waits for one. The training's row is held."""

copied: list[Callable[[Session, Training, Training], None]] = []
"""What later features know of a training goes along with its copy: called with the two."""

NEWS = ("capacity", "confirmed", "cancelled", "moved", "dated", "closed", "reopened", "done")
"""capacity: there are more or fewer places. moved: other dates, another place, or a session more or fewer.
dated: one of the days that were offered is the day (`dates.chosen`)."""

news: list[Callable[[Session, Training, str, Person | None], None]] = []
"""Called in the transaction of a deed, its training held, with what happened (NEWS) and who did it.

Those who signed up are told by who knows them; with more places the waiting list moves up.
"""


def spread(db: Session, training: Training, what: str, *, by: Person | None) -> None:
    """Tell all who joined in. The training's row is held."""
    for listener in news:
        listener(db, training, what, by)


def prices(db: Session, training_ids: Sequence[UUID]) -> dict[UUID, str]:
    """What is charged for these; those that are missing cost what their own words say."""
    found: dict[UUID, str] = {}
    for ask in costs if training_ids else ():
        found |= ask(db, training_ids)
    return found
