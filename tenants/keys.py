"""Keys that rows are known by."""

from __future__ import annotations

import secrets
import time
from uuid import UUID


def uuid7() -> UUID:
    """A time-ordered key (RFC 9562, version 7), made here so that any PostgreSQL will do."""
    value = (time.time_ns() // 1_000_000) << 80 | 7 << 76 | secrets.randbits(12) << 64
    return UUID(int=value | 2 << 62 | secrets.randbits(62))
