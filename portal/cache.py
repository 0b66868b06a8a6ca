"""Public pages, remembered per network and public revision.

A signed-out visitor gets the same bytes until something public changes, so most visits open no
network connection at all, and a browser that has the page is told so (304).
"""

from __future__ import annotations

import gzip
import hashlib
from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock

from flask import Response, g, request, session

from portal.clock import today
from portal.i18n import language
from portal.security import add_headers, nonce_for
from tenants.registry import KnownNetwork

MOST_BYTES = 24_000_000
LARGEST = 400_000
BESIDES_THE_BODY = 2_000
"""Bytes that the headers and the name of a page take, about."""
PACKING = 4
"""Level of gzip: 6 takes a quarter longer and saves one byte in forty."""
OF_THE_PACKING = ("Content-Encoding", "Content-Length")
OF_THE_VIEW = ("Content-Disposition", "Content-Language")
"""Headers that a view may set and that belong to the page."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What is sent: the status line, all headers that do not differ from visit to visit, and the bytes."""

    status: str
    headers: list[tuple[str, str]]
    body: bytes


@dataclass(frozen=True, slots=True)
class Kept:
    """One page as it is sent: packed, or only confirmed (304). The rare client without gzip waits."""

    etag: str
    endpoint: str
    packed: Answer
    confirmed: Answer

    @property
    def size(self) -> int:
        """Bytes it takes."""
        return len(self.packed.body) + BESIDES_THE_BODY

    def answer(self, if_none_match: str, accept_encoding: str) -> Answer:
        """What this browser is sent."""
        if self.etag in if_none_match:
            return self.confirmed
        return self.packed if "gzip" in accept_encoding else self._unpacked()

    def _unpacked(self) -> Answer:
        body = gzip.decompress(self.packed.body)
        others = [header for header in self.packed.headers if header[0] not in OF_THE_PACKING]
        return Answer(self.packed.status, [*others, ("Content-Length", str(len(body)))], body)


class PageCache:
    """Least recently used pages go first; bounded by bytes per process."""

    def __init__(self, build: str) -> None:
        self._build = build
        self._pages: OrderedDict[str, Kept] = OrderedDict()
        self._bytes = 0
        self._lock = Lock()

    def version(self) -> str | None:
        """The name of this page's present version, or None when it is not the same for everybody."""
        if request.method not in ("GET", "HEAD") or "HX-Request" in request.headers:
            return None
        if "lang" in request.args and not g.door.shares:
            return None
        if request.cookies and session.get("_flashes"):
            return None
        return self.name(g.network, language(), request.path, request.query_string.decode("latin-1"))

    def name(self, network: KnownNetwork, locale: str, path: str, query: str) -> str:
        """How the present version of a page is called: it changes with everything the page depends on."""
        ordered = "&".join(sorted(query.split("&")))
        revision, day = str(network.public_revision), str(today())
        return "|".join((network.role, revision, self._build, locale, day, network.name, path, ordered))

    def find(self, version: str) -> Kept | None:
        """The remembered page of this name."""
        with self._lock:
            kept = self._pages.get(version)
            if kept is not None:
                self._pages.move_to_end(version)
            return kept

    def answer(self, version: str) -> Response | None:
        """The remembered page as a response, or 304 when the browser has it."""
        kept = self.find(version)
        if kept is None:
            return None
        g.nonce = nonce_for(version)
        return _response(kept)

    def keep(self, version: str, response: Response) -> Response:
        """Remember a page just made (its nonce came from `version`) and answer with it."""
        personal = "csrf_token" in g or session.modified or "Set-Cookie" in response.headers
        if personal or response.status_code != 200:
            return response
        kept = _kept(response)
        if kept.size <= LARGEST:
            with self._lock:
                self._drop(version)
                self._pages[version] = kept
                self._bytes += kept.size
                while self._bytes > MOST_BYTES:
                    self._drop(next(iter(self._pages)))
        return _response(kept)

    def _drop(self, version: str) -> None:
        old = self._pages.pop(version, None)
        self._bytes -= old.size if old else 0


def _kept(response: Response) -> Kept:
    body = response.get_data()
    etag = hashlib.sha256(body).hexdigest()[:20]
    vary = "Cookie, Accept-Language, Accept-Encoding"
    known = {"ETag": f'"{etag}"', "Cache-Control": "private, no-cache", "Vary": vary}
    packed = gzip.compress(body, PACKING)
    own = {name: response.headers[name] for name in OF_THE_VIEW if name in response.headers}
    sent = {**known, **own, "Content-Encoding": "gzip", "Content-Type": response.content_type}
    return Kept(
        etag,
        str(request.endpoint),
        _answer(Response(packed, headers=sent)),
        _answer(Response(status=304, headers=known)),
    )


def _answer(response: Response) -> Answer:
    add_headers(response)
    headers = response.get_wsgi_headers(request.environ).to_wsgi_list()
    return Answer(response.status, headers, response.get_data())


def _response(kept: Kept) -> Response:
    wanted = kept.answer(request.headers.get("If-None-Match", ""), request.headers.get("Accept-Encoding", ""))
    return Response(wanted.body, wanted.status, wanted.headers)
