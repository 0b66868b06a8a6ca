"""The portal: what is installed, in which order."""

from __future__ import annotations

from importlib import import_module

from flask import Flask, Response, g
from flask_login import LoginManager
from redis import Redis
from redis.backoff import NoBackoff
from redis.retry import Retry
from werkzeug.middleware.proxy_fix import ProxyFix

from config.logging import setup_logging
from config.settings import Settings, load_settings
from portal import access, audit, commands, errors, gate, i18n, limits, mail, pages, texts
from portal.cache import PageCache
from portal.extensions import Kernel
from portal.gate import Gate
from tenants.registry import Directory
from tenants.scope import Scope

KERNEL_TABLES = (audit.AuditEntry, limits.Spent, mail.Mail)
"""Tables that no feature needs to have imported to exist."""

FEATURES = (
    *("site", "accounts", "geo", "groups", "tasks", "house", "freshness", "relay", "forming"),
    *("attachments", "knowledge", "rooms", "help_requests", "offers"),
    *("trainings", "signups", "fees", "attendance", "calendar", "reminders", "operating"),
    *("imports", "feeds", "printing", "directory", "stewardship", "board", "demo"),
)
"""In this order a feature may use the ones before it, never those after."""


class Logins(LoginManager):  # type: ignore[misc]  # Flask-Login has no types
    """Flask-Login over our own session rows: nothing is kept in its cookie, so nothing is updated there."""

    def _update_remember_cookie(self, response: Response) -> Response:
        return response


def create_portal(settings: Settings | None = None) -> Gate:
    """Build the application. Raises RuntimeError when a view does not say who may open it."""
    settings = settings or load_settings()
    setup_logging(settings)
    app = Gate(__name__, template_folder="../templates", static_folder=None)
    _configure(app, settings)
    scope = Scope(settings.database_url, settings.tenant_db_secret, pool_size=settings.db_pool_size)
    directory = Directory(scope, settings.base_domain)
    app.extensions["kernel"] = Kernel(settings, scope, directory, _bell(settings.redis_url))
    i18n.install(app)
    assets = pages.install(app)
    app.extensions["pages"] = PageCache(assets.build)
    errors.install(app)
    gate.install(app)
    commands.install(app)
    texts.install(app)
    _sign_in(app)
    for feature in FEATURES:
        import_module(f"portal.{feature}.feature").install(app)
    if missing := access.undeclared(app.view_functions):
        raise RuntimeError(f"these views do not declare who may open them: {', '.join(missing)}")
    return app


def create_app() -> Gate:
    """What `flask --app portal` calls."""
    return create_portal()


def _bell(url: str) -> Redis:
    """Tried twice at once: the client's own pauses of seconds would be paid by the request that rings."""
    return Redis.from_url(url, socket_timeout=2, socket_connect_timeout=1, retry=Retry(NoBackoff(), 1))


def _configure(app: Flask, settings: Settings) -> None:
    https = settings.public_scheme == "https"
    app.config.update(
        SECRET_KEY=settings.secret_key,
        SECRET_KEY_FALLBACKS=list(settings.secret_key_fallbacks),
        SESSION_COOKIE_NAME="__Host-form",
        SESSION_COOKIE_SECURE=True,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        MAX_FORM_MEMORY_SIZE=1_000_000,
        MAX_FORM_PARTS=1_000,
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SSL_STRICT=False,
        DEFAULT_LOCALE=settings.default_locale,
        PREFERRED_URL_SCHEME="https" if https else "http",
        TEMPLATES_AUTO_RELOAD=settings.environment == "development",
    )
    if settings.proxy_hops:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=settings.proxy_hops, x_proto=0)  # type: ignore[method-assign]
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True


def _sign_in(app: Flask) -> None:
    """Flask-Login hands out the current person; the session rows are ours (portal/accounts)."""
    manager = Logins()
    manager.session_protection = None
    manager.request_loader(lambda _request: g.get("person"))
    manager.init_app(app)
