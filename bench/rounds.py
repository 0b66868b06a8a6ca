"""Measuring sides in turn, in small portions, so that what disturbs the machine disturbs all of them."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from random import Random
from statistics import median, quantiles
from typing import TypeVar

Sample = TypeVar("Sample")


def alternate(
    sides: Mapping[str, Callable[[], Sample]], rounds: int, *, warm_up: int = 1, seconds: float = 60
) -> dict[str, list[Sample]]:
    """Every side once per round, in an order drawn anew: whoever always follows the same side would
    find the caches as that side leaves them. Warm-up rounds are forgotten. On a slow machine there
    are fewer rounds: after `seconds` it is enough.
    """
    enough = time.monotonic() + seconds
    names, order = list(sides), Random(1)
    samples: dict[str, list[Sample]] = {name: [] for name in names}
    for number in range(warm_up + rounds):
        if number > warm_up + 1 and time.monotonic() > enough:
            break
        order.shuffle(names)
        for name in names:
            sample = sides[name]()
            if number >= warm_up:
                samples[name].append(sample)
    return samples


BLOCKS = 20
"""At most so many independent comparisons are made out of the rounds of one measurement."""


@dataclass(frozen=True)
class Ratio:
    """One side divided by the other: the median over blocks of rounds, and the quartiles of the blocks."""

    median: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.median:.2f} ({self.low:.2f} to {self.high:.2f})"


def ratio(over: list[float], under: list[float]) -> Ratio:
    """Compare two sides block by block, medians within a block: neighbours in time met the same machine."""
    size = -(-len(over) // BLOCKS)
    blocks = [slice(start, start + size) for start in range(0, len(over), size)]
    found = [median(over[block]) / median(under[block]) for block in blocks]
    low, _, high = quantiles(found, n=4, method="inclusive") if len(found) > 1 else found * 3
    return Ratio(median(found), low, high)


def percentile(values: list[float], share: float) -> float:
    """The value that `share` (0 to 1) of the values stay under."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]
