"""A list that comes back: the page follows the file, but never against what people wrote there."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy.orm import Session, joinedload, selectinload

from portal.groups.actions import change
from portal.groups.models import Group, GroupContact
from portal.tasks.actions import close
from portal.tasks.models import Task
from tests import cast
from tests.imports.lists import DRUGS, GRIEF, HEADER, bring, changed, csv_of, group, open_tasks, outcome
from tests.sink import Sink
from tests.world import World


def written_by_ben(alpha: World, named: str, /, **values: object) -> UUID:
    """Ben speaks for the group and changes its page."""
    found = group(alpha, named)
    with alpha.db() as db:
        ben = cast.ben(db)
        db.add(GroupContact(group_id=found.id, person_id=ben.id))
        db.flush()
        change(db, _loaded(db, found.id), by=ben, values=values)
    return found.id


def _loaded(db: Session, group_id: UUID) -> Group:
    shown = (joinedload(Group.location), selectinload(Group.themes), selectinload(Group.contacts))
    return db.get_one(Group, group_id, options=shown, populate_existing=True)


def test_a_changed_cell_changes_the_page(alpha: World) -> None:
    bring(alpha, csv_of(GRIEF, DRUGS))
    again = bring(alpha, csv_of(changed(GRIEF, tijd="20:15", wanneer="elke donderdag"), DRUGS))
    assert outcome(again) == (0, 1, 1, 0, 0)
    found = group(alpha, "Rouwcafé")
    assert (found.meeting_text, found.rrule, str(found.starts_at)) == (
        "elke donderdag", "FREQ=WEEKLY;BYDAY=TH", "20:15:00",
    )  # fmt: skip
    assert "donderdag" in alpha.visitor().get("/groups/rouwcafe").text


def test_what_a_contact_person_wrote_survives(alpha: World) -> None:
    bring(alpha, csv_of(GRIEF))
    group_id = written_by_ben(alpha, "Rouwcafé", phone="0492 000 999")
    again = bring(alpha, csv_of(changed(GRIEF, telefoon="0492 000 555", e="rouw@cafe.example")))
    assert outcome(again) == (0, 1, 0, 0, 0)
    found = group(alpha, "Rouwcafé")
    assert (found.phone, found.email) == ("0492 000 999", ""), "the group decides about the rest"
    (task,) = open_tasks(alpha)
    assert task.group_id == group_id
    assert "0492 000 999" in task.sentence
    assert "0492 000 555" in task.sentence


def test_a_file_that_did_not_change_asks_nothing(alpha: World) -> None:
    bring(alpha, csv_of(GRIEF))
    written_by_ben(alpha, "Rouwcafé", phone="0492 000 999", name="Rouwcafé De Brug")
    assert outcome(bring(alpha, csv_of(GRIEF))) == (0, 0, 1, 0, 0)
    assert group(alpha, "Rouwcafé De Brug").phone == "0492 000 999"
    assert open_tasks(alpha) == []


def test_a_difference_is_settled_when_both_say_the_same(alpha: World) -> None:
    bring(alpha, csv_of(GRIEF))
    written_by_ben(alpha, "Rouwcafé", contact_name="Fay")
    with_fay = csv_of(changed(GRIEF, contact="Gea"))
    bring(alpha, with_fay)
    bring(alpha, with_fay)
    assert len(open_tasks(alpha)) == 1
    assert outcome(bring(alpha, csv_of(changed(GRIEF, contact="Fay")))) == (0, 0, 1, 0, 0)
    assert open_tasks(alpha) == []
    assert outcome(bring(alpha, csv_of(changed(GRIEF, contact="Gea")))) == (0, 1, 0, 0, 0)


def test_the_contact_person_hears_of_a_change(alpha: World, sink: Sink) -> None:
    with alpha.db() as db:
        ada = cast.ada(db).id
    bring(alpha, csv_of(GRIEF), by=ada)
    written_by_ben(alpha, "Rouwcafé", costs="gratis")
    bring(alpha, csv_of(changed(GRIEF, tijd="20:15")), by=ada)
    alpha.work()
    assert [mail.recipients for mail in sink.received] == [["ben@people.example"]]


def test_a_ticked_task_stays_away_until_the_cell_changes(alpha: World) -> None:
    row = changed(GRIEF, wanneer="om de week dinsdag")
    bring(alpha, csv_of(row))
    (task,) = open_tasks(alpha)
    with alpha.db() as db:
        close(db, db.get_one(Task, task.id), by=cast.ada(db))
    bring(alpha, csv_of(row))
    assert open_tasks(alpha) == []
    bring(alpha, csv_of(changed(GRIEF, wanneer="om de week woensdag")))
    (task,) = open_tasks(alpha)
    assert task.original == "om de week woensdag"


def test_a_doubt_that_is_gone_from_the_file_closes_and_may_come_back(alpha: World) -> None:
    unclear = csv_of(changed(GRIEF, wanneer="om de week dinsdag"))
    bring(alpha, unclear)
    bring(alpha, csv_of(GRIEF))
    assert open_tasks(alpha) == []
    bring(alpha, unclear)
    assert len(open_tasks(alpha)) == 1


def test_columns_the_file_does_not_have_are_left_alone(alpha: World) -> None:
    bring(alpha, csv_of(GRIEF))
    before = group(alpha, "Rouwcafé")
    short = csv_of(("Rouwcafé", "0492 000 361", "Helmond"), header=("Naam groep", "Telefoon", "Plaats"))
    assert outcome(bring(alpha, short)) == (0, 0, 1, 0, 0)
    after = group(alpha, "Rouwcafé")
    assert (after.meeting_text, after.contact_name, after.location_id, after.listed) == (
        before.meeting_text, "Ben", before.location_id, True,
    )  # fmt: skip
    assert [theme.code for theme in after.themes] == ["rouw"]


def test_a_group_without_a_way_to_be_reached_is_hidden_until_there_is_one(alpha: World) -> None:
    bring(alpha, csv_of(changed(GRIEF, telefoon="")))
    assert group(alpha, "Rouwcafé").listed is False
    assert alpha.visitor().get("/groups/rouwcafe").status_code == 404
    assert len(open_tasks(alpha)) == 1
    assert outcome(bring(alpha, csv_of(GRIEF))) == (0, 1, 0, 0, 0)
    assert group(alpha, "Rouwcafé").listed is True
    assert open_tasks(alpha) == []
    assert outcome(bring(alpha, csv_of(changed(GRIEF, telefoon="")))) == (0, 1, 0, 0, 0)
    assert group(alpha, "Rouwcafé").listed is False


def test_a_hidden_group_stays_hidden(alpha: World) -> None:
    bring(alpha, csv_of(GRIEF))
    written_by_ben(alpha, "Rouwcafé", listed=False)
    bring(alpha, csv_of(changed(GRIEF, tijd="20:00")))
    assert group(alpha, "Rouwcafé").listed is False


def test_another_contact_person_is_the_same_group(alpha: World) -> None:
    bring(alpha, csv_of(GRIEF, DRUGS))
    fresh = changed(GRIEF, contact="Gea", telefoon="0492 000 777")
    assert outcome(bring(alpha, csv_of(fresh, DRUGS))) == (0, 1, 1, 0, 0)
    assert (group(alpha, "Rouwcafé").contact_name, group(alpha, "Rouwcafé").phone) == ("Gea", "0492 000 777")
    assert alpha.count("support_group") == 2


def test_another_name_with_the_same_telephone_is_the_same_group(alpha: World) -> None:
    bring(alpha, csv_of(GRIEF, DRUGS))
    renamed = changed(GRIEF, naam="Rouwtafel", telefoon="+31 492 000361")
    assert outcome(bring(alpha, csv_of(renamed, DRUGS))) == (0, 1, 1, 0, 0)
    assert group(alpha, "Rouwtafel").slug == "rouwcafe"


def test_a_number_of_the_list_itself_outlives_every_change(alpha: World) -> None:
    header = ("Groepsnummer", *HEADER)
    bring(alpha, csv_of(("17", *GRIEF), header=header))
    other = changed(GRIEF, naam="De Brug", telefoon="0492 000 111", plaats="Deurne", contact="Gea")
    assert outcome(bring(alpha, csv_of(("17", *other), header=header))) == (0, 1, 0, 0, 0)
    assert group(alpha, "De Brug").place == "Deurne"


def test_a_later_check_counts_and_an_earlier_one_does_not(alpha: World) -> None:
    header = (*HEADER, "Gecontroleerd")
    bring(alpha, csv_of((*GRIEF, "1-9-2026"), header=header))
    assert outcome(bring(alpha, csv_of((*GRIEF, "1-3-2024"), header=header))) == (0, 0, 1, 0, 0)
    assert outcome(bring(alpha, csv_of((*GRIEF, "10-10-2026"), header=header))) == (0, 1, 0, 0, 0)
    assert str(group(alpha, "Rouwcafé").verified_on) == "2026-10-10"


def test_a_new_address_moves_the_group(alpha: World) -> None:
    bring(alpha, csv_of(GRIEF, changed(DRUGS, locatie="De Huiskamer", plaats="Helmond")))
    assert alpha.count("location") == 1
    bring(
        alpha,
        csv_of(
            changed(GRIEF, locatie="Wijkgebouw"), changed(DRUGS, locatie="De Huiskamer", plaats="Helmond")
        ),
    )
    moved = group(alpha, "Rouwcafé").location
    assert moved is not None
    assert moved.name == "Wijkgebouw"
    assert alpha.count("location") == 2
