"""The small map: dots where they belong, none over another, a scale bar that tells the truth."""

from __future__ import annotations

import random
from itertools import combinations
from math import dist

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.geo import dotmap
from portal.geo.dotmap import Dot, DotMap, Point, draw
from portal.geo.places import distance_km

EINDHOVEN = Point(51.4408, 5.4778, "Eindhoven", "/groups/a")
HELMOND = Point(51.4817, 5.6611, "Helmond", "/groups/b")
WEERT = Point(51.2517, 5.7069, "Weert", "/groups/c")


def drawn(points: list[Point], origin: tuple[float, float] | None = None) -> DotMap:
    """The map, which there is."""
    made = draw(points, origin)
    assert made is not None
    return made


def dot_of(made: DotMap, label: str) -> Dot:
    """The dot in which a point is."""
    return next(dot for dot in made.dots if label in {point.label for point in dot.points})


def test_north_is_up_east_is_right_and_the_order_is_from_the_north() -> None:
    made = drawn([WEERT, EINDHOVEN, HELMOND])
    north, middle, south = made.dots
    assert [dot.label for dot in made.dots] == ["Helmond", "Eindhoven", "Weert"]
    assert north.y < middle.y < south.y
    assert middle.x < north.x < south.x
    assert [dot.url for dot in made.dots] == ["/groups/b", "/groups/a", "/groups/c"]


def test_distances_on_paper_are_distances_on_earth() -> None:
    made = drawn([EINDHOVEN, HELMOND, WEERT])
    per_km = made.scale.length / made.scale.km
    for one, other in combinations([EINDHOVEN, HELMOND, WEERT], 2):
        a, b = dot_of(made, one.label), dot_of(made, other.label)
        assert dist((a.x, a.y), (b.x, b.y)) / per_km == pytest.approx(distance_km(one, other), rel=0.02)


def test_groups_in_one_house_are_one_dot_with_a_count() -> None:
    house = [Point(51.4817, 5.6611, "Helmond", f"/groups/{number}") for number in range(7)]
    made = drawn([*house, EINDHOVEN])
    many, one = dot_of(made, "Helmond"), dot_of(made, "Eindhoven")
    assert (many.count, many.label, many.url) == (7, "Helmond", "")
    assert (one.count, one.url) == (1, "/groups/a")
    assert many.r > one.r
    assert [point.url for point in many.points] == [f"/groups/{number}" for number in range(7)]


def test_neighbours_that_would_overlap_have_no_label_together() -> None:
    near = [Point(51.44, 5.47, "A", "/a"), Point(51.4401, 5.4701, "B", "/b")]
    made = drawn([*near, Point(52.4, 4.9, "C", "/c")])
    assert [(dot.count, dot.label, dot.url) for dot in made.dots] == [(1, "C", "/c"), (2, "", "")]


def test_one_dot_alone_stands_in_the_middle() -> None:
    made = drawn([EINDHOVEN])
    assert (made.dots[0].x, made.width) == (320, 640)
    assert made.height == dotmap.LOWEST
    assert made.scale.km <= 2
    assert made.view_box == "0 0 640 240"


def test_who_looks_is_on_the_map_too() -> None:
    made = drawn([HELMOND], origin=(51.2517, 5.7069))
    assert made.origin is not None
    assert made.origin[1] > made.dots[0].y
    assert drawn([HELMOND]).origin is None


def test_labels_turn_away_from_each_other_and_from_the_edge() -> None:
    """Between two neighbours is no room, and beyond the right one is the edge."""
    west = Point(51.44, 5.40, "Middelbeers", "/a")
    east = Point(51.44, 5.48, "Oirschot", "/b")
    far = Point(51.44, 4.80, "Waalwijk aan het water", "/c")
    dots = {dot.label: dot for dot in drawn([west, east, far]).dots}
    assert {label: dot.side for label, dot in dots.items()} == {
        "Middelbeers": "left",
        "Oirschot": "below",
        "Waalwijk aan het water": "right",
    }
    left, below, right = dots["Middelbeers"], dots["Oirschot"], dots["Waalwijk aan het water"]
    assert (left.anchor, below.anchor, right.anchor) == ("end", "middle", "start")
    assert left.label_x < left.x - left.r and right.label_x > right.x + right.r
    assert left.label_y == left.y and below.label_y > below.y + below.r and below.label_x == below.x


def test_a_label_without_room_is_left_out() -> None:
    grid = [(51 + row / 100, 5 + column / 30) for row in range(12) for column in range(6)]
    crowd = [Point(lat, lon, "A rather long name") for lat, lon in grid]
    sides = [dot.side for dot in drawn(crowd).dots]
    assert "" in sides and set(sides) & set(dotmap.SIDES)


def test_nothing_to_draw() -> None:
    assert draw([]) is None
    assert draw([], (51.0, 5.0)) is None


@pytest.mark.parametrize(
    ("north", "km"), [(51.45, {1, 2}), (51.6, {5}), (52.4, {20, 50}), (54.9, {100, 200})]
)
def test_the_scale_bar_is_a_round_number(north: float, km: set[float]) -> None:
    made = drawn([EINDHOVEN, Point(north, 5.4778, "N")])
    assert made.scale.km in km
    assert 40 <= made.scale.length <= dotmap.WIDTH * dotmap.BAR_SHARE


COORDINATES = st.tuples(st.floats(47.3, 55.0), st.floats(2.6, 15.0))


@settings(max_examples=80, deadline=None)
@given(st.lists(COORDINATES, min_size=1, max_size=60), st.none() | COORDINATES, st.randoms())
def test_any_points(
    spots: list[tuple[float, float]], origin: tuple[float, float] | None, shuffler: random.Random
) -> None:
    """Every point is on the map once, inside it, nothing overlaps, and the order they come in is nothing."""
    points = [Point(lat, lon, str(number)) for number, (lat, lon) in enumerate(spots)]
    made = drawn(points, origin)
    assert sorted(point.label for dot in made.dots for point in dot.points) == sorted(p.label for p in points)
    for dot in made.dots:
        assert dot.r <= dot.x <= made.width - dot.r
        assert dot.r <= dot.y <= made.height - dotmap.FOOT
    for one, other in combinations(made.dots, 2):
        assert dist((one.x, one.y), (other.x, other.y)) > one.r + other.r
    assert made.scale.x + made.scale.length < made.width
    again = list(points)
    shuffler.shuffle(again)
    assert drawn(again, origin) == made
