"""Rendering pages and parts, going somewhere else, and our own files with a hash in their name."""

from __future__ import annotations

import gzip
import hashlib
import re
import tempfile
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from flask import (
    Flask,
    Response,
    current_app,
    flash,
    g,
    get_flashed_messages,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask_babel import gettext as _
from flask_wtf.csrf import generate_csrf
from markupsafe import Markup, escape
from werkzeug.exceptions import HTTPException
from whitenoise import WhiteNoise

from portal import i18n, nav
from portal.access import Permission, may
from portal.extensions import kernel
from portal.i18n import NAMES, SUPPORTED, language
from portal.nav import Link
from portal.profile import country_of, profile
from portal.rings import ring_dots
from portal.security import nonce

STATIC = Path(__file__).parent / "static"
_LANGUAGES = [(code, NAMES[code]) for code in SUPPORTED]
_WEB_ADDRESS = re.compile(r"""(https?://[^\s<>"'\\]*[^\s<>"'\\.,;:!?)\]}])""")
TYPES = {".css", ".js", ".svg"}
FILE_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
}


def page(template: str, /, status: int = 200, **values: Any) -> Response:
    """A whole page."""
    return make_response(render_template(i18n.template(template), **values), status)


def part(template: str, /, status: int = 200, **values: Any) -> Response:
    """A piece of a page for htmx to swap in."""
    return make_response(render_template(i18n.template(template), **values), status)


def written(template: str, /, **values: Any) -> Markup:
    """A template's text in the reader's language, to be put into another one or kept."""
    return Markup(render_template(i18n.template(template), **values))  # noqa: S704  a template's output


def translated(sentence: str, /, **values: object) -> Markup:
    """A translated sentence of a template (see `i18n.Spoken`) with its values, which are escaped."""
    return Markup(sentence) % values  # noqa: S704  our own translation


def impersonal() -> bool:
    """Nobody is signed in and no sentence waits to be said: all get the same page."""
    return g.get("person") is None and not request.cookies


def wants_part() -> bool:
    """The request was made by htmx for a piece of a page."""
    return request.headers.get("HX-Request") == "true" and "HX-History-Restore-Request" not in request.headers


def see_other(endpoint: str, /, **values: Any) -> Response:
    """After a deed: go and look there (303)."""
    return go(url_for(endpoint, **values))


def go(path: str) -> Response:
    """Go to one of our own paths, by redirect or in htmx's way."""
    if wants_part():
        return Response(status=204, headers={"HX-Redirect": path})
    return redirect(path, 303)  # type: ignore[return-value]


def say(sentence: str, kind: str = "success") -> None:
    """A sentence to show on the next page. Kinds: success, info, warning."""
    flash(sentence, kind)


def own_path(path: str | None) -> str | None:
    """`path` if it leads to one of our own pages, else None: nobody is sent to a stranger's site."""
    if not path or not path.startswith("/") or path.startswith("//") or "\\" in path:
        return None
    if len(path) > 500 or not path.isprintable():
        return None
    bare = path.split("?")[0]
    try:
        adapter = request_adapter()
        adapter.match(bare, method="GET")
    except HTTPException:
        return None
    return path


def request_adapter() -> Any:
    """Werkzeug's view of the addresses that exist on this host."""
    return current_app.create_url_adapter(request)


def network_url(slug: str, path: str = "/") -> str:
    """A full address on a network's own host, for mails and other hosts. Never from a request header."""
    settings = kernel().settings
    return settings.address(f"{slug}.{settings.base_domain}") + path


def _add_file_headers(headers: Any, _path: str, _url: str) -> None:
    for name, value in FILE_HEADERS.items():
        headers[name] = value


class Assets:
    """Our css and js and htmx, copied once under names that carry their content's hash."""

    def __init__(self) -> None:
        files = {str(path.relative_to(STATIC)): path for path in STATIC.rglob("*") if path.suffix in TYPES}
        htmx = find_spec("django_htmx")
        if htmx is not None and htmx.origin:
            files["htmx.min.js"] = Path(htmx.origin).parent / "static" / "django_htmx" / "htmx-2.min.js"
        contents = {name: path.read_bytes() for name, path in sorted(files.items())}
        self.build = hashlib.sha256(b"".join(contents.values())).hexdigest()[:12]
        self.root = Path(tempfile.mkdtemp(prefix="portal-static-"))
        self.urls = {name: self._store(name, content) for name, content in contents.items()}

    def _store(self, name: str, content: bytes) -> str:
        stem, _, suffix = Path(name).name.rpartition(".")
        hashed = f"{stem}.{hashlib.sha256(content).hexdigest()[:12]}.{suffix}"
        (self.root / hashed).write_bytes(content)
        (self.root / f"{hashed}.gz").write_bytes(gzip.compress(content, 9))
        return f"/static/{hashed}"

    def serve(self, app: Flask) -> None:
        """Put WhiteNoise before the app; these files never change, so browsers may keep them."""
        app.wsgi_app = WhiteNoise(  # type: ignore[method-assign]
            app.wsgi_app,
            root=self.root,
            prefix="static/",
            max_age=31_536_000,
            immutable_file_test=lambda _path, _url: True,
            allow_all_origins=False,
            add_headers_function=_add_file_headers,
        )


def install(app: Flask) -> Assets:
    """Give templates what every page needs."""
    assets = Assets()
    assets.serve(app)
    app.jinja_env.globals.update(
        asset=assets.urls.__getitem__,
        language=language,
        translated=translated,
        may=may,
        Permission=Permission,
        csrf_token=generate_csrf,
        ring_dots=ring_dots,
    )
    app.jinja_env.filters["paragraphs"] = paragraphs
    app.context_processor(_common)
    return assets


def paragraphs(text: str) -> Markup:
    """Plain text as people typed it: blank lines part paragraphs, links are clickable, nothing else acts."""
    blocks = [block.strip() for block in text.replace("\r\n", "\n").split("\n\n") if block.strip()]
    return Markup("\n").join(
        Markup("<p>{}</p>").format(Markup("<br>").join(_linked(line) for line in block.split("\n")))
        for block in blocks
    )


def _linked(line: str) -> Markup:
    """Escaped, with web addresses as links that tell nobody where the reader comes from."""
    link = Markup('<a href="{0}" rel="nofollow noreferrer">{0}</a>')
    parts = enumerate(_WEB_ADDRESS.split(line))
    return Markup("").join(link.format(part) if place % 2 else escape(part) for place, part in parts)


def _common() -> dict[str, Any]:
    network = g.get("network") or getattr(request, "network", None)
    site = {"name": network.name if network else _("Self-help groups"), "home_url": "/"}
    values: dict[str, Any] = {
        "csp_nonce": nonce(),
        "locale": language(),
        "languages": _LANGUAGES,
        "network": network,
        "site": site,
        "messages": _said(),
    }
    if network is not None:
        site["country"] = country_of(network.locale, network.region)
        site["address"] = network_url(network.slug)
    if request.routing_exception is None and "failed" not in g:
        values.update(_menus(network))
        if network is not None and "db" in g:
            said = profile(g.db)
            site["phone"], site["country"] = said.phone, said.country
        if g.get("person") is None and not current_app.jinja_env.auto_reload:
            shown = tuple(site.items()), values["nav"], values["foot_links"], values.get("sign_in_url", "")
            values.update(_around(language(), *shown))
    return values


@lru_cache(maxsize=1_000)
def _around(
    locale: str,
    site: tuple[tuple[str, str], ...],
    nav: tuple[Link, ...],
    foot_links: tuple[Link, ...],
    sign_in_url: str,
) -> dict[str, Markup]:
    """What stands around every page a visitor sees: written once for each different one."""
    facts = dict(site)
    values = {
        "locale": locale, "languages": _LANGUAGES, "site": facts, "site_name": facts["name"],
        "home_url": facts["home_url"], "site_phone": facts.get("phone", ""), "quit_room": True,
        "country": facts.get("country", "DE" if locale == "de" else "NL"),
        "nav": nav, "foot_links": foot_links, "sign_in_url": sign_in_url,
    }  # fmt: skip
    parts = {name: i18n.template(f"frame/{name}.html").render(values) for name in ("exit", "top", "foot")}
    return {name: Markup(text) for name, text in parts.items()}  # noqa: S704  a template's output


def _menus(network: Any) -> dict[str, Any]:
    """The parts of a page that only a page that was found has."""
    person = g.get("person")
    menus: dict[str, Any] = {"nav": nav.links(), "foot_links": nav.links(foot=True)}
    if person is not None:
        menus["person"] = {"name": person.name or person.email}
        menus["person_menu"] = nav.links(personal=True)
        menus["sign_out_url"] = url_for("accounts.sign_out")
    elif network is not None:
        menus["sign_in_url"] = url_for("accounts.sign_in")
    return menus


def _said() -> list[Any]:
    """Sentences for this page; looking is free for a visitor without cookies."""
    return list(get_flashed_messages(with_categories=True)) if request.cookies else []
