"""The code in a sign-in mail: eight characters that look like no others and form no words.

No vowels, and none of 0 O 1 I L 5 S 8 B 2 Z where the neighbour is in the set: 23 characters, 36 bits.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import unicodedata
from datetime import timedelta

from flask import g

from portal.extensions import kernel

ALPHABET = "CDFGHJKMNPQRTVWXY234679"
LENGTH = 8
LIFETIME = timedelta(minutes=10)
TRIES = 5


def new_code() -> str:
    """A fresh random code, without its hyphen."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def in_groups(code: str) -> str:
    """As people read it."""
    return f"{code[:4]}-{code[4:]}"


def as_typed(text: str) -> str:
    """What was meant: lower case, spaces, hyphens of any kind and wide letters do not matter."""
    plain = unicodedata.normalize("NFKC", text).upper()
    return "".join(sign for sign in plain if sign.isascii() and sign.isalnum())


def keyed_hash(code: str, browser: str) -> bytes:
    """What is stored of a code: useless without our key, in another network, or in another browser."""
    return keyed("sign-in code", browser, code)


def keyed(purpose: str, *parts: object) -> bytes:
    """A hash that nobody can make without our key, for one purpose in this network."""
    text = "|".join(map(str, (purpose, g.network.id, *parts)))
    return hmac.new(kernel().settings.secret_key.encode(), text.encode(), hashlib.sha256).digest()
