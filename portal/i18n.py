"""Which language a reader gets: the person's own choice, else the network's, else the browser's."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from flask import Flask, current_app, g, has_request_context, request
from flask_babel import Babel, force_locale, get_locale, gettext
from jinja2 import Environment, Template
from jinja2.ext import Extension
from jinja2.lexer import Token, TokenStream

from portal.clock import ZONE

SUPPORTED = ("nl", "en", "de")
NAMES = {"nl": "Nederlands", "en": "English", "de": "Deutsch"}
COOKIE = "lang"


def install(app: Flask) -> None:
    """Give the app its three languages; translations live in portal/translations."""
    app.config.setdefault("BABEL_TRANSLATION_DIRECTORIES", "translations")
    Babel(
        app, locale_selector=choose, default_locale=app.config["DEFAULT_LOCALE"], default_timezone=str(ZONE)
    )
    for name in ("dateformat", "datetimeformat"):
        app.jinja_env.filters[name] = _dotted(app.jinja_env.filters[name])
    app.extensions["spoken"] = {locale: _spoken(app.jinja_env, locale) for locale in SUPPORTED}


def _dotted(write: Callable[..., str]) -> Callable[..., str]:
    """German has a dot after the number of a day, so that one pattern in a template serves all languages."""

    def write_day(value: object, format: str | None = None, *more: object, **named: object) -> str:
        if format and language() == "de":
            format = format.replace("d MMM", "d. MMM")
        return write(value, format, *more, **named)

    return write_day


def choose() -> str | None:
    """The language of this request; None outside a request (then the default holds)."""
    if not has_request_context():
        return None
    asked = "lang" in request.args and request.args["lang"]
    chosen = asked or request.cookies.get(COOKIE)
    if chosen in SUPPORTED:
        return chosen
    person = g.get("person")
    if person is not None and person.locale in SUPPORTED:
        return str(person.locale)
    network = g.get("network") or getattr(request, "network", None)  # an address may lead nowhere
    if network is not None:
        return str(network.locale)
    return request.accept_languages.best_match(SUPPORTED)


def language() -> str:
    """The language in force, as one of SUPPORTED."""
    locale = get_locale()
    return locale.language if locale and locale.language in SUPPORTED else "nl"


class Spoken(Extension):
    """Writes what never differs into the compiled template, in the language of its environment.

    Looking sentences up one by one costs more than the rest of a page: `{{ _("a sentence") }}` becomes text,
    `_("%(num)s places", num=3)` only fills in (see `pages.translated`), `{{ asset("a.css") }}` an address.
    """

    CALL = ("name", "lparen", "string")
    WHOLE = ("variable_begin", *CALL, "rparen", "variable_end")

    def filter_stream(self, stream: TokenStream) -> Iterator[Token]:
        """Jinja asks this of the tokens of every template before it compiles them."""
        tokens, at, html = list(stream), 0, str(stream.name).endswith(".html")
        while at < len(tokens):
            ahead = tokens[at : at + len(self.WHOLE)]
            kinds = tuple(token.type for token in ahead)
            name = ahead[1].value if kinds == self.WHOLE else ahead[0].value
            if kinds == self.WHOLE and name in ("_", "asset"):
                yield Token(ahead[0].lineno, "data", self._constant(name, ahead[3].value))
                at += len(ahead)
            elif html and kinds[:3] == self.CALL and kinds[3] in ("comma", "rparen") and name == "_":
                yield Token(ahead[0].lineno, "name", "translated")
                yield ahead[1]
                yield Token(ahead[2].lineno, "string", self._translated(ahead[2].value))
                at += len(self.CALL)
            else:
                yield ahead[0]
                at += 1

    def _constant(self, name: str, text: str) -> str:
        return self._translated(text) % {} if name == "_" else str(self.environment.globals["asset"](text))  # type: ignore[operator]

    def _translated(self, sentence: str) -> str:
        with force_locale(self.environment.spoken):  # type: ignore[attr-defined]
            return str(gettext(sentence))


def _spoken(environment: Environment, locale: str) -> Environment:
    made = environment.overlay(extensions=[Spoken])
    made.extend(spoken=locale)
    return made


def template(name: str) -> Template:
    """The template of this name in the language in force."""
    spoken: Any = current_app.extensions["spoken"]
    found: Template = spoken[language()].get_template(name)
    return found
