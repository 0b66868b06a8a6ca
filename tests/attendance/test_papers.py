"""The list for the door: first names and a box, signatures only when asked."""

from __future__ import annotations

import io

import pypdf
import pytest

from portal.attendance.papers import called
from tests.attendance.helpers import FIRST, come
from tests.cast import IDS
from tests.world import World

LIST = f"/trainings/sessions/{FIRST}/list.pdf"


@pytest.mark.parametrize(
    ("names", "short"),
    [
        (["Anna de Vries", "Bo"], ["Anna", "Bo"]),
        (["Anna de Vries", "anna Bakker"], ["Anna V.", "anna B."]),
        (["Anna Vos", "Anna Visser"], ["Anna Vos", "Anna Visser"]),
        (["Anna", "Anna"], ["Anna", "Anna"]),
    ],
)
def test_first_names_unless_two_are_called_the_same(names: list[str], short: list[str]) -> None:
    assert called(names) == short


def test_the_list_has_names_and_boxes_and_room_to_sign_only_when_asked(course: World) -> None:
    come(course, "anna", name="Anna de Vries"), come(course, "cas", state="cancelled", name="Cas")
    ben = course.as_(IDS["ben"])
    texts = []
    for path in (LIST, f"{LIST}?signatures=1"):
        answer = ben.get(path)
        pdf = pypdf.PdfReader(io.BytesIO(answer.data))
        assert answer.status_code == 200 and pdf.trailer["/Root"]["/MarkInfo"]["/Marked"]
        texts.append(pdf.pages[0].extract_text())
    plain, signed = texts
    assert "Anna" in plain and "Vries" not in plain and "Cas" not in plain and "@" not in plain
    assert "Handtekening" not in plain and "Handtekening" in signed
    assert course.as_(IDS["cem"]).get(LIST).status_code == 403
