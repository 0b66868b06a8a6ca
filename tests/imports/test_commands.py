"""`groups import` from the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import Result

from tests.imports.lists import DRUGS, GRIEF, SAMPLE, changed, csv_of, group
from tests.world import World


def run(world: World, *arguments: str) -> Result:
    """What an operator types after `flask --app portal groups import`."""
    return world.app.test_cli_runner().invoke(args=["groups", "import", *arguments])


@pytest.fixture
def listed(tmp_path: Path) -> Path:
    """A file with two groups and a row that is none."""
    path = tmp_path / "lijst.csv"
    path.write_bytes(csv_of(GRIEF, changed(GRIEF, naam="", thema="", telefoon="", contact=""), DRUGS))
    return path


def test_the_sample(alpha: World) -> None:
    done = run(alpha, "--network", "alpha", str(SAMPLE))
    assert done.exit_code == 0
    assert "139 new, 0 changed, 0 the same, 1 double, 0 cannot be used" in done.output
    assert alpha.count("support_group") == 139
    again = run(alpha, "--network", "alpha", str(SAMPLE))
    assert "0 new, 0 changed, 139 the same" in again.output


def test_a_dry_run_tells_and_writes_nothing(alpha: World) -> None:
    done = run(alpha, "--network", "alpha", "--dry-run", str(SAMPLE))
    assert done.exit_code == 0
    assert (
        "line 5 (new) Praatgroep dementie Asten, Opm.: 'gestopt? navragen': The group may have stopped."
        in done.output
    )
    assert "(nothing was written)" in done.output
    for table in ("support_group", "task", "import_run", "import_row"):
        assert alpha.count(table) == 0


def test_rows_that_cannot_be_used_make_it_fail_and_are_named(alpha: World, listed: Path) -> None:
    done = run(alpha, "--network", "alpha", str(listed))
    assert done.exit_code == 1
    assert "line 3 (refused)" in done.output
    assert "2 new" in done.output
    assert alpha.count("support_group") == 2


def test_a_mapping_corrects_the_columns(alpha: World, listed: Path, tmp_path: Path) -> None:
    mapping = tmp_path / "map.json"
    mapping.write_text(json.dumps({"Contactpersoon": "note", "Tijd": ""}), encoding="utf-8")
    run(alpha, "--network", "alpha", "--map", str(mapping), str(listed))
    found = group(alpha, "Rouwcafé")
    assert (found.contact_name, found.network_note, found.starts_at) == ("", "Ben", None)


@pytest.mark.parametrize(
    ("mapping", "sentence"),
    [
        ('{"Kleur": "name"}', "There is no column “Kleur” in this file."),
        ('{"Thema": "colour"}', "“colour” is not something a column can be."),
        ('{"Naam groep": "", "Thema": ""}', "No column holds the name of the group or its theme."),
        ("[1]", "must look like"),
        ('{"Thema": 1}', "must look like"),
        ("nonsense", "is not a JSON file"),
    ],
)
def test_a_mapping_that_cannot_be_used(
    alpha: World, listed: Path, tmp_path: Path, mapping: str, sentence: str
) -> None:
    path = tmp_path / "map.json"
    path.write_text(mapping, encoding="utf-8")
    done = run(alpha, "--network", "alpha", "--map", str(path), str(listed))
    assert done.exit_code == 1
    assert sentence in done.output
    assert alpha.count("support_group") == 0


def test_what_is_no_list_or_no_network(alpha: World, tmp_path: Path) -> None:
    pdf = tmp_path / "groepen.csv"
    pdf.write_bytes(b"%PDF-1.7\n")
    done = run(alpha, "--network", "alpha", str(pdf))
    assert (done.exit_code, "groepen.csv: This is a PDF" in done.output) == (1, True)
    nowhere = run(alpha, "--network", "nowhere", str(pdf))
    assert (nowhere.exit_code, "There is no network 'nowhere'" in nowhere.output) == (1, True)
    assert run(alpha, "--network", "alpha", str(tmp_path / "missing.csv")).exit_code == 2


def test_a_meeting_guide_list(alpha: World, tmp_path: Path) -> None:
    meetings = [
        {
            "name": "Rouwgroep Helmond",
            "slug": "rouw",
            "theme": "rouw",
            "day": 2,
            "time": "19:30",
            "end_time": "21:00",
            "location": "De Huiskamer",
            "formatted_address": "Markt 26, 5765 CD Helmond, Netherlands",
            "phone": "0492 000 361",
            "attendance_option": "hybrid",
            "types": ["O"],
        },
        {
            "name": "Clean online",
            "theme": "drugs",
            "day": [1, 4],
            "time": "20:00",
            "conference_url": "https://zoom.example/j/1",
            "email": "clean@post.example",
        },
    ]
    path = tmp_path / "meetings.json"
    path.write_text(json.dumps(meetings), encoding="utf-8")
    done = run(alpha, "--network", "alpha", str(path))
    assert (done.exit_code, "2 new" in done.output) == (0, True), done.output
    helmond, online = group(alpha, "Rouwgroep Helmond"), group(alpha, "Clean online")
    assert (helmond.meeting_text, helmond.rrule) == ("dinsdag", "FREQ=WEEKLY;BYDAY=TU")
    assert (helmond.in_person, helmond.online, online.in_person, online.online) == (True, True, False, True)
    assert online.rrule == "FREQ=WEEKLY;BYDAY=MO,TH"


@pytest.mark.parametrize("text", ["[]", "[1, 2]", '[{"day": 1}]', "[" * 100_000, '[{"name": "x"'])
def test_json_that_is_no_list_of_meetings(alpha: World, tmp_path: Path, text: str) -> None:
    path = tmp_path / "meetings.json"
    path.write_text(text, encoding="utf-8")
    assert run(alpha, "--network", "alpha", str(path)).exit_code == 1
    assert alpha.count("support_group") == 0
