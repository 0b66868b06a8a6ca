"""Reading requests as strictly as Stripe does: what is unknown, missing or of the wrong kind is refused."""

import re
import time
from collections.abc import Callable, Mapping
from typing import Any

from config.local.stripe_server.books import Wrong

Check = Callable[[str, str], object]
SHORTEST, LONGEST = 30 * 60, 24 * 60 * 60
"""Seconds a checkout may stay open."""
SPARE = 60
_INDEX = re.compile(r"\[\d+\]")


def whole(name: str, text: str) -> int:
    if not re.fullmatch(r"\d{1,9}", text):
        raise Wrong(400, "parameter_invalid_integer", f"Invalid integer: {text}", name)
    return int(text)


def amount(name: str, text: str) -> int:
    value = whole(name, text)
    if value < 50:
        raise Wrong(400, "amount_too_small", "The amount must be at least 0.50.", name)
    return value


def text(name: str, value: str) -> str:
    if not 0 < len(value) <= 500:
        raise Wrong(400, "parameter_invalid_string_empty", "A text of 1 to 500 characters.", name)
    return value


def web_address(name: str, value: str) -> str:
    if not re.fullmatch(r"https?://[^\s]{1,4000}", value):
        raise Wrong(400, "url_invalid", "Not a valid URL.", name)
    return value


def end(name: str, value: str) -> int:
    moment, ahead = whole_moment(name, value), whole_moment(name, value) - time.time()
    if not SHORTEST - SPARE <= ahead <= LONGEST:
        raise Wrong(400, "parameter_invalid", "Between 30 minutes and 24 hours from now.", name)
    return moment


def whole_moment(name: str, value: str) -> int:
    if not re.fullmatch(r"\d{10}", value):
        raise Wrong(400, "parameter_invalid_integer", "Not a moment in seconds.", name)
    return int(value)


def one_of(*allowed: str) -> Check:
    def check(name: str, value: str) -> str:
        if value not in allowed:
            raise Wrong(400, "parameter_invalid", f"Must be one of {', '.join(allowed)}.", name)
        return value

    return check


_PRICE = "line_items[][price_data]"
CHECKOUT: dict[str, Check] = {
    "mode": one_of("payment"),
    "ui_mode": one_of("hosted_page"),
    "success_url": web_address,
    "cancel_url": web_address,
    "client_reference_id": text,
    "expires_at": end,
    "locale": one_of("nl", "en", "de"),
    "line_items[][quantity]": whole,
    f"{_PRICE}[currency]": one_of("eur"),
    f"{_PRICE}[unit_amount]": amount,
    f"{_PRICE}[product_data][name]": text,
}
REFUND: dict[str, Check] = {"payment_intent": text, "amount": whole}
REFUNDS: dict[str, Check] = {"payment_intent": text, "limit": whole}
NOTHING: dict[str, Check] = {}


def read(sent: Mapping[str, str], allowed: Mapping[str, Check], *needed: str) -> dict[str, Any]:
    """The values of a form by name, indexes left out. Raises Wrong."""
    found: dict[str, Any] = {}
    for name, value in sent.items():
        plain = _INDEX.sub("[]", name)
        if plain not in allowed:
            raise Wrong(400, "parameter_unknown", f"Received unknown parameter: {name}", name)
        if plain in found:
            raise Wrong(400, "parameter_invalid", "Only one of these is played here.", name)
        found[plain] = allowed[plain](name, value)
    for name in needed:
        if name not in found:
            raise Wrong(400, "parameter_missing", f"Missing required param: {name}.", name)
    return found


def same_shape(sent: Any, allowed: Any, at: str = "") -> None:
    """A JSON body holds nothing but what `allowed` names; a type stands for any value of it."""
    if isinstance(allowed, type):
        if not isinstance(sent, allowed):
            raise Wrong(400, "parameter_invalid", f"Not a {allowed.__name__}.", at)
    elif isinstance(allowed, dict):
        if not isinstance(sent, dict):
            raise Wrong(400, "parameter_invalid", "Not an object.", at)
        for name, value in sent.items():
            if name not in allowed:
                raise Wrong(400, "unknown_field", f"Received unknown parameter: {at}.{name}", name)
            same_shape(value, allowed[name], f"{at}.{name}".strip("."))
    elif sent not in allowed:
        raise Wrong(400, "parameter_invalid", f"Must be one of {allowed}.", at)
