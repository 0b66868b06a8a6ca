"""The request gate. Every request passes here and nowhere else:

host -> network -> session of its login role -> person -> access -> view -> commit or rollback.
"""

from __future__ import annotations

import time
from collections.abc import Callable, MutableMapping
from typing import Any, cast

import structlog
from flask import Flask, Request, Response, g, make_response, redirect, request, url_for
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface, SessionMixin
from flask.templating import Environment
from itsdangerous import URLSafeTimedSerializer
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.orm import Session
from werkzeug.exceptions import BadRequest, Forbidden, NotFound, ServiceUnavailable
from werkzeug.routing import Map, MapAdapter

from config.logging import bind, clear, note_request
from portal import doorstep, runner
from portal.access import Door, Permission, door_of, find, may
from portal.cache import PageCache
from portal.extensions import Kernel, kernel
from portal.i18n import COOKIE, SUPPORTED
from portal.pages import wants_part
from portal.security import (
    SAFE_METHODS,
    add_headers,
    check_origin,
    check_token,
    nonce_for,
    purify,
    token_holds,
)
from portal.tables import new_id
from portal.typed import typed_again
from tenants.registry import KnownNetwork, NetworkState

UPLOAD_BYTES = 12_000_000
PROBES = ("/healthz", "/readyz")
log = structlog.get_logger(__name__)

Identify = Callable[[Session], Any]
_identify: list[Identify] = []


def identifies(function: Identify) -> Identify:
    """Register how a request's person is found: `(db) -> person or None`. The accounts feature does."""
    _identify[:] = [function]
    return function


class PortalRequest(Request):
    """A request that knows on which network's host it arrived (None: the national site)."""

    network: KnownNetwork | None = None


class FormSessions(SecureCookieSessionInterface):
    """Flask's own, with one signer for all requests and nothing to do where nobody used the session."""

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        if "form_signer" not in app.extensions:
            app.extensions["form_signer"] = super().get_signing_serializer(app)
        signer: URLSafeTimedSerializer | None = app.extensions["form_signer"]
        return signer

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        if self.get_cookie_name(app) not in request.cookies:
            return self.session_class()
        return super().open_session(app, request)

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        if session or session.modified or session.accessed:
            super().save_session(app, session, response)


class Pages(Environment):
    """Jinja's environment with plain globals: a chain of them costs every import of a macro dearly."""

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """What a template finds besides its values; globals are set before the first template is read."""
        return {**self.globals, **(d or {})}


class Gate(Flask):
    """Flask with two address books, one for networks and one national, and one way through."""

    request_class = PortalRequest
    jinja_environment = Pages
    session_interface = FormSessions()

    def __init__(self, *args: Any, **kw: Any) -> None:
        self.national_map = Map()
        super().__init__(*args, **kw)

    def add_url_rule(
        self,
        rule: str,
        endpoint: str | None = None,
        view_func: Any = None,
        *args: Any,
        plane: str = "network",
        **options: Any,
    ) -> None:
        """As Flask's; `plane` is "network" (the default), "national" or "both"."""
        if plane != "national":
            super().add_url_rule(rule, endpoint, view_func, *args, **options)
        if plane != "network":
            options.pop("provide_automatic_options", None)
            methods = {m.upper() for m in options.pop("methods", None) or ("GET",)} | {"OPTIONS"}
            made = self.url_rule_class(rule, endpoint=endpoint, methods=methods, **options)
            made.provide_automatic_options = True  # type: ignore[attr-defined]
            self.national_map.add(made)
            self.view_functions[str(endpoint)] = view_func

    def wsgi_app(self, environ: Any, start_response: Any) -> Any:
        """Most visits end on the doorstep; the others come in."""
        parts: Kernel = self.extensions["kernel"]
        answer = doorstep.serve(self.extensions["pages"], parts.directory, environ, start_response)
        return answer if answer is not None else super().wsgi_app(environ, start_response)

    def create_url_adapter(self, request: Request | None) -> MapAdapter | None:
        """Choose the address book by host. Unknown hosts are 404, malformed ones 400."""
        if not isinstance(request, PortalRequest):
            return super().create_url_adapter(request)
        parts: Kernel = self.extensions["kernel"]
        host = request.host.rsplit(":", 1)[0]
        base = parts.settings.base_domain
        if (
            host == ""
            or host != host.lower()
            or host.endswith(".")
            or not host.replace("-", "").replace(".", "").isalnum()
        ):
            raise BadRequest()
        if host in (base, f"www.{base}") or request.path in PROBES:
            return self.national_map.bind_to_environ(request.environ)
        try:
            request.network = parts.directory.find_by_host(host)
        except SQLAlchemyError as error:
            log.error("register of networks unreachable", error=type(error).__name__)  # noqa: TRY400
            raise ServiceUnavailable() from None
        if request.network is None:
            raise NotFound()
        return self.url_map.bind_to_environ(request.environ)

    def dispatch_request(self) -> Any:
        """Everything between the server and a view."""
        arrived = cast(PortalRequest, request)
        if arrived.routing_exception is not None:
            self.raise_routing_exception(arrived)
        rule = arrived.url_rule
        view = self.view_functions[str(rule.endpoint)]  # type: ignore[union-attr]
        door = door_of(view)
        if door is None:
            raise Forbidden()
        g.door = door
        if getattr(rule, "provide_automatic_options", False) and arrived.method == "OPTIONS":
            return self.make_default_options_response()
        arrived.max_content_length = UPLOAD_BYTES if door.uploads else 1_000_000
        purify()
        if arrived.method not in SAFE_METHODS and door.csrf:
            check_origin()
            g.too_late = door.keeps and not token_holds()
            if not g.too_late:
                check_token()
        if arrived.network is None:
            return _national(view, door)
        return _in_network(self, arrived.network, view, door)


def _national(view: Callable[..., Any], door: Door) -> Response:
    if door.permission is not Permission.PUBLIC:
        raise Forbidden()
    with kernel().scope.control(read_only=True) as db:
        g.db = db
        return make_response(view(**(request.view_args or {})))


def _in_network(app: Flask, network: KnownNetwork, view: Callable[..., Any], door: Door) -> Response:
    g.network = network
    bind(network=str(network.id))
    if network.state is not NetworkState.ACTIVE:
        raise ServiceUnavailable()
    cache: PageCache = app.extensions["pages"]
    version = cache.version() if door.cached and not _has_session() else None
    if version and (kept := cache.answer(version)):
        return kept
    if version:
        g.nonce = nonce_for(version)
    response = _with_session(network, view, door)
    return cache.keep(version, response) if version else response


def _has_session() -> bool:
    """An answer for other sites is the same for everybody: it never knows who asks."""
    return session_cookie() in request.cookies and not _shares()


def _shares() -> bool:
    """This answer is for other sites."""
    door: Door | None = g.get("door")
    return door is not None and bool(door.shares)


def session_cookie() -> str:
    """The name of the sign-in cookie. The prefix keeps sibling hosts from setting it."""
    return "__Host-session"


def _with_session(network: KnownNetwork, view: Callable[..., Any], door: Door) -> Response:
    safe = request.method in SAFE_METHODS
    try:
        return _once(network, view, door, safe)
    except DBAPIError as error:
        lost = error.connection_invalidated or "cached plan must not change" in str(error.orig)
        if not (safe and lost):
            raise
        log.warning("connection lost, trying once more")
        return _once(network, view, door, safe)


def _once(network: KnownNetwork, view: Callable[..., Any], door: Door, safe: bool) -> Response:
    with kernel().scope.network(network, read_only=safe) as db:
        g.db = db
        g.person = _identify[0](db) if _identify and _has_session() else None
        if g.person is not None:
            bind(person=str(g.person.id))
        arguments = dict(request.view_args or {})
        if not safe and door.keeps and (g.person is None or g.too_late):
            return typed_again()
        if g.person is None and door.members_only:
            return _turned_away()
        thing = _find(db, door, arguments)
        if not may(g.person, door.permission, thing):
            return _turned_away()
        response = make_response(view(thing, **arguments) if door.on else view(**arguments))
        if not safe and response.status_code < 400:
            db.commit()
            _after_commit(network, db)
        return response  # whatever was not committed is rolled back as the session closes


def _find(db: Session, door: Door, arguments: dict[str, Any]) -> Any:
    if door.on is None:
        return None
    thing = find(db, door.on, g.person, slug=arguments.pop("slug", None), id=arguments.pop("id", None))
    if thing is None:
        raise NotFound()
    return thing


def _turned_away() -> Response:
    """A visitor may sign in first; somebody signed in hears that it is not theirs."""
    if g.person is not None:
        raise Forbidden()
    back = request.full_path.rstrip("?") if request.method == "GET" else None
    address = url_for("accounts.sign_in", next=back)
    if wants_part():
        return Response(status=204, headers={"HX-Redirect": address})
    return redirect(address, 303)  # type: ignore[return-value]


def _after_commit(network: KnownNetwork, db: Session) -> None:
    if db.info.pop("forget", False):
        kernel().directory.forget()
    if db.info.pop("ring", False):
        runner.ring(network.role)


def install(app: Gate) -> None:
    """Request ids, the log line of every request, and the headers of every answer."""

    @app.before_request
    def _begin() -> None:
        clear()
        g.started = time.perf_counter()
        g.request_id = new_id().hex[-12:]
        bind(request_id=g.request_id)

    @app.after_request
    def _end(response: Response) -> Response:
        add_headers(response)
        response.headers["X-Request-Id"] = g.get("request_id", "")
        asked = cast(PortalRequest, request)
        if "lang" in asked.args and (chosen := asked.args["lang"]) in SUPPORTED and not _shares():
            secure = kernel().settings.public_scheme == "https"
            response.set_cookie(
                COOKIE, chosen, max_age=31_536_000, secure=secure, httponly=True, samesite="Lax"
            )
        elapsed = time.perf_counter() - g.get("started", time.perf_counter())
        note_request(
            endpoint=asked.endpoint, method=asked.method, status=response.status_code, seconds=elapsed
        )
        return response
