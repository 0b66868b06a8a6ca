"""Certificates say what was ticked, and to strangers only what stands on them."""

from __future__ import annotations

import io
from datetime import timedelta

import pypdf
import pytest
from sqlalchemy import func, select, update

from portal.attendance import certifying
from portal.attendance import papers as drawn
from portal.attendance.certifying import in_groups, is_whole
from portal.attendance.links import own_path
from portal.attendance.models import Certificate
from portal.audit import AuditEntry
from portal.clock import now
from portal.ledger import Job
from portal.tasks.models import Task
from portal.trainings import actions
from portal.trainings.models import Training
from tests import cast
from tests.attendance.helpers import AFTER, CODE, FIRST, KEY, come, conclude, held, key_of, papers, tick
from tests.cast import IDS
from tests.sink import Sink, path_in
from tests.world import World


@pytest.fixture
def written(course: World) -> World:
    """cem was at both evenings, anna (a guest) at one, els at none."""
    come(course, "cem", name="Vosje"), come(course, "anna", "els")
    tick(course, "cem"), tick(course, "anna", sessions=(FIRST,))
    conclude(course)
    return course


def test_who_was_there_gets_one_and_who_was_not_gets_none(written: World, sink: Sink) -> None:
    kinds = {name: (one.kind, len(one.sittings)) for name, one in papers(written).items()}
    assert kinds == {"Vosje": ("completion", 2), "anna": ("attendance", 1)}
    assert sorted(mail.recipients[0] for mail in sink.received) == [
        "anna@people.example",
        "cem@people.example",
    ]
    conclude(written)
    assert len(papers(written)) == len(sink.received) == 2


@pytest.mark.parametrize(
    ("from_", "attended", "sessions", "whole"),
    [(0, 2, 2, True), (0, 1, 2, False), (1, 1, 2, True), (5, 2, 2, True), (0, 0, 0, False)],
)
def test_the_steward_says_what_is_whole(from_: int, attended: int, sessions: int, whole: bool) -> None:
    assert is_whole(Training(whole_from=from_), attended, sessions) is whole


def test_the_end_of_a_training_leads_to_its_papers(course: World) -> None:
    come(course, "anna"), tick(course, "anna")
    with course.db() as db:
        db.execute(update(Training).values(state="confirmed"))
    with course.db() as db:
        actions.finish(db, db.get_one(Training, KEY))
    with course.db() as db:
        due = db.scalars(select(Job.due_at).where(Job.handler == "attendance.conclude")).one()
        ends = db.get_one(Training, KEY).ends_at
    assert ends is not None and timedelta(hours=6) < due - ends < timedelta(hours=24)
    course.work()
    assert set(papers(course)) == {"anna"}


def test_a_guest_opens_the_paper_by_the_mail(written: World, sink: Sink) -> None:
    (mail,) = sink.sent_to("anna@people.example")
    assert "Gesprekken" not in mail.text + str(mail.message["Subject"])
    path, visitor = path_in(mail.text, "/certificates/own/"), written.visitor()
    page = visitor.get(path)
    assert page.status_code == 200 and "anna" in page.text
    file = visitor.get(f"{path}/certificate.pdf")
    pdf = pypdf.PdfReader(io.BytesIO(file.data))
    text = pdf.pages[0].extract_text()
    assert file.mimetype == "application/pdf" and len(pdf.pages) == 1
    assert pdf.trailer["/Root"]["/MarkInfo"]["/Marked"]
    code = in_groups(papers(written)["anna"].code)
    for said in ("Bewijs van deelname", "anna", "Gesprekken leiden", "Alpha", code, "/certificates/"):
        assert said in text
    assert "@" not in text and "Luisteren" in text


@pytest.mark.parametrize(
    ("locale", "said"), [("de", "Bescheinigung"), ("en", "Certificate"), ("nl", "Bewijs")]
)
def test_the_paper_speaks_the_language_of_its_holder(written: World, locale: str, said: str) -> None:
    paper = papers(written)["Vosje"]
    with written.db():
        body = drawn.certificate(paper, locale=locale)
    assert said in pypdf.PdfReader(io.BytesIO(body)).pages[0].extract_text()


def test_the_code_reveals_what_stands_on_the_paper(written: World) -> None:
    code, visitor = in_groups(papers(written)["Vosje"].code), written.visitor()
    for path in (f"/certificates/{code}", f"/certificates/{code.lower()}", f"/certificates?code={code}"):
        page = visitor.get(path).text
        assert all(said in page for said in ("Vosje", "Gesprekken leiden", "Alpha"))
        assert "Cem" not in page and "cem@" not in page and "Luisteren" not in page
    unknown = visitor.get("/certificates/CCCC-CCCC-CCCC")
    assert unknown.status_code == 404 and "Vosje" not in unknown.text


def test_a_code_of_the_other_network_says_nothing(written: World, beta: World) -> None:
    """Mutation it sees: one register of codes for all networks, or links that name no network."""
    paper = papers(written)["Vosje"]
    assert beta.visitor().get(f"/certificates/{in_groups(paper.code)}").status_code == 404
    assert beta.visitor().get(own_of(written, paper)).status_code == 404
    assert written.visitor().get(own_of(written, paper)).status_code == 200


def own_of(world: World, paper: Certificate) -> str:
    """The holder's page."""
    with world.db():
        return own_path(paper.id)


def test_codes_cannot_be_tried_one_after_the_other(written: World) -> None:
    visitor = written.visitor()
    statuses = [visitor.get(f"/certificates/CCCC-CCCC-CC{number:02}").status_code for number in range(62)]
    assert statuses[0] == 404 and statuses[-1] == 429
    codes = {certifying.new_code() for _try in range(500)}
    assert len(codes) == 500 and all(CODE.fullmatch(in_groups(code)) for code in codes)


def test_the_steward_withdraws_and_it_stays_withdrawn(written: World) -> None:
    """Mutation it sees: the next correction writes anew what a steward withdrew."""
    ada, paper = written.as_(IDS["ada"]), papers(written)["Vosje"]
    path = f"/certificates/issued/{paper.id}"
    assert written.as_(IDS["ben"]).get(path).status_code == 404
    assert ada.post(f"{path}/withdrawal", page=path).status_code == 303
    looked = written.visitor().get(f"/certificates/{paper.code}")
    assert "ingetrokken" in looked.text and "Vosje" not in looked.text
    own = own_of(written, paper)
    assert written.visitor().get(f"{own}/certificate.pdf").status_code == 404
    conclude(written)
    assert set(papers(written)) == {"anna"}
    assert "ingetrokken" in ada.get(AFTER).text


def test_the_steward_writes_it_anew_with_another_name(written: World, sink: Sink) -> None:
    ada, paper = written.as_(IDS["ada"]), papers(written)["Vosje"]
    path = f"/certificates/issued/{paper.id}"
    assert ada.post(path, {"name": ""}).status_code == 422
    assert ada.post(path, {"name": "Cem de Vos"}).status_code == 303
    written.work()
    made = papers(written)["Cem de Vos"]
    assert made.code != paper.code and "Vosje" in papers(written, valid=False)
    assert len(sink.sent_to("cem@people.example")) == 2
    assert ada.post(path, {"name": "Twice"}, page=path).status_code == 409
    conclude(written)
    assert set(papers(written)) == {"anna", "Cem de Vos"}


def test_a_tick_that_is_put_right_later_replaces_the_paper(written: World) -> None:
    first = papers(written)["anna"]
    tick(written, "anna"), tick(written, "cem", here=False)
    with written.db() as db:
        due = db.scalars(select(Job.due_at).where(Job.handler == "attendance.certify")).one()
        assert due > now()
        db.execute(update(Job).where(Job.handler == "attendance.certify").values(due_at=now()))
    written.work()
    second = papers(written)["anna"]
    assert (second.kind, set(papers(written))) == ("completion", {"anna"})
    assert second.code != first.code
    with written.db() as db:
        withdrawn = select(func.count()).where(AuditEntry.action == "certificate.withdrawn")
        assert db.scalar(withdrawn) == 2


def test_my_page_has_them_and_nobody_elses(written: World) -> None:
    assert "/certificates/own/" in written.as_(IDS["cem"]).get("/me").text
    assert "/certificates/own/" not in written.as_(IDS["dora"]).get("/me").text


def test_who_came_along_without_an_address_gets_it_through_who_brought_them(
    course: World, sink: Sink
) -> None:
    come(course, "anna")
    come(course, "bo", email="", brought_by_id=key_of("anna"))
    tick(course, "bo")
    conclude(course)
    (mail,) = sink.received
    assert mail.recipients == ["anna@people.example"] and "meekwam" in mail.text


def test_one_person_of_single_sessions_gets_one_paper(school: World) -> None:
    held(school, by_session=True)
    come(school, "cem", session_id=FIRST)
    come(school, "again", person_id=IDS["cem"], email="", session_id=None, name="cem")
    tick(school, "cem", sessions=(FIRST,)), tick(school, "again")
    conclude(school)
    assert {name: len(one.sittings) for name, one in papers(school).items()} == {"cem": 2}


def test_stewards_hear_when_nobody_was_ticked(course: World) -> None:
    come(course, "anna")
    conclude(course)
    with course.db() as db:
        (task,) = db.scalars(select(Task)).all()
        assert "Gesprekken leiden" in task.sentence
    assert papers(course) == {}
    assert cast.IDS["ada"] is not None
