"""What is taken, what is refused, and that nothing of a file stays but what it shows."""

from __future__ import annotations

import io
import subprocess
import sys
import zipfile
from pathlib import Path

import pypdf
import pytest
from PIL import Image

from portal.attachments import checking
from portal.attachments.checking import Ready, UnusableFile, kind_of, prepare, safe_name
from portal.gate import Gate
from tests.attachments.making import CANARY, archive, huge, pdf, photo, picture, sent

HTML = b"<html><script>alert(1)</script>"


def refused(data: bytes, name: str = "foto.jpg", **how: bool) -> str:
    """The reason."""
    with pytest.raises(UnusableFile) as refusal:
        prepare([sent(data, name)], **how)
    return refusal.value.reason


def taken(data: bytes, name: str = "foto.jpg") -> Ready:
    """The one file, made anew."""
    (found,) = prepare([sent(data, name)])
    return found


@pytest.mark.parametrize(
    ("data", "media_type", "name"),
    [
        (picture(), "image/jpeg", "foto.jpg"),
        (picture("PNG"), "image/png", "foto.png"),
        (picture("PNG", mode="RGBA"), "image/png", "foto.png"),
        (picture("PNG", mode="I;16"), "image/png", "foto.png"),
        (picture("PNG", mode="1"), "image/png", "foto.png"),
        (picture("PNG", mode="P"), "image/png", "foto.png"),
        (picture(mode="CMYK"), "image/jpeg", "foto.jpg"),
        (picture(mode="L"), "image/jpeg", "foto.jpg"),
        (pdf(3), "application/pdf", "foto.pdf"),
    ],
)
def test_a_good_file_is_taken_as_what_it_is(data: bytes, media_type: str, name: str) -> None:
    found = taken(data, "foto.exe")
    assert (found.media_type, found.name) == (media_type, name)
    assert kind_of(found.data) in name.replace("jpg", "jpeg")


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b"GIF89a" + bytes(90), "kind"),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>", "kind"),
        (HTML, "kind"),
        (archive(), "kind"),
        (huge(), "pixels"),
        (picture()[:900], "damaged"),
        (b"\xff\xd8\xff" + bytes(900), "damaged"),
        (b"\x89PNG\r\n\x1a\n" + bytes(900), "damaged"),
        (b"%PDF-1.7\n" + bytes(900), "damaged"),
        (picture() + bytes(checking.LARGEST), "large"),
        (pdf(password="geheim"), "password"),
        (pdf(61), "pages"),
    ],
)
def test_what_is_too_much_or_no_such_file_is_refused(data: bytes, reason: str) -> None:
    assert refused(data) == reason


@pytest.mark.parametrize(
    "data",
    [
        picture() + archive(),
        picture("PNG") + archive(),
        pdf() + archive(),
        picture("JPEG", comment=b"%PDF-1.7 1 0 obj"),
        picture("JPEG", comment=HTML),
        b"%PDF-1.7\n" + HTML + pdf(),
        b"%PDF-1.7\n%GIF89a" + pdf(),
        b"x" * 20 + pdf(),
        b"GIF89a/*" + picture(),
    ],
)
def test_a_file_that_is_two_things_is_refused(data: bytes) -> None:
    assert refused(data) == "two"


def test_control_these_are_two_things_and_what_we_keep_would_be_one(monkeypatch: pytest.MonkeyPatch) -> None:
    both = picture() + archive()
    assert zipfile.is_zipfile(io.BytesIO(both)) and Image.open(io.BytesIO(both)).format == "JPEG"
    monkeypatch.setattr(checking, "_ends_as_archive", lambda _data: False)
    assert not zipfile.is_zipfile(io.BytesIO(taken(both).data))


def test_what_phones_put_behind_a_photo_is_no_reason_to_refuse_it() -> None:
    assert b"ftypmp42" not in taken(photo() + b"\0\0\0\x18ftypmp42" + bytes(5_000)).data


def test_nothing_of_a_photo_stays_but_what_it_shows() -> None:
    data = photo(turned=6)
    assert CANARY.encode() in data and dict(Image.open(io.BytesIO(data)).getexif())
    made = taken(data)
    again = Image.open(io.BytesIO(made.data))
    assert CANARY.encode() not in made.data and not dict(again.getexif()) and "exif" not in again.info
    assert (made.width, made.height) == again.size == (480, 640)
    assert again.convert("RGB").getpixel((470, 10)) > (150, 0, 0)  # it was held sideways: the corner moved


def test_a_picture_is_made_as_large_as_a_page_needs() -> None:
    made = taken(picture(size=(6_000, 3_000)))
    assert (made.width, made.height) == (2_000, 1_000)


def test_nothing_of_a_pdf_stays_but_its_pages() -> None:
    data = pdf(2, hostile=True)
    assert data.count(CANARY.encode()) > 3
    made = taken(data, "brief.pdf")
    found = pypdf.PdfReader(io.BytesIO(made.data))
    assert len(found.pages) == 2 and "/Author" not in (found.metadata or {})
    text = b"\n".join(_unpacked(found)) + made.data
    for telling in (CANARY.encode(), b"/JavaScript", b"/JS", b"/Launch", b"/EmbeddedFile", b"javascript:"):
        assert telling not in text, telling
    assert b"https://zelfhulp.example/" in text


def _unpacked(reader: pypdf.PdfReader) -> list[bytes]:
    """Every object that the file holds, as text."""
    numbers = range(1, int(str(reader.trailer["/Size"])))
    return [str(reader.get_object(number)).encode() for number in numbers]


def test_control_the_canary_is_found_where_it_is() -> None:
    found = pypdf.PdfReader(io.BytesIO(pdf(hostile=True)))
    assert any(CANARY.encode() in thing for thing in _unpacked(found))


def test_a_file_that_keeps_the_child_busy_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checking, "PATIENCE", 0.01)
    assert refused(picture("PNG", (7_900, 5_000))) == "heavy"


def test_the_child_has_little_memory_and_no_way_past_it(tmp_path: Path) -> None:
    """A decoder that takes what it wants dies alone; the same line without the limit lives."""
    greedy = "import runpy; child = runpy.run_path({!r}); {}len(bytearray(3_000_000_000))"
    for limit, lives in (("child['_limit'](); ", False), ("", True)):
        script = tmp_path / "greedy.py"
        script.write_text(greedy.format(str(checking.CHILD), limit))
        ended = subprocess.run([sys.executable, "-I", script], check=False, capture_output=True)
        assert (ended.returncode == 0) is lives


def test_only_pictures_where_only_pictures_fit() -> None:
    assert refused(pdf(), pictures_only=True) == "picture"
    assert prepare([sent(picture())], pictures_only=True)


def test_too_many_files_and_empty_fields(app: Gate) -> None:
    with pytest.raises(UnusableFile):
        prepare([sent(picture())] * 6)
    assert prepare([sent(b"", ""), sent(picture())])[0].name == "foto.jpg"
    with app.test_request_context():
        sentences = {UnusableFile(reason, "a.pdf").sentence for reason in checking.SENTENCES}
    assert len(sentences) == len(checking.SENTENCES)


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd.pdf", "passwd.x"),
        ("C:\\Users\\ada\\brief.pdf", "brief.x"),
        ("a\0b\r\nSet-Cookie: x.pdf", "a b Set-Cookie x.x"),
        ("\u202efdp.exe", "fdp.x"),
        (".htaccess", "htaccess.x"),
        ("", "file.x"),
        ("....", "file.x"),
        ("Verslag 3 (groep) é.pdf", "Verslag 3 (groep) é.x"),
        ("x" * 300 + ".pdf", "x" * 80 + ".x"),
        ('a"; filename="b.exe', "a filename b.x"),
    ],
)
def test_a_name_that_no_system_reads_as_something_else(name: str, kept: str) -> None:
    assert safe_name(name) == kept
