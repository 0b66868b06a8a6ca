"""What people write, as paper can carry it."""

from __future__ import annotations

import json
import re
import unicodedata

import pytest
import typst
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.letters import BREAK, MARKS, SCRIPTS, breakable, fit, printable, shorten, together
from portal.press import _fonts

FACES = (
    b'#set document(title: "letters")\n#set text(lang: "nl", font: "Libertinus Serif")\n= Letters\n'
    b"#for it in json(bytes(sys.inputs.d)) [#it #strong(it) #emph(it) #text(weight: 600, it) \\ ]"
)


def letters(ranges: str) -> list[str]:
    return [letter for number in range(32, 0xFFFF) if re.fullmatch(f"[{ranges}]", letter := chr(number))]


def set_in_type(texts: list[str]) -> bytes:
    """Raises when a letter is not in the typefaces."""
    return typst.compile(
        FACES,
        font_paths=_fonts(),
        ignore_system_fonts=True,
        pdf_standards="ua-1",
        sys_inputs={"d": json.dumps(texts)},
    )


def test_the_typefaces_have_every_letter_we_let_through() -> None:
    known = letters("".join(SCRIPTS))
    assert len(known) > 1_300
    set_in_type([" ".join(known), "".join(known)])


def test_accents_stand_on_every_latin_letter() -> None:
    marks, latin = letters(MARKS), letters("A-Za-zÀ-ɏḀ-ỿ")
    pairs = [unicodedata.normalize("NFC", letter + mark) for letter in latin for mark in marks]
    twos = [unicodedata.normalize("NFC", "a" + one + two) for one in marks for two in marks]
    set_in_type([" ".join(pairs), " ".join(twos)])


@pytest.mark.parametrize("letter", ["中", "😀", "\u0334l"])
def test_a_letter_they_lack_is_noticed(letter: str) -> None:
    with pytest.raises(typst.TypstError, match="could not be displayed"):
        set_in_type([f"l{letter}"])
    set_in_type([printable(f"l{letter}")])


@settings(max_examples=150, deadline=None)
@given(st.lists(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=60), max_size=8))
def test_whatever_people_write_can_be_set(texts: list[str]) -> None:
    set_in_type([fit(text, 50) for text in texts])


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        ("Één  groep\nin\tHelmond ", "Één groep in Helmond"),
        ("e\u0301e\u0301n", "één"),
        ("praten 🙂 helpt 👩‍👩‍👧", "praten helpt"),
        ("中文小组 Eindhoven", "□ Eindhoven"),
        ("ＦＵＬＬ 𝐁𝐨𝐥𝐝 ﬁjn", "FULL Bold fijn"),
        ("Ἀθῆναι", "Αθηναι"),
        ("a\u202eb\u202c\u200f\ufeffc", "abc"),
        ("x\u0300\u0301\u0302\u0303", "x\u0300\u0301"),
        ("\u0301los", "los"),
        ("#let $x$ *y*", "#let $x$ *y*"),
        ("\u00ad\u200d\ufe0f", ""),
    ],
)
def test_a_text_on_paper(written: str, printed: str) -> None:
    assert printable(written) == printed


@pytest.mark.parametrize(
    ("text", "most", "kept"),
    [
        ("Kort.", 10, "Kort."),
        ("Eerste zin. Tweede zin. Derde zin.", 25, "Eerste zin. Tweede zin."),
        ("Wie is er? Iedereen die wil.", 12, "Wie is er?"),
        ("We eten o.a. soep en brood samen met elkaar", 30, "We eten o.a. soep en brood…"),
        ("Om 19.30 uur begint het avondprogramma", 22, "Om 19.30 uur begint…"),
        ("Ja. En dan nog heel veel woorden achter elkaar", 30, "Ja. En dan nog heel veel…"),
        ("Donaudampfschifffahrt", 10, "Donaudamp…"),
    ],
)
def test_shortening_ends_with_a_sentence_or_a_word(text: str, most: int, kept: str) -> None:
    assert shorten(text, most) == kept
    assert len(kept) <= most


def test_only_long_words_get_places_to_break() -> None:
    address = "contactpersoon.rouwgroep@zelfhulpgroepen.example"
    broken = breakable(f"mail {address}")
    assert broken.replace(BREAK, "") == f"mail {address}"
    assert f"@{BREAK}" in broken
    assert breakable("zelfhulpgroep Zuidoost-Brabant") == "zelfhulpgroep Zuidoost-Brabant"
    assert max(map(len, breakable("-" * 400 + "x" * 400).split(BREAK))) <= 36


def test_short_numbers_stay_together() -> None:
    assert together(" 040-000 39 91 ") == "040-000\u00a039\u00a091"
    assert together("bel liever niet voor twaalf uur") == "bel liever niet voor twaalf uur"
