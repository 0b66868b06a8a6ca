"""The whole way without script: a file, its columns, its rows, the import, the result."""

from __future__ import annotations

from datetime import timedelta

import pytest

from portal import clock
from portal.imports import actions
from portal.imports.models import ImportRun
from tests.imports.lists import (
    DRUGS,
    GRIEF,
    HEADER,
    SAMPLE,
    changed,
    csv_of,
    group,
    guessed,
    looked,
    many,
    open_tasks,
    run_id,
    steward,
    uploaded,
    xlsx_of,
)
from tests.world import World


def test_from_the_file_to_the_groups(alpha: World) -> None:
    browser = steward(alpha)
    assert "Import" in browser.get("/stewardship/import").text
    address = uploaded(browser, SAMPLE.read_bytes(), SAMPLE.name)
    columns = browser.get(f"{address}/columns").text
    assert "Praatgroep dementie Asten" in columns
    assert "line 3: Naam groep | Thema" in columns
    rows = looked(browser, address).text
    for sentence in (
        "139 new groups are ready", "139 groups are not on this site yet",
        "1 row is about a group that another row is about", "In 85 rows something is not certain",
        "3 lines hold no group", "Import 139 groups", "Rows 1 to 50 of 140",
    ):  # fmt: skip
        assert sentence in rows
    assert alpha.count("support_group") == 0
    assert alpha.count("task") == 0
    under_way = browser.follow(browser.post(f"{address}/groups", page=address)).text
    assert "0 of 140 rows are imported" in under_way
    assert f'href="{address}"' in under_way
    alpha.work()
    result = browser.get(address).text
    assert "139 groups are in" in result
    assert "Look at 100 questions" in result
    assert alpha.count("support_group") == 139
    assert "gestopt? navragen" in browser.get("/stewardship").text
    assert "imported" in browser.get("/stewardship/import").text
    with alpha.db() as db:
        assert db.get_one(ImportRun, run_id(address)).data is None


def test_rows_by_page_and_by_kind(alpha: World) -> None:
    browser = steward(alpha)
    address = uploaded(browser, SAMPLE.read_bytes(), SAMPLE.name)
    looked(browser, address)
    assert "Rows 101 to 140 of 140" in browser.get(f"{address}?page=3").text
    assert "Rows 101 to 140 of 140" in browser.get(f"{address}?page=99").text
    assert "Rows 51 to 85 of 85" in browser.get(f"{address}?rows=unsure&page=2").text
    left_out = browser.get(f"{address}?rows=left-out").text
    assert "Rows 1 to 1 of 1" in left_out
    assert "Inloop Alcohol" in left_out
    assert browser.get(f"{address}?rows=nonsense&page=-1").status_code == 200


def test_a_column_that_was_guessed_wrong(alpha: World) -> None:
    header = ("Naam groep", "Thema", "Contact", "Wie", "Telefoon", "Plaats")
    browser = steward(alpha)
    address = uploaded(
        browser, csv_of(("Rouwcafé", "rouw", "Helmond", "Ben", "0492 000 361", "De Huiskamer"), header=header)
    )
    form = guessed(browser, address)
    assert (form["column-3"], form["column-6"]) == ("contact_name", "city")
    page = looked(browser, address, column_3="city", column_4="contact_name", column_6="location").text
    assert "De Huiskamer, Helmond" in page
    assert "Ben, 0492 000 361" in page
    again = guessed(browser, address)
    assert (again["column-3"], again["column-4"], again["column-6"]) == ("city", "contact_name", "location")


def test_another_line_for_the_names_of_the_columns(alpha: World) -> None:
    browser = steward(alpha)
    address = uploaded(browser, csv_of(HEADER, GRIEF, header=("Lijst", *[""] * 8)))
    assert guessed(browser, address)["header_line"] == "2"
    page = browser.get(f"{address}/columns?header-line=0").text
    assert "no line: the first line is a group already" in page
    assert 'name="header_line" type="hidden" value="0"' in page
    assert browser.get(f"{address}/columns?header-line=x").status_code == 200
    assert browser.get(f"{address}/columns?header-line=99999").status_code == 200


def test_neither_name_nor_theme(alpha: World) -> None:
    browser = steward(alpha)
    address = uploaded(browser, csv_of(GRIEF))
    answer = looked(browser, address, column_1="", column_2="")
    assert answer.status_code == 422
    assert "No column holds the name of the group or its theme." in answer.text
    assert answer.text.count("selected") >= 7
    twice = looked(browser, address, column_2="name")
    assert twice.status_code == 422
    assert "More than one column is set to “Name of the group”" in twice.text
    unknown = looked(browser, address, column_2="colour")
    assert unknown.status_code == 422
    assert alpha.count("import_row") == 0


def test_a_theme_is_enough(alpha: World) -> None:
    browser = steward(alpha)
    address = uploaded(browser, csv_of(GRIEF))
    page = looked(browser, address, column_1="").text
    assert "1 new group is ready" in page
    assert "There is no name in this row. Theme and town were put together" in page


def test_changing_the_columns_after_looking(alpha: World) -> None:
    browser = steward(alpha)
    address = uploaded(browser, csv_of(GRIEF, DRUGS))
    assert "Ben, 0492 000 361" in looked(browser, address).text
    page = looked(browser, address, column_4="").text
    assert "Ben, 0492 000 361" not in page
    assert alpha.count("import_row") == 2


def test_a_long_list_is_looked_at_in_the_background(alpha: World) -> None:
    browser = steward(alpha)
    address = uploaded(browser, many(400))
    page = looked(browser, address).text
    assert "lines are read" in page
    assert 'data-hx-trigger="every 1s"' in page
    part = browser.get(address, headers={"HX-Request": "true"})
    assert part.status_code == 200
    assert "<html" not in part.text
    alpha.work()
    finished = browser.get(address, headers={"HX-Request": "true"})
    assert (finished.status_code, finished.headers["HX-Redirect"]) == (204, address)
    assert "400 new groups are ready" in browser.get(address).text


def test_two_tabs_and_a_double_click_import_once(alpha: World) -> None:
    browser = steward(alpha)
    address = uploaded(browser, csv_of(GRIEF, DRUGS))
    looked(browser, address)
    token = browser.token(address)
    for _ in range(2):
        assert browser.send(f"{address}/groups", {"csrf_token": token}).status_code == 303
    assert alpha.count("job") == 1
    alpha.work()
    assert browser.send(f"{address}/groups", {"csrf_token": token}).status_code == 303
    alpha.work()
    assert alpha.count("support_group") == 2
    with alpha.db() as db:
        assert db.get_one(ImportRun, run_id(address)).counts["new"] == 2


def test_no_way_back_once_it_is_imported(alpha: World) -> None:
    browser = steward(alpha)
    address = uploaded(browser, csv_of(GRIEF))
    looked(browser, address)
    form = guessed(browser, address) | {"csrf_token": browser.token(address)}
    browser.post(f"{address}/groups", page=address)
    alpha.work()
    assert browser.get(f"{address}/columns").headers["Location"] == address
    assert browser.send(f"{address}/columns", form).status_code == 409
    assert browser.send(f"{address}/cancellation", {"csrf_token": form["csrf_token"]}).status_code == 409
    assert group(alpha, "Rouwcafé")


def test_cancelling_leaves_nothing(alpha: World) -> None:
    browser = steward(alpha)
    address = uploaded(browser, csv_of(GRIEF))
    looked(browser, address)
    page = browser.follow(browser.post(f"{address}/cancellation", page=address))
    assert "The file was deleted. Nothing was imported." in page.text
    assert (alpha.count("import_run"), alpha.count("import_row"), alpha.count("support_group")) == (0, 0, 0)
    assert browser.get(address).status_code == 404


def test_the_second_time_it_says_what_changes(alpha: World) -> None:
    browser = steward(alpha)
    first = uploaded(browser, csv_of(GRIEF, DRUGS))
    looked(browser, first)
    browser.post(f"{first}/groups", page=first)
    alpha.work()
    second = uploaded(browser, csv_of(changed(GRIEF, telefoon="0492 000 555"), DRUGS))
    page = looked(browser, second).text
    assert "1 group will change" in page
    assert "Telephone: “0492 000 361” becomes “0492 000 555”." in page
    assert "1 group is as its page says already." in page
    third = uploaded(browser, csv_of(GRIEF, DRUGS))
    assert "There is nothing new in this list" in looked(browser, third).text
    assert "<button" in browser.get(third).text
    assert "Import 0" not in browser.get(third).text


def test_a_workbook_nobody_saw_before(alpha: World) -> None:
    browser = steward(alpha)
    address = uploaded(browser, xlsx_of(GRIEF, DRUGS), "Groepen 2026.xlsx")
    assert "line 3" in browser.get(f"{address}/columns").text
    assert "2 new groups are ready" in looked(browser, address).text


def test_a_german_list(alpha: World) -> None:
    header = ("Gruppe", "Thema", "Telefon", "PLZ", "Ort", "Treffpunkt", "Treffen", "Uhrzeit")
    row = (
        "Trauercafé",
        "Trauer",
        "02541 000 112",
        "48653",
        "Coesfeld",
        "Pfarrheim",
        "jeden 2. Dienstag im Monat",
        "15 Uhr",
    )
    browser = steward(alpha)
    address = uploaded(
        browser, csv_of(row, header=header, delimiter=",").decode().encode("cp1252"), "gruppen.csv"
    )
    page = looked(browser, address).text
    assert "jeden 2. Dienstag im Monat" in page
    browser.post(f"{address}/groups", page=address)
    alpha.work()
    found = group(alpha, "Trauercafé")
    assert (found.rrule, [theme.code for theme in found.themes]) == ("FREQ=MONTHLY;BYDAY=2TU", ["rouw"])


def test_a_list_without_rows(alpha: World) -> None:
    browser = steward(alpha)
    page = looked(browser, uploaded(browser, csv_of())).text
    assert "There is no group in this file" in page
    assert "Import 0" not in page


def test_twenty_lists_a_page(alpha: World) -> None:
    browser = steward(alpha)
    for number in range(21):
        uploaded(browser, csv_of(GRIEF), f"lijst-{number}.csv")
    first, second = browser.get("/stewardship/import").text, browser.get("/stewardship/import?page=2").text
    assert "lijst-20.csv" in first
    assert "lijst-0.csv" not in first
    assert "lijst-0.csv" in second


def test_files_that_nobody_imports_go_after_a_week(alpha: World, monkeypatch: pytest.MonkeyPatch) -> None:
    browser = steward(alpha)
    waiting = uploaded(browser, csv_of(GRIEF))
    finished = uploaded(browser, csv_of(DRUGS))
    looked(browser, finished)
    browser.post(f"{finished}/groups", page=finished)
    alpha.work()
    present = clock.now()
    for days, kept, rows in ((6, 2, 1), (8, 1, 1), (31, 1, 0)):
        monkeypatch.setattr(actions, "now", lambda days=days: present + timedelta(days=days))
        with alpha.db() as db:
            actions.forget_old(db)
        assert (alpha.count("import_run"), alpha.count("import_row")) == (kept, rows)
    assert browser.get(waiting).status_code == 404
    assert "no longer kept" in browser.get(finished).text
    assert alpha.count("support_group") == 1


def test_the_question_of_a_change_by_hand_is_on_the_page(alpha: World) -> None:
    from tests import factories

    with alpha.db() as db:
        factories.group(db, "Rouwcafé", slug="rouwcafe", phone="0492 000 361", meeting_text="elke maandag")
    browser = steward(alpha)
    address = uploaded(browser, csv_of(GRIEF))
    page = looked(browser, address).text
    assert "the page says “elke maandag”" in page
    assert "Put the questions on my list" in page
    browser.post(f"{address}/groups", page=address)
    alpha.work()
    assert len(open_tasks(alpha)) == 3
