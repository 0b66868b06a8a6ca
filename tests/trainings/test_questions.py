"""What is asked of those who sign up."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from sqlalchemy import select

from portal.trainings.models import TrainingQuestion
from tests.cast import IDS
from tests.trainings.helpers import PAGE, held
from tests.world import World

ASKED = f"{PAGE}/questions"


def form(label: str, **more: Any) -> dict[str, Any]:
    """The form of a question."""
    start = {"label": label, "help": "", "kind": "text", "choices": "", "depends": "", "readers": "steward"}
    return start | more


def questions(world: World) -> Sequence[TrainingQuestion]:
    """All, in order."""
    with world.db() as db:
        found = db.scalars(select(TrainingQuestion).order_by(TrainingQuestion.position)).all()
        db.expunge_all()
        return found


@pytest.fixture
def two(school: World) -> World:
    """A choice, and a question that is asked after one of its answers."""
    ada = school.as_(IDS["ada"])
    ada.post(ASKED, form("Wat eet je?", kind="choice", choices="Alles\r\n Geen vlees\r\n\r\nAlles"))
    first = questions(school)[0]
    more = {"depends": f"{first.id}:1", "sensitive": "y", "required": "y", "readers": "trainer"}
    ada.post(ASKED, form("Ook geen vis?", kind="yes_no", **more))
    return school


def test_a_question_can_depend_on_an_answer(two: World) -> None:
    first, second = questions(two)
    assert first.options == ["Alles", "Geen vlees"]
    assert (second.depends_on_id, second.depends_value) == (first.id, "Geen vlees")
    assert second.sensitive and second.required and second.readers == "trainer"
    shown = two.as_(IDS["ben"]).get(PAGE).text
    assert "Ook geen vis?" in shown and "deleted 4 weeks after the end" in shown
    listed = two.as_(IDS["ada"]).get(ASKED).text
    assert "Asked when the answer to “Wat eet je?” is “Geen vlees”." in listed


def test_the_form_shows_what_was_saved(two: World) -> None:
    shown = two.as_(IDS["ada"]).get(f"/trainings/questions/{questions(two)[1].id}").text
    assert 'selected value="' + f'{questions(two)[0].id}:1"' in shown


def test_no_question_waits_for_a_later_one_or_itself(two: World) -> None:
    first, second = questions(two)
    ada, page = two.as_(IDS["ada"]), f"/trainings/questions/{questions(two)[0].id}"
    for other in (first, second):
        wished = form("Wat eet je?", kind="choice", choices="Alles\nNiets", depends=f"{other.id}:0")
        assert ada.post(page, wished).status_code == 422
    with pytest.raises(Exception, match="ck_training_question_not_on_itself"), two.db() as db:
        db.get_one(TrainingQuestion, first.id).depends_on_id = first.id


@pytest.mark.parametrize("choices", ["Alles\nNiets", "Alles\nGeen vlees"])
def test_when_an_answer_goes_what_depended_on_it_is_asked_always(two: World, choices: str) -> None:
    page = f"/trainings/questions/{questions(two)[0].id}"
    two.as_(IDS["ada"]).post(page, form("Wat eet je?", kind="choice", choices=choices))
    assert (questions(two)[1].depends_on_id is None) == ("Geen vlees" not in choices)


def test_a_removed_question_takes_nothing_with_it(two: World) -> None:
    page = f"/trainings/questions/{questions(two)[0].id}"
    two.as_(IDS["ada"]).post(f"{page}/removal", page=page)
    (left,) = questions(two)
    assert left.label == "Ook geen vis?" and left.depends_on_id is None and left.depends_value == ""


@pytest.mark.parametrize(
    "wrong",
    [{"label": ""}, {"kind": "choice", "choices": "Alles\nAlles"}, {"kind": "date"}, {"depends": "x:9"}],
)
def test_what_cannot_be_asked(school: World, wrong: dict[str, str]) -> None:
    answer = school.as_(IDS["ada"]).post(ASKED, form("Wat eet je?") | wrong)
    assert answer.status_code == 422 and questions(school) == []


def test_there_is_an_end_to_asking(school: World) -> None:
    with held(school) as (db, found):
        db.add_all(TrainingQuestion(training_id=found.id, label=f"{n}", position=n) for n in range(20))
    assert school.as_(IDS["ada"]).post(ASKED, form("Nog iets?")).status_code == 409
