"""A small map of dots, drawn by ourselves: numbers for an SVG in a template. No tiles, no script, no outline.

Distances are true to about a percent over a region, because the plane touches the earth in its middle.
Everything is in units of the viewBox, whose width is always WIDTH; y grows to the south.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from math import cos, dist, log10, radians, sqrt

WIDTH = 640.0
LOWEST, HIGHEST = 240.0, 560.0
"""Between which the height follows the region."""
MARGIN = 36.0
FOOT = 36.0
"""Room below for the scale bar."""
DOT, LARGEST_DOT = 7.0, 18.0
"""Radius of a dot of one, and at most of one of many."""
GAP = 2.0
SMALLEST_KM = 4.0
"""Width of what is shown at least: one dot alone is not drawn as if it were a street map."""
BAR_SHARE = 0.28
"""Of the width that the scale bar takes at most."""
KM_PER_DEGREE = 111.195
SIDES = ("right", "left", "below", "above")
LETTER, LINE = 6.6, 13.0
"""Width of a letter and height of a line that a label is given, in text of 12 units."""


@dataclass(frozen=True, slots=True)
class Point:
    """Something on the map; `url` is where its dot leads to."""

    lat: float
    lon: float
    label: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Dot:
    """A circle: of one point, or of several that would overlap. `points` are sorted by label.

    `side` says where its label has room: one of SIDES, or "" when it would cover something everywhere.
    """

    x: float
    y: float
    r: float
    points: tuple[Point, ...]
    side: str = ""

    @property
    def anchor(self) -> str:
        """For text-anchor."""
        return {"right": "start", "left": "end"}.get(self.side, "middle")

    @property
    def label_x(self) -> float:
        """Where the label has its anchor."""
        return round(self.x + (self.r + GAP) * ((self.side == "right") - (self.side == "left")), 1)

    @property
    def label_y(self) -> float:
        """The middle of the label's line, for dominant-baseline: central."""
        away = (self.side == "below") - (self.side == "above")
        return round(self.y + (self.r + GAP / 2 + LINE / 2) * away, 1)

    @property
    def count(self) -> int:
        """Points in it."""
        return len(self.points)

    @property
    def label(self) -> str:
        """What to write beside it (when there is a `side`): the one label of all its points, else nothing."""
        return self.points[0].label if len({point.label for point in self.points}) == 1 else ""

    @property
    def url(self) -> str:
        """Where it leads to: the one address of all its points, else nowhere."""
        return self.points[0].url if len({point.url for point in self.points}) == 1 else ""


@dataclass(frozen=True, slots=True)
class ScaleBar:
    """A line from x to x + length that stands for a round number of kilometres."""

    x: float
    y: float
    length: float
    km: float


@dataclass(frozen=True, slots=True)
class DotMap:
    """All that a template draws; the dots go from north to south, as the keyboard goes through them."""

    width: float
    height: float
    dots: tuple[Dot, ...]
    scale: ScaleBar
    origin: tuple[float, float] | None = None

    @property
    def view_box(self) -> str:
        """The attribute of the svg element."""
        return f"0 0 {self.width:g} {self.height:g}"


def draw(points: Sequence[Point], origin: tuple[float, float] | None = None) -> DotMap | None:
    """The map of these points; None without any. `origin` is latitude and longitude of who looks."""
    if not points:
        return None
    spots = [(point.lat, point.lon) for point in points]
    plane = _Plane.around([*spots, origin] if origin else spots)
    placed = [_Heap.of(point, *plane.place(point.lat, point.lon)) for point in points]
    heaps = sorted(_apart(placed), key=lambda heap: (heap.y, heap.x))
    bare = [Dot(round(heap.x, 1), round(heap.y, 1), round(heap.r, 1), _sorted(heap)) for heap in heaps]
    dots = tuple(_labelled(bare))
    height, scale = round(plane.height, 1), _scale_bar(plane)
    if origin is None:
        return DotMap(WIDTH, height, dots, scale)
    x, y = plane.place(*origin)
    return DotMap(WIDTH, height, dots, scale, (round(x, 1), round(y, 1)))


@dataclass(frozen=True, slots=True)
class _Plane:
    """Equirectangular around the middle of what is shown."""

    lat: float
    lon: float
    per_km: float
    height: float

    @classmethod
    def around(cls, spots: Iterable[tuple[float, float]]) -> _Plane:
        lats, lons = zip(*spots, strict=True)
        lat, lon = (min(lats) + max(lats)) / 2, (min(lons) + max(lons)) / 2
        wide = max((max(lons) - min(lons)) * KM_PER_DEGREE * cos(radians(lat)), SMALLEST_KM)
        high = (max(lats) - min(lats)) * KM_PER_DEGREE
        room = WIDTH - 2 * MARGIN
        per_km = room / wide
        height = min(max(high * per_km + 2 * MARGIN + FOOT, LOWEST), HIGHEST)
        if high:
            per_km = min(per_km, (height - 2 * MARGIN - FOOT) / high)
        return cls(lat, lon, per_km, height)

    def place(self, lat: float, lon: float) -> tuple[float, float]:
        east = (lon - self.lon) * KM_PER_DEGREE * cos(radians(self.lat))
        south = (self.lat - lat) * KM_PER_DEGREE
        return WIDTH / 2 + east * self.per_km, (self.height - FOOT) / 2 + south * self.per_km


@dataclass(frozen=True, slots=True)
class _Heap:
    """Points drawn as one dot, in their middle."""

    x: float
    y: float
    points: tuple[Point, ...]

    @classmethod
    def of(cls, point: Point, x: float, y: float) -> _Heap:
        return cls(x, y, (point,))

    @property
    def r(self) -> float:
        return min(DOT * sqrt(1 + (len(self.points) - 1) * 0.5), LARGEST_DOT)

    def overlaps(self, other: _Heap) -> bool:
        return dist((self.x, self.y), (other.x, other.y)) < self.r + other.r + GAP

    def with_(self, other: _Heap) -> _Heap:
        mine, theirs = len(self.points), len(other.points)
        x = (self.x * mine + other.x * theirs) / (mine + theirs)
        y = (self.y * mine + other.y * theirs) / (mine + theirs)
        return _Heap(x, y, self.points + other.points)


def _sorted(heap: _Heap) -> tuple[Point, ...]:
    return tuple(sorted(heap.points, key=lambda point: (point.label, point.url)))


CELL = 2 * LARGEST_DOT + GAP
"""Dots further apart than this never overlap."""


def _apart(heaps: list[_Heap]) -> list[_Heap]:
    """The heaps, joined until none overlaps another. Every round leaves fewer, so it ends."""
    while True:
        joined = _join(sorted(heaps, key=lambda heap: (heap.y, heap.x, _sorted(heap)[0].label)))
        if len(joined) == len(heaps):
            return joined
        heaps = joined


def _join(heaps: list[_Heap]) -> list[_Heap]:
    """One round: each heap goes into the nearest earlier one that it overlaps."""
    cells: dict[tuple[int, int], list[_Heap]] = {}
    for heap in heaps:
        column, row = _cell(heap)
        near = [
            (dist((heap.x, heap.y), (other.x, other.y)), place, number)
            for place in ((column + i, row + j) for i in (-1, 0, 1) for j in (-1, 0, 1))
            for number, other in enumerate(cells.get(place, ()))
            if heap.overlaps(other)
        ]
        if near:
            _, place, number = min(near)
            grown = cells[place].pop(number).with_(heap)
        else:
            grown = heap
        cells.setdefault(_cell(grown), []).append(grown)
    return [heap for found in cells.values() for heap in found]


def _cell(heap: _Heap) -> tuple[int, int]:
    return int(heap.x // CELL), int(heap.y // CELL)


def _labelled(dots: list[Dot]) -> list[Dot]:
    """The dots with a side where their label covers no dot and no other label; the fullest choose first."""
    taken = [(dot.x - dot.r, dot.y - dot.r, dot.x + dot.r, dot.y + dot.r) for dot in dots]
    sides = [""] * len(dots)
    for number, dot in sorted(enumerate(dots), key=lambda pair: (-pair[1].count, pair[0])):
        for side in SIDES if dot.label else ():
            box = _label_box(replace(dot, side=side))
            if min(box) >= 0 and box[2] <= WIDTH and not any(_cross(box, other) for other in taken):
                sides[number] = side
                taken.append(box)
                break
    return [replace(dot, side=side) for dot, side in zip(dots, sides, strict=True)]


def _label_box(dot: Dot) -> tuple[float, float, float, float]:
    """Left, top, right and bottom of a label, with room for the count behind it."""
    wide = LETTER * (len(dot.label) + (len(f" ({dot.count})") if dot.count > 1 else 0))
    left = dot.label_x - wide * {"start": 0, "middle": 0.5, "end": 1}[dot.anchor]
    return (left, dot.label_y - LINE / 2, left + wide, dot.label_y + LINE / 2)


def _cross(one: tuple[float, float, float, float], other: tuple[float, float, float, float]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _scale_bar(plane: _Plane) -> ScaleBar:
    """The longest round length (1, 2 or 5 times a power of ten) that leaves the map its room."""
    most = WIDTH * BAR_SHARE / plane.per_km
    power = 10.0 ** int(log10(most) // 1)
    km = max(step * power for step in (1, 2, 5) if step * power <= most)
    return ScaleBar(MARGIN, round(plane.height - FOOT / 2, 1), round(km * plane.per_km, 1), km)
