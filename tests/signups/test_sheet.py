"""The stewards' sheet, adding by hand, questions and the table that is taken along."""

from __future__ import annotations

import io
import re
from typing import Any
from uuid import UUID

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import select, update

from portal.signups.models import SignUpAnswer
from portal.signups.workbook import as_csv, as_xlsx
from portal.trainings.models import TrainingQuestion, TrainingSession
from tests.cast import IDS
from tests.groups.helpers import said
from tests.signups.helpers import FORM, KEY, SHEET, change, find, mails, names_in, put, sent, states, taken
from tests.sink import Sink
from tests.world import World

FORMULAS = ('=HYPERLINK("https://evil.example";"x")', "+31", "-2+3", "@SUM(1)", "\t=1", "＝1", "0612345678")


def question(world: World, **facts: Any) -> UUID:
    """One more question."""
    with world.db() as db:
        made = TrainingQuestion(training_id=KEY, **facts)
        db.add(made)
        db.flush()
        return made.id


def answers(world: World) -> list[str]:
    """All that were given."""
    with world.db() as db:
        return sorted(db.scalars(select(SignUpAnswer.text)))


def test_the_sheet_shows_everybody_and_what_they_were_told(course: World, sink: Sink) -> None:
    for name in ("ben", "anna", "cas"):
        put(course, name)
    course.work()
    page = course.as_(IDS["ada"]).get(SHEET)
    assert all(name in page.text for name in ("ben@people.example", "anna", "cas"))
    assert course.as_(IDS["ben"]).get(SHEET).status_code == 403


def test_a_steward_adds_by_the_same_rule_and_takes_off(course: World, sink: Sink) -> None:
    ada, page = course.as_(IDS["ada"]), f"{SHEET}/new"
    for number in range(3):
        data = {"email": f"p{number}@people.example" if number else "", "name": f"p{number}", "group": ""}
        assert ada.post(page, data, page=page).status_code == 303
    assert names_in(course, "confirmed") == ["p0", "p1"] and states(course)["p2"] == "waiting"
    where = f"/trainings/sign-ups/{find(course, 'p0').id}/removal"
    assert ada.post(where, page=SHEET).status_code == 303
    assert states(course)["p2"] == "offered" and taken(course) == 2
    course.work()
    assert ("p1", "sign_up_news") in mails(course) and len(mails(course)) == 2


def test_a_question_asked_only_after_an_answer(course: World) -> None:
    first = question(course, kind="yes_no", label="Eet je mee?", required=True, position=1)
    then = question(
        course, label="Wat eet je niet?", required=True, position=2, depends_on_id=first, depends_value="yes"
    )
    ben = course.as_(IDS["ben"])
    assert sent(ben).status_code == 422
    assert sent(ben, **{f"q_{first.hex}": "yes"}).status_code == 422
    assert sent(ben, **{f"q_{first.hex}": "no", f"q_{then.hex}": "noten"}).status_code == 303
    assert answers(course) == ["no"]


def test_answers_can_be_changed_until_the_deadline(course: World) -> None:
    key = question(course, kind="number", label="Hoeveel?", position=1)
    ben = course.as_(IDS["ben"])
    assert sent(ben, **{f"q_{key.hex}": "veel"}).status_code == 422
    own = sent(ben, **{f"q_{key.hex}": "2"}).headers["Location"]
    assert 'value="2"' in ben.get(f"{own}/answers").text
    token = ben.token(f"{own}/answers")
    data = {"csrf_token": token, f"q_{key.hex}": "3"}
    assert ben.send(f"{own}/answers", data).status_code == 303 and answers(course) == ["3"]
    change(course, state="open", signup_until=find(course, "Bo").created_at)
    assert ben.send(f"{own}/answers", {**data, f"q_{key.hex}": "4"}).status_code == 409
    assert answers(course) == ["3"]


def test_who_gives_it_reads_what_is_meant_for_trainers(course: World) -> None:
    private = question(course, label="Waar let je op?", position=1, sensitive=True)
    for_all = question(course, label="Wat wil je leren?", position=2, readers="trainer")
    sent(course.as_(IDS["ben"]), name="Bo", **{f"q_{private.hex}": "geheim", f"q_{for_all.hex}": "luisteren"})
    with course.db() as db:
        session = update(TrainingSession).where(TrainingSession.training_id == KEY)
        db.execute(session.values(trainer_id=IDS["dora"]))
    dora = course.as_(IDS["dora"])
    for address in (SHEET, f"{SHEET}.csv"):
        text = dora.get(address).text
        assert "luisteren" in text and "Bo" in text
        assert "geheim" not in text and "people.example" not in text and "Rouw" not in text
    assert "geheim" in course.as_(IDS["ada"]).get(SHEET).text


def test_in_the_file_nothing_is_calculated(course: World) -> None:
    for number, name in enumerate(FORMULAS[:2]):
        put(course, f"n{number}")
        with course.db() as db:
            from portal.signups.models import SignUp

            db.execute(update(SignUp).where(SignUp.name == f"n{number}").values(name=name))
    ada = course.as_(IDS["ada"])
    lines = ada.get(f"{SHEET}.csv").data.decode("utf-8-sig").split("\r\n")
    assert lines[1].startswith("\"'=HYPERLINK") and lines[2].startswith("'+31")
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(ada.get(f"{SHEET}.xlsx").data)).get_sheet_by_index(0)
    assert [row[0] for row in sheet.to_python()][1:] == list(FORMULAS[:2])


@pytest.mark.parametrize("text", FORMULAS)
def test_a_cell_is_text(text: str) -> None:
    cell = as_csv([[text]]).decode("utf-8-sig").strip("\r\n").strip('"')
    assert cell.startswith("'")
    packed = as_xlsx([[text, "gewoon & <b>\x00"]])
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(packed)).get_sheet_by_index(0)
    assert [str(value) for value in sheet.to_python()[0]] == [text, "gewoon & <b>"]


def test_a_plain_cell_stays_as_it_is() -> None:
    assert as_csv([["Anna-Marie", "12"]]).decode("utf-8-sig") == "Anna-Marie;12\r\n"


def test_pages_cost_as_much_for_many(course: World) -> None:
    ada = course.as_(IDS["ada"])
    put(course, "a")
    ada.get(SHEET)
    with course.statements() as few:
        ada.get(SHEET)
    for number in range(12):
        put(course, f"p{number}")
    with course.statements() as many:
        page = ada.get(SHEET)
    assert len(few) == len(many) <= 8 and len(re.findall(r'scope="row"', page.text)) == 13


def test_nothing_of_an_own_page_is_open_without_its_link(course: World, beta: World) -> None:
    own = sent(course.as_(IDS["ben"])).headers["Location"]
    assert course.visitor().get(own).status_code == 200
    assert course.visitor().get(f"{own[:-3]}abc").status_code == 404
    assert beta.visitor().get(own).status_code == 404
    assert course.visitor().get(f"{own}/dates.ics").mimetype == "text/calendar"
    assert "Bo" not in said(course.visitor().get(FORM))
