"""What the kernel hangs on the application: settings, sessions, the register, the doorbell."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from flask import current_app
from redis import Redis

from config.settings import Settings
from tenants.registry import Directory
from tenants.scope import Scope


@dataclass(frozen=True)
class Kernel:
    """The parts every request and job needs; one per application."""

    settings: Settings
    scope: Scope
    directory: Directory
    redis: Redis


def kernel() -> Kernel:
    """The parts of the application in whose context we are."""
    return cast(Kernel, current_app.extensions["kernel"])
