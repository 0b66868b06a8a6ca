"""Poster, slips and referral sheet: one page each, the phone large, nothing about anybody."""

from __future__ import annotations

import re

import pypdfium2
import pytest
import segno

from portal.printing.drawings import code, ring
from portal.printing.poster import poster, tear_off
from portal.printing.referral import referral
from portal.rings import ring_dots
from tests.printing.helpers import HOSTILE, NETWORK, beyond_the_edge, flat, group, hostile, pages, reader
from tests.public_groups import TODAY

SEARCH = "https://zuidoost.zelfhulp.example/groups?theme=rouw&place=helmond"
POINT_OF_TWO_METRES = 20


def sizes(pdf: bytes) -> dict[str, float]:
    """The size in points of the letters of each line of text that was set in one size."""
    found: dict[str, float] = {}
    for page in reader(pdf).pages:
        page.extract_text(
            visitor_text=lambda text, cm, tm, font, size: found.setdefault(
                flat(text.replace("\u200b", "")), abs(size * tm[3] * cm[3]) or abs(size * tm[1] * cm[0])
            )
        )
    return found


@pytest.mark.parametrize("make", [poster, tear_off])
def test_one_page_with_what_somebody_needs(make: object) -> None:
    pdf = make(NETWORK, group(7), locale="en", today=TODAY)  # type: ignore[operator]
    (text,) = pages(pdf)
    for said in (
        "Groep 007",
        "elke tweede dinsdag",
        "De Huiskamer",
        "040-000 1007",
        "checked on 8 October 2026",
    ):
        assert said in flat(text)
    assert "Thinking of suicide? Call 113" in flat(text)
    root = reader(pdf).trailer["/Root"]
    assert root["/StructTreeRoot"]
    assert root["/Lang"] == "en"
    assert reader(pdf).metadata.title == "Groep 007"


def test_a_poster_can_be_read_from_two_metres() -> None:
    set_in = sizes(poster(NETWORK, group(7), locale="en", today=TODAY))
    large = " ".join(text for text, size in set_in.items() if size >= POINT_OF_TWO_METRES)
    for said in ("Groep 007", "elke tweede dinsdag van de maand", "De Huiskamer", "040-000 1007"):
        assert said in large.replace("\u00a0", " ")


def test_nine_slips_with_name_when_and_phone() -> None:
    text = flat(pages(tear_off(NETWORK, group(7), locale="en", today=TODAY))[0])
    for said in ("Groep 007", "elke tweede dinsdag", "040-000 1007"):
        assert text.count(said) == 10
    assert text.count("checked on") == 1


def test_a_slip_has_another_way_when_there_is_no_phone() -> None:
    text = flat(pages(tear_off(NETWORK, group(7, phone="", website=""), locale="en", today=TODAY))[0])
    assert text.count("groep@groepen.example") == 10


@pytest.mark.parametrize("make", [poster, tear_off])
@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_words_stay_on_one_page(make: object, text: str) -> None:
    pdf = make(NETWORK, hostile(1, text), locale="de", today=TODAY)  # type: ignore[operator]
    assert len(pages(pdf)) == 1
    assert beyond_the_edge(pdf) == []


def test_the_same_input_gives_the_same_bytes() -> None:
    for make in (poster, tear_off):
        once, again = (make(NETWORK, group(7), locale="nl", today=TODAY) for _ in range(2))
        assert once == again


def asked(count: int, *, more: int = 0) -> str:
    near = [(group(number), 0.4 + number) for number in range(1, count + 1)]
    pdf = referral(NETWORK, "Rouw", "Helmond", near, more=more, search_url=SEARCH, locale="en", today=TODAY)
    (text,) = pages(pdf)
    assert beyond_the_edge(pdf) == []
    return flat(text)


def test_a_referral_sheet_has_the_nearest_first() -> None:
    text = asked(3)
    assert "Rouw: groups near Helmond" in text
    assert "You get in touch yourself; nobody signs you up." in text
    names = re.findall(r"Groep \d{3}", text)
    assert names == ["Groep 001", "Groep 002", "Groep 003"]
    for said in (
        "1 km",
        "2 km",
        "3 km",
        "040-000 1002",
        "checked on 3 October 2026",
    ):
        assert said in text
    assert SEARCH.removeprefix("https://") in text.replace(" ", "")
    assert "behind the code" not in text


@pytest.mark.parametrize(("count", "more"), [(3, 2), (9, 0), (30, 4)])
def test_what_does_not_fit_is_counted(count: int, more: int) -> None:
    text = asked(count, more=more)
    shown = len(re.findall(r"Groep \d{3}", text))
    assert shown >= min(count, 5)
    assert f"{count - shown + more} more groups are on the page behind the code." in text


def test_one_more_is_said_in_the_singular() -> None:
    assert "1 more group is on the page behind the code." in asked(2, more=1)


def test_without_groups_the_network_is_named() -> None:
    text = asked(0)
    assert "We know no group for this nearby." in text
    assert NETWORK.phone in text


def test_there_is_no_room_for_somebodys_name() -> None:
    pdf = referral(NETWORK, "Rouw", "Helmond", [], more=0, search_url=SEARCH, locale="nl", today=TODAY)
    assert "/AcroForm" not in reader(pdf).trailer["/Root"]
    assert not re.search(r"cli[eë]nt|pati[eë]nt|_{3,}|\.{5,}", flat("".join(pages(pdf))), re.IGNORECASE)


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_a_hostile_referral_stays_on_one_page(text: str) -> None:
    near = [(hostile(number, text), None) for number in range(1, 4)]
    pdf = referral(NETWORK, text, text, near, more=0, search_url=SEARCH, locale="de", today=TODAY)
    assert len(pages(pdf)) == 1
    assert beyond_the_edge(pdf) == []


def test_a_code_is_drawn_as_it_was_made() -> None:
    drawing = code(SEARCH)
    border, dark, x, y = 2, set(), 0.0, 0.0
    for command, first, second in re.findall(
        r"([Mmh])(-?[\d.]+)(?:[ ,]?(-?[\d.]+))?", drawing.split(' d="')[1]
    ):
        if command == "M":
            x, y = float(first), float(second)
        elif command == "m":
            x, y = x + float(first), y + float(second)
        else:
            dark |= {(int(x) + step, int(y)) for step in range(int(first))}
            x += float(first)
    matrix = segno.make(SEARCH, error="l", micro=False).matrix
    assert dark == {
        (x + border, y + border) for y, row in enumerate(matrix) for x, module in enumerate(row) if module & 1
    }


def test_the_ring_is_that_of_the_page_with_an_open_chair() -> None:
    drawing, dots = ring("rouwgroep"), ring_dots("rouwgroep")
    assert dots.taken in drawing
    assert f'cx="{dots.free_x}"' in drawing
    assert 'fill="none"' in drawing


def test_black_on_white_is_all_there_is() -> None:
    for make in (poster, tear_off):
        page = pypdfium2.PdfDocument(make(NETWORK, group(7), locale="nl", today=TODAY))[0]
        picture = page.render(scale=0.5, rev_byteorder=True)
        buffer, channels = bytes(picture.buffer), picture.n_channels
        colours = {buffer[at : at + 3] for at in range(0, len(buffer) - 2, channels)}
        assert all(max(colour) - min(colour) <= 2 for colour in colours)
