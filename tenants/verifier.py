"""What PostgreSQL keeps of a network's password: a SCRAM-SHA-256 verifier (RFC 5803, RFC 7677)."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets

ROUNDS = 16
"""RFC 7677 asks for 4,096 to slow down guessing of what people choose. Ours are 256 random bits, which
nobody guesses; the rounds would only be paid with every connection that is opened."""


def scram_verifier(password: str, *, rounds: int = ROUNDS) -> str:
    """The text for `ALTER ROLE ... PASSWORD`; `password` holds ASCII only."""
    salt = secrets.token_bytes(16)
    salted = hashlib.pbkdf2_hmac("sha256", password.encode("ascii"), salt, rounds)
    client, server = (hmac.digest(salted, name, "sha256") for name in (b"Client Key", b"Server Key"))
    stored = hashlib.sha256(client).digest()
    salt64, stored64, server64 = (base64.b64encode(part).decode() for part in (salt, stored, server))
    return f"SCRAM-SHA-256${rounds}:{salt64}${stored64}:{server64}"
