"""Recognises files that are no list at all, whatever their name says."""

from __future__ import annotations

import re
from typing import Literal

from portal.imports.reading.sheet import MAX_BYTES, UnreadableSheet

Kind = Literal["text", "workbook"]

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_IMAGES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF87a", b"GIF89a", b"II*\x00", b"MM\x00*")
_ARCHIVES = (b"\x1f\x8b", b"7z\xbc\xaf", b"Rar!", b"\xfd7zXZ")
_MARKUP = re.compile(rb"<(!doctype\s+html|html|head|body|table|\?xml|script|svg)\b", re.IGNORECASE)
_TEXT_BOMS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")


def kind_of(data: bytes) -> Kind:
    """Text or workbook; refuses everything that is neither."""
    if len(data) > MAX_BYTES:
        raise UnreadableSheet("big", limit=MAX_BYTES // (1024 * 1024))
    if not data.strip(b"\x00 \t\r\n"):
        raise UnreadableSheet("empty")
    start = data[:1024]
    if start.startswith((b"PK\x03\x04", b"PK\x05\x06", OLE)):
        return "workbook"
    if not start.startswith(_TEXT_BOMS):
        _refuse_other(start)
    return "text"


def _refuse_other(start: bytes) -> None:
    if b"%PDF-" in start:
        raise UnreadableSheet("pdf")
    if (
        start.startswith(_IMAGES)
        or (start[:4] == b"RIFF" and start[8:12] == b"WEBP")
        or start[4:8] == b"ftyp"
    ):
        raise UnreadableSheet("image")
    if start.startswith(_ARCHIVES):
        raise UnreadableSheet("archive")
    if start.startswith(b"{\\rtf"):
        raise UnreadableSheet("word")
    if _MARKUP.match(start.removeprefix(b"\xef\xbb\xbf").lstrip()):
        raise UnreadableSheet("web_page")
