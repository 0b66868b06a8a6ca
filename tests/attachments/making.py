"""Files as people and attackers make them."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from typing import Any

from PIL import Image
from pypdf import PdfWriter
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    FloatObject,
    NameObject,
    StreamObject,
    TextStringObject,
)
from werkzeug.datastructures import FileStorage

CANARY = "canary514381"


def picture(
    kind: str = "JPEG", size: tuple[int, int] = (640, 480), mode: str = "RGB", **options: Any
) -> bytes:
    """A picture with a corner of another colour, top left."""
    made = Image.new(mode, size, 1 if mode in ("L", "I;16", "P", "1") else 0)
    if mode in ("RGB", "RGBA"):
        made.paste((200, 30, 30, 255)[: len(mode)], (0, 0, size[0] // 4, size[1] // 4))
    out = io.BytesIO()
    made.save(out, kind, **options)
    return out.getvalue()


def photo(turned: int = 1) -> bytes:
    """A JPEG as a phone makes it: where and when it was taken, and how the phone was held."""
    exif = Image.Exif()
    exif[0x0112] = turned
    exif[0x010F] = CANARY
    exif.get_ifd(0x8825)[1] = "N"
    return picture(exif=exif.tobytes(), comment=CANARY.encode())


def huge(width: int = 10_000, height: int = 10_000) -> bytes:
    """A PNG of 100 million white pixels in some hundred kilobytes."""
    rows = zlib.compress((b"\0" + b"\xff" * (width // 8)) * height, 1)

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def pdf(pages: int = 1, *, password: str = "", hostile: bool = False) -> bytes:
    """A PDF; a hostile one runs script, starts a program, holds a file and says who wrote it."""
    writer = PdfWriter()
    for _number in range(pages):
        writer.add_blank_page(300, 400)
    if hostile:
        writer.add_metadata({"/Author": CANARY})
        script = {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject(CANARY)}
        writer.root_object[NameObject("/OpenAction")] = DictionaryObject(script)
        writer.add_attachment(f"{CANARY}.exe", CANARY.encode())
        _notes(writer)
    if password:
        writer.encrypt(password)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _notes(writer: PdfWriter) -> None:
    """Links that lead on or run something, and a file that hangs on the page."""
    carried = StreamObject()
    carried.set_data(CANARY.encode())
    carried[NameObject("/Type")] = NameObject("/EmbeddedFile")
    held = DictionaryObject(
        {NameObject("/EF"): DictionaryObject({NameObject("/F"): writer._add_object(carried)})}
    )
    actions = [
        {"/S": NameObject("/URI"), "/URI": TextStringObject("https://zelfhulp.example/")},
        {"/S": NameObject("/URI"), "/URI": TextStringObject(f"javascript:{CANARY}")},
        {"/S": NameObject("/Launch"), "/F": TextStringObject(CANARY)},
        {"/S": NameObject("/JavaScript"), "/JS": TextStringObject(CANARY)},
    ]
    notes = [
        _note("/Link", A=DictionaryObject({NameObject(k): v for k, v in one.items()})) for one in actions
    ]
    notes += [_note("/FileAttachment", FS=held), _note("/Link", T=TextStringObject(CANARY), AF=held)]
    writer.pages[0][NameObject("/Annots")] = ArrayObject([writer._add_object(note) for note in notes])
    writer.pages[0][NameObject("/AA")] = DictionaryObject({NameObject("/O"): notes[3]["/A"]})


def _note(kind: str, **more: Any) -> DictionaryObject:
    place = ArrayObject([FloatObject(number) for number in (10, 10, 60, 30)])
    said = {"/Type": NameObject("/Annot"), "/Subtype": NameObject(kind), "/Rect": place}
    said |= {f"/{name}": value for name, value in more.items()}
    return DictionaryObject({NameObject(name): value for name, value in said.items()})


def archive() -> bytes:
    """A ZIP with one file."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr("run.js", CANARY)
    return out.getvalue()


def sent(data: bytes, name: str = "foto.jpg") -> FileStorage:
    """As a browser sends it."""
    return FileStorage(io.BytesIO(data), filename=name)
