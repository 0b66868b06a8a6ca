"""Prints are dear to make: each is kept in memory until something public changes, and few are made at once.

Keys hold network, revision, day and language, so that nothing has to be purged.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import cache
from threading import BoundedSemaphore, Lock

from flask import Response, g, request
from flask_babel import gettext as _
from werkzeug.exceptions import ServiceUnavailable

from portal.clock import today
from portal.i18n import language
from portal.limits import caller, spend
from portal.press import TEMPLATES

MOST_BYTES = 16_000_000
"""Kept in a process."""
MOST_PER_HOUR = 40
"""New prints for one caller."""
IN_LINE = 2
"""Requests of a process that may be busy with prints, one of them waiting; the others are sent away, so
that a flood of them leaves the workers to everybody else."""
AGAIN_SECONDS = 5


class Prints:
    """Finished prints, the least recently used go first; and the one press."""

    def __init__(self, most: int = MOST_BYTES) -> None:
        self._most = most
        self._prints: OrderedDict[str, bytes] = OrderedDict()
        self._bytes = 0
        self._lock, self._press, self._room = Lock(), Lock(), BoundedSemaphore(IN_LINE)

    def find(self, key: str) -> bytes | None:
        """The print of this name."""
        with self._lock:
            found = self._prints.get(key)
            if found is not None:
                self._prints.move_to_end(key)
            return found

    def make(self, key: str, write: Callable[[], bytes]) -> bytes:
        """Write it, unless somebody did while we waited. Raises ServiceUnavailable when too many wait."""
        with self._in_line(), self._press:
            made = self.find(key)
            if made is None:
                made = write()
                self._keep(key, made)
            return made

    @contextmanager
    def _in_line(self) -> Iterator[None]:
        if not self._room.acquire(blocking=False):
            error = ServiceUnavailable(retry_after=AGAIN_SECONDS)
            error.sentence = _("Others are printing now. Try again in a moment.")  # type: ignore[attr-defined]
            raise error
        try:
            yield
        finally:
            self._room.release()

    def _keep(self, key: str, made: bytes) -> None:
        with self._lock:
            self._prints[key] = made
            self._bytes += len(made)
            while self._bytes > self._most and self._prints:
                _key, old = self._prints.popitem(last=False)
                self._bytes -= len(old)


prints = Prints()


def printed(name: str, write: Callable[[], bytes], *parameters: object) -> Response:
    """The print as an answer, or 304. `name` is the file's; `parameters` are all that it depends on besides
    the public side of the network, the day and the language.
    """
    known, texts = (g.network.role, str(g.network.public_revision), g.network.name), map(str, parameters)
    key = "\n".join((*known, _drawings(), language(), str(today()), name, *texts))
    etag = hashlib.sha256(key.encode()).hexdigest()[:20]
    if etag in request.headers.get("If-None-Match", ""):
        return _labelled(Response(status=304), etag)
    made = prints.find(key)
    if made is None:
        spend("print", caller(), most=MOST_PER_HOUR, per=timedelta(hours=1))
        made = prints.make(key, write)
    answer = Response(made, mimetype="application/pdf")
    answer.headers["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    return _labelled(answer, etag)


@cache
def _drawings() -> str:
    """The version of our drawings: another release may draw otherwise."""
    texts = [path.read_bytes() for path in sorted(TEMPLATES.glob("*.typ"))]
    return hashlib.sha256(b"".join(texts)).hexdigest()[:12]


def _labelled(answer: Response, etag: str) -> Response:
    answer.headers["ETag"] = f'"{etag}"'
    answer.headers["Cache-Control"] = "private, no-cache"
    return answer
