"""Before the gate: a visitor without cookies who asks for a page we remember has it at once.

Nothing of Flask is needed for that, which makes it the cheapest answer there is. Whatever is not
plainly such a visit goes through the gate, which comes to the same answer in its own time.
"""

from __future__ import annotations

import time
from typing import Any, NamedTuple

from sqlalchemy.exc import SQLAlchemyError

from config.logging import bind, clear, note_request
from portal.cache import Answer, Kept, PageCache
from portal.i18n import COOKIE, SUPPORTED
from portal.tables import new_id
from tenants.registry import Directory, KnownNetwork, NetworkState


class Visit(NamedTuple):
    """A page we remember, and whose it is."""

    kept: Kept
    network: KnownNetwork


def serve(
    pages: PageCache, directory: Directory, environ: dict[str, Any], start_response: Any
) -> list[bytes] | None:
    """Answer from memory, or None when the gate has to."""
    started = time.perf_counter()
    visit = _find(pages, directory, environ)
    if visit is None:
        return None
    answer = visit.kept.answer(environ.get("HTTP_IF_NONE_MATCH", ""), environ.get("HTTP_ACCEPT_ENCODING", ""))
    request_id = new_id().hex[-12:]
    start_response(answer.status, [*answer.headers, ("X-Request-Id", request_id)])
    _note(visit, answer, request_id, started)
    return [answer.body]


def _find(pages: PageCache, directory: Directory, environ: dict[str, Any]) -> Visit | None:
    path, cookie = environ["PATH_INFO"], environ.get("HTTP_COOKIE", "")
    language = cookie.removeprefix(f"{COOKIE}=")
    if environ["REQUEST_METHOD"] != "GET" or "HTTP_HX_REQUEST" in environ or not path.isascii():
        return None
    if cookie and (language == cookie or language not in SUPPORTED):
        return None
    network = _network(directory, environ.get("HTTP_HOST", "").rsplit(":", 1)[0])
    if network is None or network.state is not NetworkState.ACTIVE:
        return None
    kept = pages.find(pages.name(network, language or network.locale, path, environ.get("QUERY_STRING", "")))
    return Visit(kept, network) if kept else None


def _network(directory: Directory, host: str) -> KnownNetwork | None:
    try:
        return directory.find_by_host(host)
    except SQLAlchemyError:
        return None  # the gate will meet the same trouble and has a page for it


def _note(visit: Visit, answer: Answer, request_id: str, started: float) -> None:
    clear()
    elapsed = time.perf_counter() - started
    bind(request_id=request_id, network=visit.network.id)
    note_request(
        endpoint=visit.kept.endpoint, method="GET", status=int(answer.status[:3]), seconds=elapsed
    )
