"""What people thought: nobody can find out who said it, and few are not shown."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest
from sqlalchemy import inspect, select, text

from portal.attendance import evaluating
from portal.attendance.models import EvaluationAnswer
from portal.clock import today
from tests.attendance.helpers import AFTER, FIRST, KEY, come, conclude, tick
from tests.cast import IDS
from tests.sink import Sink, path_in
from tests.world import World

RESULTS = f"/trainings/{KEY}/evaluation"
NAMES = tuple(f"p{number}" for number in range(11))
FEW = "nog te weinig"


@pytest.fixture
def asked(course: World, sink: Sink) -> dict[str, str]:
    """Eleven were there; each has a link of their own."""
    come(course, *NAMES), tick(course, *NAMES, sessions=(FIRST,))
    conclude(course)
    found = {}
    for name in NAMES:
        (mail,) = (one for one in sink.sent_to(f"{name}@people.example") if "/evaluations/" in one.text)
        found[name] = path_in(mail.text, "/evaluations/")
    return found


def answer(world: World, path: str, **values: Any) -> int:
    """Somebody answers."""
    return world.visitor().post(path, {"useful": "4", **values}).status_code


def shown(world: World) -> str:
    """What a steward sees."""
    return world.as_(IDS["ada"]).get(RESULTS).text


def test_four_answers_are_hidden_and_five_are_shown(course: World, asked: dict[str, str]) -> None:
    """Mutation it sees: FEWEST of four, or averages above the sentence."""
    for name in NAMES[:4]:
        assert answer(course, asked[name], remark=f"Van {name}") == 303
    page = shown(course)
    assert FEW in page and "Van p" not in page and "4,0" not in page and "<progress" not in page
    assert answer(course, asked["p4"], useful="5", remark="Van p4") == 303
    page = shown(course)
    assert FEW not in page and "4,2" in page and all(f"Van {name}" in page for name in NAMES[:5])


def test_a_sixth_answer_waits_for_four_others(course: World, asked: dict[str, str]) -> None:
    """Mutation it sees: showing each answer as it comes, so that a look before and after tells it."""
    for name in NAMES[:9]:
        answer(course, asked[name], remark=f"Van {name}")
    page = shown(course)
    assert "Van p4" in page and "Van p5" not in page and "Van p8" not in page
    answer(course, asked["p9"], remark="Van p9")
    assert all(f"Van {name}" in shown(course) for name in NAMES[:10])


def test_a_link_is_for_one_answer(course: World, asked: dict[str, str]) -> None:
    assert answer(course, asked["p0"]) == 303
    assert course.visitor().get(asked["p0"]).status_code == 404
    assert (
        course.visitor().send(asked["p0"], {"csrf_token": course.visitor().token("/signin")}).status_code
        == 400
    )
    visitor = course.visitor()
    again = visitor.post(asked["p0"], {"useful": "1"}, page=asked["p1"])
    assert again.status_code == 404 and course.count("evaluation_answer") == 1


def test_nothing_leads_from_an_answer_to_a_person(course: World, asked: dict[str, str]) -> None:
    """Neither a column, nor a moment, nor the order of keys, nor what is kept of the ticket."""
    cem = course.as_(IDS["cem"])
    assert cem.post(asked["p0"], {"useful": "3"}).status_code == 303
    columns = {column.key: str(column.type) for column in inspect(EvaluationAnswer).columns}
    assert not {name for name in columns if "person" in name or "sign" in name or name.endswith("_at")}
    assert columns["day"] == "DATE" and "DATETIME" not in columns.values()
    with course.db() as db:
        (row,) = db.scalars(select(EvaluationAnswer)).all()
        assert row.id.version == 4 and row.day == today()
        (table,) = (
            table for table in EvaluationAnswer.metadata.sorted_tables if table.name == "evaluation_answer"
        )
        assert {key.column.table.name for key in table.foreign_keys} == {"evaluation"}
        rows = db.execute(text("select t::text from evaluation_ticket t order by ctid")).scalars().all()
        keys = [row.split(",")[0] for row in rows]
        assert len(keys) == 10 and keys == sorted(keys), (
            "kept in the order of their hashes, not of the people"
        )
        traces = db.execute(text("select count(*) from audit_entry where action like 'evaluation%'")).scalar()
        assert traces == 0
        wiped = db.execute(text("select count(*) from mail where body_text <> ''")).scalar()
        assert wiped == 0


def test_the_log_line_of_an_answer_names_nobody(
    course: World, asked: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = io.StringIO()
    monkeypatch.setattr("sys.stderr", lines)
    cem = course.as_(IDS["cem"])
    cem.get("/me"), cem.post(asked["p0"], {"useful": "3"})
    said = [line for line in lines.getvalue().splitlines() if "attendance.a" in line]
    plain = re.sub(r"\x1b\[[0-9;]*m", "", lines.getvalue())
    assert said and not [line for line in said if str(IDS["cem"]) in line]
    assert str(IDS["cem"]) in plain, "other lines do name who asked"


def test_four_people_are_not_asked(course: World, sink: Sink) -> None:
    come(course, *NAMES[:4]), tick(course, *NAMES[:4])
    conclude(course)
    assert not [mail for mail in sink.received if "/evaluations/" in mail.text]
    assert course.count("evaluation") == 0 and FEW in shown(course)


def test_who_was_not_there_is_not_asked(course: World, sink: Sink) -> None:
    come(course, *NAMES), tick(course, *NAMES[:6])
    conclude(course)
    asked = {mail.recipients[0] for mail in sink.received if "/evaluations/" in mail.text}
    assert asked == {f"{name}@people.example" for name in NAMES[:6]}
    conclude(course)
    assert course.count("evaluation_ticket") == 6


@pytest.mark.parametrize("values", [{"useful": ""}, {"useful": "6"}, {"useful": "0"}, {"remark": "x" * 2001}])
def test_bad_answers_are_shown_again(course: World, asked: dict[str, str], values: dict[str, str]) -> None:
    page = course.visitor().post(asked["p0"], values)
    assert page.status_code == 422 and course.count("evaluation_answer") == 0
    assert values.get("remark", "") in page.text


def test_the_results_are_for_stewards_and_old_tickets_go(course: World, asked: dict[str, str]) -> None:
    assert course.as_(IDS["ben"]).get(RESULTS).status_code == 403
    assert "evaluation" in course.as_(IDS["ada"]).get(AFTER).text
    with course.db() as db:
        db.execute(text("update evaluation set until = current_date - 1"))
    assert course.visitor().get(asked["p0"]).status_code == 404
    with course.db() as db:
        evaluating.close(db)
    assert course.count("evaluation_ticket") == 0
