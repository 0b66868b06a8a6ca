"""The labelled questions, who finds what, and what it costs."""

from __future__ import annotations

import csv
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

import pytest

from portal.groups.texts import fold, words
from portal.knowledge import indexing
from portal.knowledge.similar import Reader, similar
from portal.knowledge.synonyms import lexicon
from tests.world import World

PAIRS = Path(__file__).parent / "data" / "question_pairs.csv"
TRUE_PAIRS, NEAR_MISSES = 0.85, 0.10
IN_THE_FIRST = 3
_SPACE = UUID("5f0c7e2e-2f0b-4a59-8a0e-3f6f6b3c7d11")
NETWORK = Reader(("public", "network"))


@dataclass(frozen=True)
class Score:
    """Shares of true pairs among the first three, and of near misses that came first."""

    found: float
    fooled: float


def _pairs(part: str = "") -> list[dict[str, str]]:
    with PAIRS.open(encoding="utf-8", newline="") as lines:
        return [row for row in csv.DictReader(lines) if part in ("", row["part"])]


def _id(title: str) -> UUID:
    return uuid5(_SPACE, title)


def _put_all(db: Any) -> list[str]:
    """Every known question of the whole set, of both parts: what is asked must be found among all of them."""
    titles = list(dict.fromkeys(row["known"] for row in _pairs()))
    for title in titles:
        indexing.put(
            db, kind="request", thing_id=_id(title), title=title, text="", category="geld", audience="network"
        )
    return titles


def _score(part: str, ask: Callable[[str], Sequence[UUID]]) -> Score:
    rows = _pairs(part)
    same = [row for row in rows if row["kind"] == "same"]
    near = [row for row in rows if row["kind"] == "near"]
    found = sum(_id(row["known"]) in ask(row["asked"])[:IN_THE_FIRST] for row in same)
    fooled = sum(_id(row["known"]) in ask(row["asked"])[:1] for row in near)
    return Score(found / len(same), fooled / len(near))


def test_the_set_is_large_enough_and_says_everything_once() -> None:
    rows = _pairs()
    asked = [row["asked"] for row in rows]
    assert len(asked) == len(set(asked)) >= 90
    for part in ("tune", "kept"):
        kinds = [row["kind"] for row in _pairs(part)]
        assert kinds.count("same") >= 30 and kinds.count("near") >= 18


@pytest.mark.parametrize("part", ["tune", "kept"])
def test_questions_with_the_same_meaning_are_found_and_near_misses_are_not(
    alpha: World, part: str, record_property: Callable[[str, object], None]
) -> None:
    with alpha.db() as db:
        _put_all(db)
        score = _score(part, lambda text: [one.thing_id for one in similar(db, text, may_see=NETWORK)])
    record_property(part, f"{score.found:.0%} of true pairs, {score.fooled:.0%} of near misses")
    assert score.found >= TRUE_PAIRS
    assert score.fooled <= NEAR_MISSES


@pytest.mark.parametrize("part", ["tune", "kept"])
def test_control_plain_substring_search_misses_them(part: str) -> None:
    """Ranks by how many of the words that were typed stand in a title, as a search by LIKE '%word%' does."""
    titles = list(dict.fromkeys(row["known"] for row in _pairs()))

    def ask(text: str) -> list[UUID]:
        said = [word for word in words(text) if word not in lexicon().ignored]
        counted = [(sum(word in fold(title) for word in said), title) for title in titles]
        return [_id(title) for number, title in sorted(counted, reverse=True) if number]

    score = _score(part, ask)
    assert score.found < TRUE_PAIRS
