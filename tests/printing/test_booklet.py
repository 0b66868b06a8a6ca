"""The booklet, read back: nothing missing, nothing out of place, whatever was written."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from portal.groups.public import PublicGroup
from portal.printing.booklet import booklet
from portal.printing.sheets import sheets, sides
from tests.printing.helpers import (
    HOSTILE,
    NETWORK,
    beyond_the_edge,
    flat,
    group,
    hostile,
    meeting,
    pages,
    place,
    reader,
)
from tests.public_groups import TODAY

TOWNS = ("Asten", "Best", "Deurne", "Helmond")
THEMES = (("rouw", "Rouw"), ("angst", "Angst en paniek"), ("alcohol", "Alcohol"))


def some(count: int) -> list[PublicGroup]:
    """Groups on three themes in four towns; every third has a second theme."""
    return [
        group(
            number,
            themes=(THEMES[number % 3], THEMES[(number + 1) % 3])
            if number % 3 == 0
            else (THEMES[number % 3],),
            place=TOWNS[number % 4],
            meetings=(meeting(number, place=place(number, city=TOWNS[number % 4])),),
        )
        for number in range(1, count + 1)
    ]


def printed(groups: list[PublicGroup], *, stitched: bool = False, locale: str = "en") -> bytes:
    return booklet(NETWORK, groups, locale=locale, today=TODAY, stitched=stitched)


@pytest.fixture(scope="module")
def forty() -> list[PublicGroup]:
    return some(40)


def test_every_group_is_described_once_with_all_it_says(forty: list[PublicGroup]) -> None:
    texts = [flat(text) for text in pages(printed(forty))]
    for each in forty:
        own = [text for text in texts if each.phone in text]
        assert len(own) == 1
        assert each.name in own[0]
        assert f"checked on {each.verified_on:%-d %B %Y}" in own[0]
    whole = " ".join(texts)
    for said in (
        "elke tweede dinsdag van de maand",
        "19:30 to 21:30",
        "De Huiskamer",
        "koffie € 1,50",
        "Gerda",
    ):
        assert whole.count(said) == 40


def test_the_indexes_lead_to_the_right_pages(forty: list[PublicGroup]) -> None:
    texts = pages(printed(forty))
    on = {each.name: next(n for n, text in enumerate(texts, 1) if each.phone in text) for each in forty}
    index = "\n".join(text for text in texts if not re.search(r"040-000 1\d\d\d", text))
    lines = re.findall(r"^(Groep \d{3})\s*(\d+)$", index, re.MULTILINE)
    wanted = sum(len(each.themes) for each in forty) + len(forty)
    assert len(lines) == wanted
    assert {(name, int(page)) for name, page in lines} == set(on.items())
    for name, page in re.findall(r"(Groep \d{3}), page (\d+)", flat(" ".join(texts))):
        assert on[name] == int(page)


def test_the_contents_lead_to_the_right_pages(forty: list[PublicGroup]) -> None:
    texts = pages(printed(forty, stitched=True))
    found = dict(re.findall(r"^(.+?)[ .]{8,}(\d+)$", texts[1], re.MULTILINE))
    heads = {"Groups by theme": "Alcohol", "By theme": "By theme", "By place": "By place"}
    for line, head in {**heads, "Somebody to talk to": "Somebody to talk to"}.items():
        assert head in texts[int(found[line]) - 1], line
    assert int(found["Somebody to talk to"]) == len(texts)


def test_the_last_page_has_somebody_to_talk_to() -> None:
    last = flat(pages(printed(some(3)))[-1])
    for said in (
        "040-000 00 00",
        "info@zuidoost.example",
        "Thinking of suicide? Call 113 or 0800-0113",
        "3 groups",
    ):
        assert said in last
    german = replace(NETWORK, locale="de")
    assert "0800 111 0 111" in flat(pages(booklet(german, [], locale="en", today=TODAY))[-1])
    assert "1813" in flat(pages(booklet(NETWORK, [], locale="en", today=TODAY, country="BE"))[-1])


@pytest.mark.parametrize("count", [0, 1, 2, 5, 9, 14, 17, 20])
def test_a_stitched_booklet_can_be_folded(count: int) -> None:
    texts = pages(printed(some(count), stitched=True))
    assert len(texts) % 4 == 0
    assert "Somebody to talk to" in texts[-1]
    unpadded = len(pages(printed(some(count))))
    assert unpadded <= len(texts) < unpadded + 4


def test_without_groups_it_says_so() -> None:
    texts = pages(printed([]))
    assert len(texts) == 3
    assert "There are no groups in this booklet yet" in flat(texts[1])
    assert "By place" not in "".join(texts)


@pytest.mark.parametrize("locale", ["nl", "en", "de"])
def test_screen_readers_find_their_way(locale: str) -> None:
    document = reader(printed(some(2), locale=locale))
    root = document.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/StructTreeRoot"]["/K"]
    assert str(root["/Lang"]).startswith(locale)
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert NETWORK.name in document.metadata.title
    assert b"pdfuaid" in root["/Metadata"].get_data()
    assert [str(entry.title) for entry in document.outline if not isinstance(entry, list)][-1]


def test_only_typefaces_of_the_package_are_used() -> None:
    names = set()
    for page in reader(printed(some(2))).pages:
        for font in page["/Resources"].get("/Font", {}).values():
            names.add(str(font.get_object()["/BaseFont"]).split("+")[1])
    assert names
    assert all(name.startswith("LibertinusSerif") for name in names)


def test_the_same_groups_give_the_same_bytes(forty: list[PublicGroup]) -> None:
    assert printed(forty) == printed(forty[::-1])


def test_markup_of_the_typesetter_is_only_text() -> None:
    texts = flat(" ".join(pages(printed([hostile(1, HOSTILE[0])]))))
    assert '#import "x.typ"; $a^2$ = *b* _c_ `d` <e> @f // g /* h */ \\ ~ [k] {l} #panic("no")' in texts


def test_nothing_that_is_written_falls_off_the_paper() -> None:
    wild = [hostile(number, text) for number, text in enumerate(HOSTILE, 1)]
    pdf = printed(wild, stitched=True)
    assert beyond_the_edge(pdf) == []
    assert len(pages(pdf)) % 4 == 0


def test_a_letter_beyond_the_edge_is_seen() -> None:
    import typst

    pdf = typst.compile(b"#set page(width: 40mm, height: 40mm)\n#box(width: 90mm, align(right)[out])")
    assert beyond_the_edge(pdf)


def test_links_lead_where_they_say_and_nowhere_else() -> None:
    bad = group(2, website="javascript:alert(1)", email="x@y?bcc=z@q.example", phone="bel niet")
    targets = set()
    for page in reader(printed([group(1), bad])).pages:
        for note in page.get("/Annots", []):
            targets.add(str(note.get_object().get("/A", {}).get("/URI", "")))
    assert targets - {""} == {
        *("https://zuidoost.zelfhulp.example/", "tel:0400000000", "mailto:info@zuidoost.example"),
        *(
            "https://zuidoost.zelfhulp.example/groups/groep-1",
            "https://zuidoost.zelfhulp.example/groups/groep-2",
        ),
        *("https://groep.example/", "mailto:groep@groepen.example", "tel:0400001001"),
    }


def test_a_paused_group_says_until_when() -> None:
    paused = group(1, state="paused", paused_until=TODAY.replace(year=2027))
    assert "Paused until 22 November 2027" in flat("".join(pages(printed([paused]))))


def test_several_places_are_kept_apart() -> None:
    library = place(2, name="Bibliotheek", city="Deurne", access_note="lift")
    two = group(1, meetings=(meeting(1), meeting(2, text="elke vrijdag, 10.00 uur", place=library)))
    text = flat("".join(pages(printed([two]))))
    for said in ("elke vrijdag, 10.00 uur, Bibliotheek", "De Huiskamer: rolstoel", "Bibliotheek: lift"):
        assert said in text
    assert re.search(r"Deurne Groep 001 ?3", text)


def test_a_meeting_without_words_gets_a_sentence() -> None:
    silent = group(1, meetings=(meeting(1, text=""),))
    pdf = booklet(NETWORK, [silent], locale="en", today=TODAY, say=lambda _meeting: "every second Tuesday")
    assert "every second Tuesday" in flat("".join(pages(pdf)))


@pytest.mark.parametrize(
    ("count", "order"),
    [(4, [(4, 1), (2, 3)]), (8, [(8, 1), (2, 7), (6, 3), (4, 5)])],
)
def test_sheets_are_in_printing_order(count: int, order: list[tuple[int, int]]) -> None:
    assert sides(count) == order


def test_sheets_carry_all_pages_where_they_belong(forty: list[PublicGroup]) -> None:
    folded = printed(forty, stitched=True)
    texts, printing = pages(folded), pages(sheets(folded, NETWORK, locale="en", today=TODAY))
    assert len(printing) * 2 == len(texts)
    for (left, right), side in zip(sides(len(texts)), printing, strict=True):
        for phone in re.findall(r"040-000 1\d\d\d", texts[left - 1] + texts[right - 1]):
            assert phone in side
    size = reader(sheets(folded, NETWORK, locale="en", today=TODAY)).pages[0].mediabox
    assert (round(size.width), round(size.height)) == (842, 595)


def test_only_a_stitched_booklet_becomes_sheets() -> None:
    with pytest.raises(ValueError, match="cannot be folded"):
        sheets(printed([]), NETWORK, locale="en", today=TODAY)
