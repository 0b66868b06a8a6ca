"""The list that a steward really has, from the file to the pages and back again."""

from __future__ import annotations

from collections import Counter
from datetime import date, time

from sqlalchemy import select

from portal.groups.indexing import reindex
from portal.groups.models import Group
from tests.imports.lists import SAMPLE, bring, group, open_tasks, outcome
from tests.world import World


def test_every_row_is_accounted_for(alpha: World) -> None:
    summary = bring(alpha, SAMPLE.read_bytes(), SAMPLE.name)
    assert outcome(summary) == (139, 0, 0, 1, 0)
    assert summary.counts.unsure == 85
    assert alpha.count("support_group") == 139
    assert alpha.count("location") == 102
    assert alpha.count("group_theme") == 139
    assert len(open_tasks(alpha)) == 100


def test_again_changes_nothing_and_doubles_nothing(alpha: World) -> None:
    bring(alpha, SAMPLE.read_bytes(), SAMPLE.name)
    with alpha.db() as db:
        before = db.execute(select(Group.id, Group.updated_at, Group.version).order_by(Group.id)).all()
    again = bring(alpha, SAMPLE.read_bytes(), "kopie.csv")
    assert outcome(again) == (0, 0, 139, 1, 0)
    with alpha.db() as db:
        assert (
            db.execute(select(Group.id, Group.updated_at, Group.version).order_by(Group.id)).all() == before
        )
    assert alpha.count("support_group") == 139
    assert alpha.count("task") == 100


def test_a_row_becomes_a_page(alpha: World) -> None:
    bring(alpha, SAMPLE.read_bytes(), SAMPLE.name)
    asten = group(alpha, "Praatgroep dementie Asten")
    assert asten.location is not None
    assert asten.location.line == "Bibliotheek, Lindelaan 71, 5542 CD Asten"
    assert [theme.code for theme in asten.themes] == ["dementie"]
    assert (asten.meeting_text, asten.rrule) == ("elke 1e vrijdag v.d. maand", "FREQ=MONTHLY;BYDAY=1FR")
    assert (asten.starts_at, asten.ends_at) == (time(10, 30), None)
    assert (asten.verified_on, asten.verified_precision, asten.verified_how) == (
        date(2026, 9, 1),
        "day",
        "import",
    )
    assert (asten.contact_name, asten.phone, asten.listed) == ("Riet", "040-000 39 91", True)
    assert asten.network_note == "gestopt? navragen"
    nuenen = group(alpha, "Kanker Nuenen")
    assert (nuenen.in_person, nuenen.by_phone, nuenen.place) == (False, True, "Nuenen")
    assert (nuenen.audiences, nuenen.audience_note) == (["men"], "mannen")
    assert nuenen.verified_on is None
    assert nuenen.location_id is None


def test_tasks_hold_the_words_of_the_file(alpha: World) -> None:
    bring(alpha, SAMPLE.read_bytes(), SAMPLE.name)
    asten = group(alpha, "Praatgroep dementie Asten")
    mine = [task for task in open_tasks(alpha) if task.group_id == asten.id]
    assert [(task.kind, task.original) for task in mine] == [("import", "gestopt? navragen")]
    assert mine[0].key.startswith(f"import:{asten.id}:note:")
    assert max(Counter(task.key for task in open_tasks(alpha)).values()) == 1


def test_new_groups_are_found_as_if_written_by_hand(alpha: World) -> None:
    bring(alpha, SAMPLE.read_bytes(), SAMPLE.name)
    with alpha.db() as db:
        columns = select(Group.id, Group.words, Group.document, Group.sort_key).order_by(Group.id)
        at_once = db.execute(columns).all()
        for one in db.scalars(select(Group)):
            reindex(db, one)
        db.flush()
        assert db.execute(columns).all() == at_once


def test_visitors_see_them_and_so_does_the_country(alpha: World) -> None:
    bring(alpha, SAMPLE.read_bytes(), SAMPLE.name)
    assert "Praatgroep dementie Asten" in alpha.visitor().get("/groups?q=dementie+asten").text
    alpha.work()
    with alpha.db() as db:
        from portal.directory.models import PublishedGroup

        assert len(db.scalars(select(PublishedGroup.slug)).all()) == 139


def test_the_neighbour_has_nothing_of_it(alpha: World, beta: World) -> None:
    bring(alpha, SAMPLE.read_bytes(), SAMPLE.name)
    for table in ("support_group", "location", "task", "import_run", "import_row", "group_source"):
        assert beta.count(table) == 0
