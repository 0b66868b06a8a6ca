"""Which fault explains which double: each has one of its own, or it is nobody's and the run has failed.

A double is a mail that the mail server took again. Three things can explain that it was handed over once
more: its own line broke before the answer; the process that handed it over was killed before it could write
down that it was taken; the database was away at that moment.
"""

from __future__ import annotations

import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

IN_DOUBT = 5.0
"""Longest time in seconds between taking a mail and its mark in the database, on a machine that is busy."""
tick = time.monotonic


@dataclass(eq=False)
class Take:
    """One mail that the mail server wrote down, when, and from which process it came."""

    number: int
    message_id: str
    to: str
    at: float
    pid: int | None
    how: str = "not heard"
    """Whether the answer went out: answered, line broken, no answer; not heard: the other side had gone."""
    fault: int = -1
    """Number of the fault that broke the line of this very mail."""


@dataclass
class Fault:
    """Something that was done to the run, from when until when, and to which process."""

    number: int
    kind: str
    sort: str
    """line, kill, database, or other: cannot make doubles."""
    at: float
    until: float
    pid: int | None = None
    """Whom it struck; None: everybody."""
    acted: int = 1
    """How many mails it struck, where it strikes mails."""


class Double(NamedTuple):
    """A mail was taken, and taken again."""

    first: Take
    again: Take


Causes = Sequence[tuple[Double, Fault | None]]


def doubles(takes: Iterable[Take]) -> list[Double]:
    """Every time that a mail came which had come already."""
    of_mail: dict[str, list[Take]] = defaultdict(list)
    for take in takes:
        of_mail[take.message_id].append(take)
    pairs = [Double(*two) for same in of_mail.values() for two in pairwise(same)]
    return sorted(pairs, key=lambda pair: pair.again.number)


def explained(takes: Sequence[Take], faults: Sequence[Fault]) -> Causes:
    """Each double with the one fault that explains it; a fault is used up by what it explains.

    A broken line is used up by its mail, a kill by one mail, a database that went away by one mail of each
    process. What is certain goes first: whose line broke needs no other reason.
    """
    used: set[tuple[int, int]] = set()
    causes: dict[Double, Fault] = {}
    for cause in (_line, _kill, _database):
        for double in doubles(takes):
            for fault in faults:
                slot = None if double in causes else cause(fault, double, takes)
                if slot and slot not in used:
                    used.add(slot)
                    causes[double] = fault
    return [(double, causes.get(double)) for double in doubles(takes)]


def at_most(faults: Iterable[Fault], processes: int) -> int:
    """How many doubles these faults can explain."""
    all_of_it = 0
    for fault in faults:
        one_each = {"line": fault.acted, "kill": 1, "database": 1 if fault.pid else processes, "other": 0}
        all_of_it += one_each[fault.sort]
    return all_of_it


def _line(fault: Fault, double: Double, _takes: Sequence[Take]) -> tuple[int, int] | None:
    """The line of this very mail was broken by it."""
    return (fault.number, double.first.number) if double.first.fault == fault.number else None


def _kill(fault: Fault, double: Double, takes: Sequence[Take]) -> tuple[int, int] | None:
    """It killed the process which handed the mail over, and this was the last that it handed over.

    A mail that came again before the kill was let go of for another reason.
    """
    first = double.first
    its_own = fault.sort == "kill" and fault.pid == first.pid and 0 <= fault.at - first.at <= IN_DOUBT
    its_own = its_own and fault.at <= double.again.at
    return (fault.number, 0) if its_own and not _others(takes, first, first.at, fault.at) else None


def _database(fault: Fault, double: Double, takes: Sequence[Take]) -> tuple[int, int] | None:
    """The database went when one of the two was being handed over.

    Of what its process handed over that was the last until the database was back, or the first since it went.
    """
    if fault.sort != "database" or double.first.at < fault.at - IN_DOUBT:
        return None
    for take in double:
        mine = fault.pid in (None, take.pid) and take.at <= fault.until + IN_DOUBT
        between = (take.at, fault.until) if take.at <= fault.until else (fault.at, take.at)
        if mine and not _others(takes, take, *between):
            return fault.number, take.pid or 0
    return None


def _others(takes: Sequence[Take], one: Take, since: float, until: float) -> bool:
    """Whether the same process handed over another mail in this time."""
    return any(take.pid == one.pid and take is not one and since <= take.at <= until for take in takes)


def report(takes: Sequence[Take], faults: Sequence[Fault], causes: Causes, began: float) -> str:
    """The run in figures, and its doubles one by one."""
    times, made = Counter(one.kind for one in faults), Counter(one.kind for _double, one in causes if one)
    different, nobodys = len({take.message_id for take in takes}), len(causes) - made.total()
    lines = [
        f"{different} mails, {len(takes)} times taken, {len(causes)} doubles, {nobodys} without a cause",
        f"{len(faults)} faults in {tick() - began:.0f} s",
        f"{'fault':<50} {'times':>6} {'doubles':>8}",
        *(f"{kind:<50} {number:6} {made[kind]:8}" for kind, number in sorted(times.items())),
        f"{'mail':<14} {'taken':>8} {'by':>7} {'answer':<12} {'again':>8} {'by':>7}  cause",
    ]
    for (first, again), cause in causes:
        why = f"{cause.kind} (fault {cause.number}, {cause.at - began:.2f})" if cause else "NOBODY'S"
        lines.append(
            f"{first.message_id[1:13]:<14} {first.at - began:8.2f} {first.pid!s:>7} {first.how:<12}"
            f" {again.at - began:8.2f} {again.pid!s:>7}  {why}"
        )
    return "\n".join(lines) + "\n"
