"""Looking at uploaded files before they are taken: what they are, whether only that, and making them anew."""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import FileStorage

from portal.attachments.models import MOST_FILES

CHILD = Path(__file__).with_name("remaking_child.py")
LARGEST = 8_000_000
"""Bytes of one file as it is sent."""
LARGEST_MADE = 8_000_000
PATIENCE = 20.0
"""Seconds for all files of a form together: the database waits no longer for a request."""
LONGEST_NAME = 80
ENDINGS = {"application/pdf": ".pdf", "image/png": ".png", "image/jpeg": ".jpg"}
SENTENCES = {
    "many": _l("These are too many files. Send at most %(most)s.", most=MOST_FILES),
    "kind": _l("We take a PDF, a PNG or a JPEG. Save it as one of these and choose it again."),
    "picture": _l("This must be a picture: a PNG or a JPEG."),
    "two": _l("This file is also something else than it seems. Save it anew as PDF, PNG or JPEG."),
    "large": _l("This file is larger than 8 MB. Make it smaller and choose it again."),
    "empty": _l("There is nothing in this file."),
    "pixels": _l("This picture is too large. Make it smaller than 40 million pixels and choose it again."),
    "pages": _l("This PDF has no pages, or more than 60. Send the pages that matter."),
    "password": _l("This PDF is locked with a password. Save it without one and choose it again."),
    "heavy": _l("This file asks too much of our computers. Save it anew, smaller, and choose it again."),
    "damaged": _l("This file cannot be read. Perhaps it is damaged: save it anew and choose it again."),
}
_MAGIC = {b"%PDF-": "pdf", b"\x89PNG\r\n\x1a\n": "png", b"\xff\xd8\xff": "jpeg"}
_ALSO = re.compile(rb"%PDF-|<html|<script|<svg|<!doctype|<\?php|GIF8[79]a|Rar!\x1a|7z\xbc\xaf", re.IGNORECASE)
_ZIP_END = b"PK\x05\x06"
_UNWELCOME = re.compile(r"[^\w .,()+'&@-]+")
_LOOKED_AT = 1_024


class UnusableFile(Exception):
    """A file that is not taken; `sentence` says why and what to do, `name` which one."""

    def __init__(self, reason: str, name: str = "") -> None:
        super().__init__(reason)
        self.reason, self.name = reason, name

    @property
    def sentence(self) -> str:
        """For the person who sent it."""
        said = str(SENTENCES[self.reason])
        return f"{self.name}: {said}" if self.name else said


@dataclass(frozen=True)
class Ready:
    """A file that was written anew and can be kept."""

    name: str
    media_type: str
    data: bytes
    width: int | None
    height: int | None
    digest: bytes


def prepare(
    files: Sequence[FileStorage], *, most: int = MOST_FILES, pictures_only: bool = False
) -> list[Ready]:
    """All files of a form, in its order; fields in which nothing was chosen are passed over.

    Raises UnusableFile for the first that is not taken: then none is. Needs no database; call it before
    anything is locked, because a large picture takes a second.
    """
    sent = [file for file in files if file and file.filename]
    if len(sent) > most:
        raise UnusableFile("many")
    until = time.monotonic() + PATIENCE
    return [_ready(file, pictures_only=pictures_only, until=until) for file in sent]


def _ready(file: FileStorage, *, pictures_only: bool, until: float) -> Ready:
    name = safe_name(file.filename or "")
    try:
        data = file.stream.read(LARGEST + 1)
        kind = kind_of(data, pictures_only=pictures_only)
        head, made = _made_anew(data, kind, max(0.1, until - time.monotonic()))
    except UnusableFile as unusable:
        raise UnusableFile(unusable.reason, Path(name).stem) from unusable.__cause__
    named = Path(name).stem.rstrip(" .") + ENDINGS[head["media_type"]]
    size = (head["width"], head["height"])
    return Ready(named, head["media_type"], made, *size, hashlib.sha256(data).digest())


def kind_of(data: bytes, *, pictures_only: bool = False) -> str:
    """ "pdf", "png" or "jpeg", by the bytes and not by the name. Raises UnusableFile for all else.

    A file that other programs would read as something else is refused, although what we keep would be clean:
    nobody makes such a file by accident.
    """
    if not data:
        raise UnusableFile("empty")
    if len(data) > LARGEST:
        raise UnusableFile("large")
    kind = next((kind for magic, kind in _MAGIC.items() if data.startswith(magic)), None)
    if kind is None:
        raise UnusableFile("two" if any(magic in data[:_LOOKED_AT] for magic in _MAGIC) else "kind")
    if pictures_only and kind == "pdf":
        raise UnusableFile("picture")
    if _ALSO.search(data[len(b"%PDF-") : _LOOKED_AT]) or _ends_as_archive(data):
        raise UnusableFile("two")
    return kind


def _ends_as_archive(data: bytes) -> bool:
    """A ZIP is read from its end: a directory whose comment reaches to the last byte, or nearly so."""
    tail = data[-66_000:]
    at = tail.find(_ZIP_END)
    while at >= 0:
        rest = tail[at + 20 :]
        if len(rest) >= 2 and len(rest) - 2 - int.from_bytes(rest[:2], "little") in range(-2, 3):
            return True
        at = tail.find(_ZIP_END, at + 1)
    return False


def _made_anew(data: bytes, kind: str, patience: float) -> tuple[dict[str, Any], bytes]:
    command = [sys.executable, "-I", str(CHILD), kind]
    try:
        child = subprocess.run(  # noqa: S603
            command, input=data, capture_output=True, timeout=patience, check=True, env={}
        )
        line, _, made = child.stdout.partition(b"\n")
        head = json.loads(line)
    except (subprocess.SubprocessError, ValueError) as error:
        raise UnusableFile("heavy") from error
    if reason := head.get("reason"):
        raise UnusableFile(str(reason))
    if len(made) > LARGEST_MADE:
        raise UnusableFile("heavy")
    return head, made


def safe_name(sent: str) -> str:
    """A name for a file that no system reads as a path, a command or another kind of file."""
    last = sent.replace("\\", "/").rsplit("/", 1)[-1]
    plain = " ".join(_UNWELCOME.sub(" ", last).split()).strip(" .-")
    stem, dot, ending = plain.rpartition(".")
    return ((stem if dot and len(ending) < 6 else plain)[:LONGEST_NAME].strip(" .-") or "file") + ".x"
