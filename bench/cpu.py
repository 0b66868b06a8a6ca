"""CPU seconds and memory of running processes, from /proc by way of psutil."""

from __future__ import annotations

import contextlib

import psutil


def family(pid: int) -> list[psutil.Process]:
    """The process and all its descendants."""
    parent = psutil.Process(pid)
    return [parent, *parent.children(recursive=True)]


def cpu_seconds(pid: int) -> float:
    """What the process and its descendants, those that ended included, have used so far."""
    total = 0.0
    for process in family(pid):
        with contextlib.suppress(psutil.NoSuchProcess):
            times = process.cpu_times()
            total += times.user + times.system
            if process.pid == pid:
                total += times.children_user + times.children_system
    return total


def memory_mb(process: psutil.Process) -> float:
    """Its own memory and its share of what it shares, in MB."""
    return process.memory_full_info().pss / 1e6
