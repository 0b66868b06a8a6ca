"""The code itself: easy to read, hard to guess, bound to network, browser and our key."""

from __future__ import annotations

import pytest
from flask import g

from portal.accounts import codes
from tests.world import World


def test_a_code_has_no_letters_or_digits_that_look_alike() -> None:
    for alike in ("0OQ", "1IL", "5S", "8B", "2Z", "UV"):
        assert len(set(alike) & set(codes.ALPHABET)) <= 1, alike
    assert not set("AEIOU") & set(codes.ALPHABET), "no words"
    assert len(codes.ALPHABET) ** codes.LENGTH > 2**36
    assert len({codes.new_code() for _ in range(1_000)}) == 1_000


@pytest.mark.parametrize(
    "typed", ["KMPT-4F7C", "kmpt 4f7c", " kmpt4f7c\t", "k m p t – 4 f 7 c", "ＫＭＰＴ‑４Ｆ７Ｃ"]
)
def test_a_code_is_understood_however_it_was_pasted(typed: str) -> None:
    assert codes.as_typed(typed) == "KMPT4F7C"


def test_the_stored_hash_is_of_one_network_one_browser_and_one_code(alpha: World, beta: World) -> None:
    hashes = set()
    for world in (alpha, beta):
        with world.app.app_context():
            g.network = world.network
            for browser in ("one", "two"):
                hashes |= {codes.keyed_hash(code, browser) for code in ("KMPT4F7C", "KMPT4F7D")}
    assert len(hashes) == 8
