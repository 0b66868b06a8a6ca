"""What runs underneath the portal: PostgreSQL, Redis, the mailbox and the pay page, as far as they were not
given.
"""

import secrets
import sys
import time
from collections.abc import Callable
from pathlib import Path

from config.local import environment, postgres, redis
from config.local.keep import preferred_port
from config.local.processes import Child

USUAL_MAIL_PORT = 1025
USUAL_MAIL_PAGE_PORT = 8025
USUAL_PAY_PORT = 8026


class Services:
    """Starts them and knows how to stop them. Each method returns the variables it adds."""

    def __init__(self, data: Path, say: Callable[[str], None]) -> None:
        self.data = data
        self.say = say
        self._stops: list[Callable[[], None]] = []

    def databases(self, env: dict[str, str]) -> dict[str, str]:
        if "DATABASE_URL" in env:
            return environment.given_databases(env, self.data)
        begin = time.monotonic()
        server = postgres.start(self.data / "postgres", say=self.say)
        self._stops.append(server.stop)
        self.say(f"PostgreSQL is ready on port {server.port} ({time.monotonic() - begin:.1f} s)")
        return environment.database_urls(server.admin_url, self.data)

    def doorbell(self, env: dict[str, str]) -> dict[str, str]:
        if "REDIS_URL" in env:
            return {}
        server = redis.start(self.data / "redis")
        self._stops.append(server.stop)
        self.say(f"Redis is ready on port {server.port}")
        return {"REDIS_URL": server.url}

    def mailbox(self, env: dict[str, str]) -> tuple[dict[str, str], Child | None]:
        """The mailbox is a process of its own, so that it ends with the others and in their order."""
        if "SMTP_URL" in env:
            return {}, None
        smtp, page = preferred_port(USUAL_MAIL_PORT), preferred_port(USUAL_MAIL_PAGE_PORT)
        command = [sys.executable, "-m", "config.local.mailbox", "--data", str(self.data / "mail")]
        ports = ["--smtp-port", str(smtp), "--http-port", str(page)]
        added = {"SMTP_URL": f"smtp://127.0.0.1:{smtp}", "MAILBOX_URL": f"http://localhost:{page}/"}
        return added, Child("mailbox", command + ports, environment.for_product(env), restart=True)

    def payments(self, env: dict[str, str]) -> tuple[dict[str, str], Child | None]:
        """The stand-in for Stripe, unless a key of Stripe's own was given. What was paid is kept."""
        if "STRIPE_KEY" in env:
            return {}, None
        port = preferred_port(USUAL_PAY_PORT)
        added = {
            "STRIPE_URL": f"http://localhost:{port}",
            "STRIPE_KEY": f"sk_test_{secrets.token_hex(16)}",
            "STRIPE_WEBHOOK_SECRET": f"whsec_{secrets.token_hex(16)}",
        }
        command = [sys.executable, "-m", "config.local.stripe_server", "--port", str(port)]
        to = f"http://localhost:{env['PUBLIC_PORT']}/stripe/events"
        command += ["--events-to", to, "--data", str(self.data / "stripe")]
        return added, Child("stripe", command, environment.for_product(env) | added, restart=True)

    def stop(self) -> None:
        while self._stops:
            self._stops.pop()()
