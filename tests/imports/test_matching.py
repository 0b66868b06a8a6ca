"""Doubles and groups that were entered by hand: one group, one page, and never a silent guess."""

from __future__ import annotations

from tests import factories
from tests.imports.lists import DRUGS, GRIEF, bring, changed, csv_of, group, open_tasks, outcome
from tests.world import World


def test_equal_rows_are_taken_once_without_a_question(alpha: World) -> None:
    assert outcome(bring(alpha, csv_of(GRIEF, DRUGS, GRIEF))) == (2, 0, 0, 1, 0)
    assert open_tasks(alpha) == []


def test_the_same_group_with_differences_is_a_question(alpha: World) -> None:
    other = changed(GRIEF, wanneer="elke donderdag")
    assert outcome(bring(alpha, csv_of(GRIEF, other))) == (1, 0, 0, 1, 0)
    found = group(alpha, "Rouwcafé")
    assert found.meeting_text == "elke dinsdag"
    (task,) = open_tasks(alpha)
    assert (task.kind, task.group_id) == ("import.double", found.id)
    assert outcome(bring(alpha, csv_of(GRIEF, other))) == (0, 0, 1, 1, 0)
    assert len(open_tasks(alpha)) == 1


def test_a_row_that_resembles_another_is_imported_with_a_question(alpha: World) -> None:
    other = changed(GRIEF, contact="Gea", telefoon="0492 000 888")
    assert outcome(bring(alpha, csv_of(GRIEF, other))) == (2, 0, 0, 0, 0)
    assert outcome(bring(alpha, csv_of(GRIEF, other))) == (0, 0, 2, 0, 0)
    assert len(open_tasks(alpha)) == 1


def test_a_group_entered_by_hand_is_recognised_and_its_page_kept(alpha: World) -> None:
    with alpha.db() as db:
        own = factories.group(
            db, "Rouwcafé", slug="rouwcafe", phone="0492 000 361", meeting_text="elke maandag"
        ).id
    assert outcome(bring(alpha, csv_of(GRIEF))) == (0, 0, 1, 0, 0)
    found = group(alpha, "Rouwcafé")
    assert (found.id, found.meeting_text, found.contact_name) == (own, "elke maandag", "")
    kept = {task.key.split(":")[2] for task in open_tasks(alpha)}
    assert kept == {"when", "contact_name", "where"}
    assert found.source_key
    before = len(open_tasks(alpha))
    assert outcome(bring(alpha, csv_of(GRIEF))) == (0, 0, 1, 0, 0)
    assert len(open_tasks(alpha)) == before


def test_by_telephone_and_theme_when_the_name_differs(alpha: World) -> None:
    with alpha.db() as db:
        factories.group(db, "Rouw en verlies", phone="+31 (0)492-000361")
    assert outcome(bring(alpha, csv_of(GRIEF))) == (0, 0, 1, 0, 0)
    assert alpha.count("support_group") == 1


def test_another_theme_or_town_is_another_group(alpha: World) -> None:
    with alpha.db() as db:
        factories.group(db, "Verslaving", theme="alcohol", phone="0492 000 361")
        factories.group(db, "Rouw in Deurne", place="Deurne", phone="0492 000 361")
    assert outcome(bring(alpha, csv_of(GRIEF))) == (1, 0, 0, 0, 0)


def test_two_groups_that_fit_are_a_question_and_nothing_is_written(alpha: World) -> None:
    with alpha.db() as db:
        factories.group(db, "Rouw een")
        factories.group(db, "Rouw twee")
    assert outcome(bring(alpha, csv_of(GRIEF))) == (0, 0, 0, 1, 0)
    assert alpha.count("support_group") == 2
    (task,) = open_tasks(alpha)
    assert (task.kind, task.group_id) == ("import.double", None)
    assert "Rouw een" in task.sentence
    assert "Rouw twee" in task.sentence
    bring(alpha, csv_of(GRIEF))
    assert len(open_tasks(alpha)) == 1


def test_one_page_is_claimed_by_one_row(alpha: World) -> None:
    with alpha.db() as db:
        factories.group(db, "Rouwcafé", slug="rouwcafe", phone="0492 000 361")
    second = changed(GRIEF, naam="Rouwtafel")
    assert outcome(bring(alpha, csv_of(GRIEF, second))) == (1, 0, 1, 0, 0)


def test_equal_names_get_addresses_of_their_own(alpha: World) -> None:
    towns = [changed(GRIEF, plaats=town, telefoon=f"0492 000 {number}") for number, town in
             enumerate(("Asten", "Best", "Deurne"), 361)]  # fmt: skip
    assert outcome(bring(alpha, csv_of(*towns))) == (3, 0, 0, 0, 0)
    page = alpha.visitor()
    assert [page.get(f"/groups/rouwcafe{end}").status_code for end in ("", "-2", "-3", "-4")] == [
        200,
        200,
        200,
        404,
    ]


def test_rows_that_are_no_group_are_refused_with_a_reason(alpha: World) -> None:
    nothing = changed(GRIEF, naam="", thema="", telefoon="", contact="", e="")
    assert outcome(bring(alpha, csv_of(GRIEF, nothing))) == (1, 0, 0, 0, 1)
    assert alpha.count("support_group") == 1
