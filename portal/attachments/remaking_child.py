"""Writes a picture or a PDF anew in a process of its own: bytes on standard input, bytes on its output.

What comes out holds nothing of what came in but pixels or pages: no place and time of a photo, no author,
no script, no second file hidden in the first. Decoders are where hostile files strike, so only this child
dies, within a limit of memory and time. It imports nothing of the portal.
"""

from __future__ import annotations

import contextlib
import io
import json
import resource
import sys
from typing import Any

MEMORY = 640 * 1024 * 1024
SECONDS = 12
MOST_PIXELS = 40_000_000
"""A larger picture is refused before it is unpacked. Most phones stay below 20 million."""
LONGEST_SIDE = 2_000
MOST_PAGES = 60
SMALL_ENOUGH = 600_000
"""Bytes up to which a PNG stays one; above, a photo that was saved as PNG becomes a JPEG."""
ACTIONS = {
    *("/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/GoToE", "/GoToR", "/Rendition", "/Movie"),
    *("/Sound", "/ResetForm", "/Hide", "/Named", "/SetOCGState", "/GoTo3DView", "/RichMediaExecute"),
}
LEADING_ON = {"/GoTo", "/URI"}
"""Actions that stay: to another page of the same file, to a web address or a mail address."""
ADDRESSES = ("https://", "http://", "mailto:", "tel:")
CARRYING = {
    *("/AA", "/OpenAction", "/JS", "/JavaScript", "/EF", "/EmbeddedFiles", "/AF", "/Metadata", "/PieceInfo"),
    *("/XFA", "/AcroForm", "/RichMediaContent", "/RichMediaSettings", "/LastModified", "/Thumb"),
}
"""Names in a PDF under which stands what acts, tells of its makers, or holds another file."""
TELLING = {"/T", "/TU", "/M", "/CreationDate", "/NM", "/Popup"}
"""Of an annotation: who wrote it and when."""
SHOWN = {
    *("/Link", "/FreeText", "/Highlight", "/Underline", "/StrikeOut", "/Squiggly", "/Stamp", "/Ink"),
    *("/Square", "/Circle", "/Line", "/Polygon", "/PolyLine", "/Widget"),
}
"""Annotations that somebody sees on paper; others (files, films, sounds) are left out."""


class Unusable(Exception):
    """The reason is the first argument, one of `checking.SENTENCES`."""


def main(kind: str) -> None:
    """Reads, writes one JSON line with `media_type`, `width`, `height` or with `reason`, then the bytes."""
    _limit()
    try:
        sent = sys.stdin.buffer.read()
        head, data = _pdf(sent) if kind == "pdf" else _picture(sent, kind)
    except Unusable as error:
        head, data = {"reason": str(error)}, b""
    except MemoryError:
        head, data = {"reason": "heavy"}, b""
    except Exception:
        head, data = {"reason": "damaged"}, b""
    sys.stdout.buffer.write(json.dumps(head).encode() + b"\n" + data)


def _limit() -> None:
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _picture(data: bytes, kind: str) -> tuple[dict[str, Any], bytes]:
    from PIL import Image, ImageOps  # noqa: PLC0415  a PDF needs none of it

    Image.MAX_IMAGE_PIXELS = None  # our own limit, before anything is unpacked
    picture = Image.open(io.BytesIO(data), formats=[kind.upper()])
    if picture.width * picture.height > MOST_PIXELS:
        raise Unusable("pixels")
    picture.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
    picture.load()
    turned = ImageOps.exif_transpose(_in_colour(picture))
    turned.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS, reducing_gap=2.0)
    clean = Image.new(turned.mode, turned.size)
    clean.paste(turned)
    written = _written(clean, kind)
    return {"media_type": written[0], "width": clean.width, "height": clean.height}, written[1]


def _in_colour(picture: Any) -> Any:
    """In a mode that both formats can hold; what was said of its turning stays until it is turned."""
    if picture.mode.startswith("I") or picture.mode == "F":
        return picture.convert("I").point(lambda value: value / 256).convert("L").convert("RGB")
    clear = picture.mode in ("LA", "PA", "RGBA", "La", "RGBa") or "transparency" in picture.info
    return picture.convert("RGBA" if clear else "RGB")


def _written(picture: Any, kind: str) -> tuple[str, bytes]:
    as_png = _saved(picture, "PNG", optimize=False) if kind == "png" else b""
    if kind == "png" and (len(as_png) <= SMALL_ENOUGH or picture.mode == "RGBA"):
        return "image/png", as_png
    as_jpeg = _saved(picture, "JPEG", quality=82, progressive=True)
    if kind == "png" and len(as_png) <= len(as_jpeg):
        return "image/png", as_png
    return "image/jpeg", as_jpeg


def _saved(picture: Any, kind: str, **options: Any) -> bytes:
    out = io.BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()


def _pdf(data: bytes) -> tuple[dict[str, Any], bytes]:
    from pypdf import PdfReader, PdfWriter  # noqa: PLC0415  takes four times as long to load as Pillow

    reader = PdfReader(io.BytesIO(data), strict=False)
    if reader.is_encrypted:
        raise Unusable("password")
    if not 0 < len(reader.pages) <= MOST_PAGES:
        raise Unusable("pages")
    for page in reader.pages:
        _only_what_shows(page)
    writer = PdfWriter()
    for page in reader.pages:
        writer.add_page(page)
    for found in writer._objects:
        _harmless(found)
    writer.metadata = None
    writer.compress_identical_objects(remove_duplicates=False, remove_unreferenced=True)
    out = io.BytesIO()
    writer.write(out)
    return {"media_type": "application/pdf", "width": None, "height": None}, out.getvalue()


def _only_what_shows(page: Any) -> None:
    notes = page.get("/Annots")
    found = notes.get_object() if notes is not None else None
    if isinstance(found, list):
        found[:] = [note for note in found if note.get_object().get("/Subtype") in SHOWN]


def _harmless(thing: Any) -> None:
    """Take what acts, tells or carries something else out of an object and what lies directly in it."""
    if isinstance(thing, list):
        for value in thing:
            _harmless(value)
    if not isinstance(thing, dict):
        return
    if _acts(thing):
        thing.clear()
    for name in (CARRYING | TELLING if thing.get("/Subtype") in SHOWN else CARRYING) & set(thing):
        del thing[name]
    for value in list(thing.values()):
        _harmless(value)


def _acts(thing: dict[Any, Any]) -> bool:
    """An action that does more than lead on. Its kind stands under /S, as other things do too."""
    kind = thing.get("/S")
    if kind == "/URI":
        return not str(thing.get("/URI", "")).lower().startswith(ADDRESSES)
    typed = thing.get("/Type") == "/Action" or str(kind) in ACTIONS
    return typed and kind not in LEADING_ON


if __name__ == "__main__":
    main(sys.argv[1])
