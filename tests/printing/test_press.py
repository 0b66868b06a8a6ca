"""The press keeps nothing and reads nothing but its drawings."""

from __future__ import annotations

import psutil
import pytest

from portal import press as machine
from portal.printing.booklet import booklet
from tests.printing.helpers import NETWORK, group
from tests.public_groups import TODAY


def growth(monkeypatch: pytest.MonkeyPatch, *, forgetting: bool) -> float:
    """MB by which this process grows over four booklets, after one to warm up."""
    if not forgetting:
        monkeypatch.setattr(machine, "forget", lambda: None)
    process = psutil.Process()
    for number in range(5):
        if number == 1:
            before = process.memory_info().rss
        groups = [group(each, costs=f"{forgetting}{number}") for each in range(80)]
        booklet(NETWORK, groups, locale="en", today=TODAY.replace(day=1 + number))
    return (process.memory_info().rss - before) / 1e6


def test_printing_does_not_fill_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    kept = growth(monkeypatch, forgetting=True)
    control = growth(monkeypatch, forgetting=False)
    assert kept < 60 < control


def test_drawings_hold_no_words_and_reach_for_nothing() -> None:
    for drawing in machine.TEMPLATES.glob("*.typ"):
        text = drawing.read_text(encoding="utf-8")
        assert "@preview" not in text
        assert "eval(" not in text
