"""The ring of dots that stands for a group: a circle of chairs, one of them free.

Drawn from a hash of the slug, so that it is always the same and says nothing about the theme.
"""

from functools import lru_cache
from hashlib import blake2b
from math import cos, pi, sin
from typing import NamedTuple

BOX = 44
CENTRE = BOX / 2
RADIUS = 15.8
FEWEST, MOST = 7, 11


class Ring(NamedTuple):
    """An SVG path whose round line caps are the taken chairs, and the centre of the free one.

    Each line of the path is a hundredth of a unit long: some browsers draw no cap on a line without length.
    """

    taken: str
    free_x: str
    free_y: str


@lru_cache(maxsize=4096)
def ring_dots(slug: str) -> Ring:
    """The drawing for `slug`, in units of a 44 by 44 box."""
    digest = blake2b(slug.encode("utf-8", "replace"), digest_size=2).digest()
    count = FEWEST + digest[0] % (MOST - FEWEST + 1)
    free = digest[1] % count
    seats = [_seat(number, count) for number in range(count)]
    taken = "".join(f"M{x} {y}h.01" for number, (x, y) in enumerate(seats) if number != free)
    return Ring(taken, *seats[free])


def _seat(number: int, count: int) -> tuple[str, str]:
    """Where chair `number` of `count` stands, clockwise from the top."""
    angle = 2 * pi * number / count
    return f"{CENTRE + RADIUS * sin(angle):.1f}", f"{CENTRE - RADIUS * cos(angle):.1f}"
