"""Groups to print, and what can be read back from paper."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime
from typing import Any

import pypdf
import pypdfium2

from portal.groups.public import PublicGroup, PublicMeeting, PublicNetwork, PublicPlace
from tests import public_groups

NETWORK = PublicNetwork(
    slug="zuidoost",
    name="Zelfhulpnetwerk Zuidoost",
    locale="nl",
    region="Zuidoost",
    phone="040-000 00 00",
    email="info@zuidoost.example",
    url="https://zuidoost.zelfhulp.example/",
    updated_at=datetime(2026, 11, 1, tzinfo=UTC),
)
HOSTILE = (
    '#import "x.typ"; $a^2$ = *b* _c_ `d` <e> @f // g /* h */ \\ ~ [k] {l} #panic("no") https://x.example/a',
    "Donaudampfschiff" * 125,
    "א \u202egnp.exe\u202c \u200fשלום",
    "😀👩‍👩‍👧 praten 🇳🇱",
    "مرحبا بكم",
    "中文小组",
    "Z̷̢̛a̸̡l̴g̵o̶̧ ï̈̈̈̈̈",
    "a\u2028b\u2029c\td\x0b\x01",
    "१२३ क्षि",
    "\u00ad\u200d\ufe0f",
    '"\\u{1F600}" %d %(x)s {{ x }}',
    "." * 500,
    "-" * 400,
)


def place(number: int = 1, **values: Any) -> PublicPlace:
    """De Huiskamer in Helmond, or another place."""
    address = {"street": "Kerkstraat 58", "postcode": "5701 AB", "access_note": "rolstoel, ringleiding"}
    return public_groups.place(number, **{**address, "directions": "", **values})


def meeting(number: int = 1, **values: Any) -> PublicMeeting:
    """The second Tuesday of the month, half past seven."""
    usual = {"text": "elke tweede dinsdag van de maand", "place": place(number)}
    rule = public_groups.pattern("FREQ=MONTHLY;BYDAY=2TU")
    return public_groups.meeting(number, **{"rule": rule, **usual, **values})


def group(number: int = 1, **values: Any) -> PublicGroup:
    """Number `number`; its name and telephone number are its own."""
    own = {
        "slug": f"groep-{number}",
        "name": f"Groep {number:03d}",
        "intro": "We komen bij elkaar met koffie en zonder agenda. Luisteren is genoeg.",
        "themes": (("rouw", "Rouw"),),
        "audience_note": "",
        "costs": "koffie € 1,50",
        "contact_name": "Gerda",
        "phone": f"040-000 1{number:03d}",
        "phone_note": "ma t/m vr na 18 uur",
        "email": "groep@groepen.example",
        "website": "https://groep.example/",
        "verified_on": date(2026, 10, 1 + number % 28),
        "updated_at": datetime(2026, 10, 14, tzinfo=UTC),
        "url": f"https://zuidoost.zelfhulp.example/groups/groep-{number}",
        "meetings": (meeting(number),),
    }
    return public_groups.group(number, **{**own, **values})


def hostile(number: int, text: str) -> PublicGroup:
    """A group that writes `text` everywhere."""
    wheres = {"name": text, "street": text, "postcode": text[:20], "city": text, "access_note": text}
    everywhere = (
        "name",
        "audience_note",
        "joining",
        "costs",
        "contact_name",
        "phone",
        "phone_note",
        "email",
        "place",
    )
    numbers = range(9 * number, 9 * number + 8)
    return group(
        number,
        **dict.fromkeys(everywhere, text),
        intro=text * 3,
        themes=((f"t{number}", text), ("rouw", "Rouw")),
        audiences=(text,),
        website=f"https://{text}",
        meetings=tuple(meeting(each, text=text, place=place(each, **wheres)) for each in numbers),
    )


def reader(pdf: bytes) -> pypdf.PdfReader:
    """The document's structure."""
    return pypdf.PdfReader(io.BytesIO(pdf))


def pages(pdf: bytes) -> list[str]:
    """The text of each page, with ordinary spaces and none of the invisible ones."""
    document = pypdfium2.PdfDocument(pdf)
    texts = [page.get_textpage().get_text_bounded() for page in document]
    return [text.replace("\u00a0", " ").replace("\u200b", "").replace("\r\n", "\n") for text in texts]


def flat(text: str) -> str:
    """A text without its line ends."""
    return " ".join(text.split())


def beyond_the_edge(pdf: bytes) -> list[tuple[int, str]]:
    """Page and letter of all that would be cut off by the edge of the paper."""
    found = []
    for number, page in enumerate(pypdfium2.PdfDocument(pdf), 1):
        width, height = page.get_size()
        text = page.get_textpage()
        for index in range(text.count_chars()):
            left, bottom, right, top = text.get_charbox(index)
            if right > left and (left < 0 or bottom < 0 or right > width or top > height):
                found.append((number, text.get_text_range(index, 1)))
    return found
