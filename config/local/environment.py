"""Which environment each process of `make run` gets.

Lowest to highest: config/dev.env, the environment of the person at the keyboard, what was started here.
"""

import os
import secrets
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import quote, urlsplit

from dotenv import dotenv_values

from config.local import Trouble
from config.local.keep import private_file

ROOT = Path(__file__).parents[2]
DATA = ROOT / ".data"

OWNER_ROLE = "portal_owner"
CONTROL_ROLE = "portal_control"
DATABASE = "portal"
KEPT_SECRETS = ("SECRET_KEY", "TENANT_DB_SECRET", "OPERATOR_TOKEN", "OWNER_PASSWORD", "CONTROL_PASSWORD")


def read(path: Path) -> dict[str, str]:
    """The values of an environment file; a name without a value is left out."""
    return {name: value for name, value in dotenv_values(path, interpolate=False).items() if value}


def kept_secrets(data: Path) -> dict[str, str]:
    """Secrets made on the first start and kept, so that people stay signed in over a restart."""
    path = data / "secrets.env"
    kept = read(path)
    made = {name: secrets.token_urlsafe(48) for name in KEPT_SECRETS if name not in kept}
    if made:
        kept |= made
        private_file(path, "".join(f"{name}={value}\n" for name, value in kept.items()))
    return kept


def base(data: Path, port: int) -> dict[str, str]:
    """What is known before anything runs."""
    kept = kept_secrets(data)
    own = {name: kept[name] for name in ("SECRET_KEY", "TENANT_DB_SECRET", "OPERATOR_TOKEN")}
    given = {name: value for name, value in os.environ.items() if value}
    fixed = {"PYTHONUNBUFFERED": "1"}
    return own | read(ROOT / "config" / "dev.env") | {"PUBLIC_PORT": str(port)} | given | fixed


def database_urls(admin_url: str, data: Path) -> dict[str, str]:
    """The three logins of one server: superuser, owner of the schemas, control plane.

    The database is the one in `admin_url`, unless that is PostgreSQL's own.
    """
    kept = kept_secrets(data)
    parts = urlsplit(admin_url)
    database = parts.path.strip("/")
    database = DATABASE if database in ("", "postgres", "template1") else database
    place = parts.netloc.rpartition("@")[2]

    def login(role: str, password: str) -> str:
        return parts._replace(netloc=f"{role}:{quote(password)}@{place}", path=f"/{database}").geturl()

    return {
        "DATABASE_ADMIN_URL": admin_url,
        "DATABASE_OWNER_URL": login(OWNER_ROLE, kept["OWNER_PASSWORD"]),
        "DATABASE_URL": login(CONTROL_ROLE, kept["CONTROL_PASSWORD"]),
    }


def given_databases(env: Mapping[str, str], data: Path) -> dict[str, str]:
    """The logins somebody set; a lone DATABASE_URL counts as the superuser to prepare a cluster with."""
    if "DATABASE_OWNER_URL" in env:
        return {}
    if "DATABASE_ADMIN_URL" in env:
        raise Trouble("DATABASE_ADMIN_URL and DATABASE_URL are set; DATABASE_OWNER_URL is missing.")
    return database_urls(env["DATABASE_URL"], data)


def without(env: Mapping[str, str], *names: str) -> dict[str, str]:
    return {name: value for name, value in env.items() if name not in names}


def for_operator(env: Mapping[str, str]) -> dict[str, str]:
    """For commands that create and migrate networks."""
    return without(env, "DATABASE_ADMIN_URL")


def for_product(env: Mapping[str, str]) -> dict[str, str]:
    """For web, worker and clock: what they do not know they cannot leak."""
    return without(env, "DATABASE_ADMIN_URL", "DATABASE_OWNER_URL")
