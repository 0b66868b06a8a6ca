"""The settings of every process, read once from the environment; nonsense stops the start.

The list with examples and development values is config/dev.env. The web process and the worker are
started without DATABASE_OWNER_URL and DATABASE_ADMIN_URL: what they do not know they cannot leak.
"""

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Annotated, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, Field, ValidationError, field_validator
from pydantic_settings import (
    BaseSettings,
    EnvSettingsSource,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

from config import checks

PostgresUrl = Annotated[str, AfterValidator(checks.postgres_url)]
DATABASE_EXAMPLE = "postgresql://portal_control:secret@db.example:5432/portal"
LONG_RANDOM_TEXT = "a-random-text-of-at-least-32-characters"


class BadSettings(SystemExit):
    """One clear sentence about one variable.

    A SystemExit, so that every entry (web server, worker, command line) ends with that sentence on
    standard error and exit code 1, without a stack trace and without code of its own.
    """


class Settings(BaseSettings):
    """Typed and frozen. Values that hold a password are left out of `repr`."""

    model_config = SettingsConfigDict(
        frozen=True, extra="ignore", hide_input_in_errors=True, use_attribute_docstrings=True
    )

    environment: Literal["development", "test", "production"] = Field(examples=["production"])
    """Where this runs. `production` refuses secrets, addresses and schemes that are only good on a desk."""

    database_url: PostgresUrl = Field(repr=False, examples=[DATABASE_EXAMPLE])
    """Login of the control plane. Host and database also serve the logins of the networks."""

    database_owner_url: PostgresUrl | None = Field(
        None, repr=False, examples=[DATABASE_EXAMPLE.replace("control", "owner")]
    )
    """Login that owns the schemas. Only provisioning and migration get it."""

    database_admin_url: PostgresUrl | None = Field(
        None, repr=False, examples=["postgresql://postgres:secret@db.example:5432/postgres"]
    )
    """A superuser, needed once to prepare a cluster: roles, database, lock-down of the catalog."""

    tenant_db_secret: str = Field(repr=False, min_length=1, examples=[LONG_RANDOM_TEXT])
    """Master secret: the password of a network's database role is derived from it. At least 32 characters."""

    redis_url: Annotated[str, AfterValidator(checks.redis_url)] = Field(
        repr=False, examples=["redis://127.0.0.1:6379/0"]
    )
    """The doorbell of the worker. Losing what it holds loses nothing: the ledger is in PostgreSQL."""

    smtp_url: str = Field(repr=False, examples=["smtp+starttls://user:password@mail.example:587"])
    """Where mail is handed over: smtp:// plain, smtps:// and smtp+starttls:// encrypted."""

    mail_from: Annotated[str, AfterValidator(checks.sender)] = Field(
        examples=["Zelfhulpnetwerk <post@zelfhulp.example>"]
    )
    """Sender of every mail. Neutral: it may show up in somebody's inbox."""

    base_domain: Annotated[str, AfterValidator(checks.domain)] = Field(examples=["zelfhulp.example"])
    """The national address; a network answers at <slug>.BASE_DOMAIN."""

    public_scheme: Literal["http", "https"] = Field("https", examples=["https"])
    """Scheme of the links in mails and pages. Links never follow the Host header of a request."""

    public_port: int | None = Field(None, ge=1, le=65535, examples=["8000"])
    """Port of those links; empty for the usual port of the scheme."""

    secret_key: str = Field(repr=False, min_length=1, examples=[LONG_RANDOM_TEXT])
    """Signs cookies, form tokens and links. At least 32 characters; not the same as TENANT_DB_SECRET."""

    secret_key_fallbacks: Annotated[tuple[str, ...], NoDecode] = Field(
        (), repr=False, examples=["the-key-before-this-one,the-key-before-that"]
    )
    """Earlier values of SECRET_KEY, comma separated, still accepted while a key is replaced."""

    proxy_hops: int = Field(0, ge=0, le=5, examples=["1"])
    """Proxies of ours before the web process; so many X-Forwarded-For entries, from the end, are believed."""

    sentry_dsn: Annotated[str, AfterValidator(checks.web_url)] | None = Field(
        None, repr=False, examples=["https://key@errors.example/1"]
    )
    """Where errors are reported; empty: nowhere."""

    default_locale: Literal["nl", "en", "de"] = Field("nl", examples=["nl"])
    """Language of the national pages and of a network that chose none."""

    tz_default: Annotated[str, AfterValidator(checks.zone)] = Field(
        "Europe/Amsterdam", examples=["Europe/Amsterdam"]
    )
    """Time zone of a network that chose none. Meetings are local wall time in the network's zone."""

    mailbox_url: Annotated[str, AfterValidator(checks.web_url)] | None = Field(
        None, examples=["http://localhost:8025/"]
    )
    """Page that shows the caught mails. Development only."""

    stripe_url: Annotated[str, AfterValidator(checks.web_url)] | None = Field(
        None, examples=["http://localhost:8026"]
    )
    """Where payments are asked for, instead of at Stripe itself. Development and tests only."""

    stripe_key: str | None = Field(
        None, repr=False, min_length=20, examples=["sk_live_at-least-20-characters"]
    )
    """Secret key of the platform's Stripe account; empty: nobody can pay online."""

    stripe_webhook_secret: str | None = Field(
        None, repr=False, min_length=20, examples=["whsec_at-least-20-characters"]
    )
    """Proves that an event comes from Stripe; it belongs to the address <national address>/stripe/events."""

    operator_token: str | None = Field(
        None, repr=False, min_length=32, examples=["a-random-text-of-at-least-32-characters"]
    )
    """Opens <national address>/operator, which shows how far the work is; empty: there is no such page."""

    db_pool_size: int = Field(50, ge=1, le=200, examples=["50"])
    """Most database connections of one process, all networks together (each 1.5 to 3 MB in PostgreSQL)."""

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Only what `load_settings` read: no second look at os.environ or at a stray .env file."""
        return (init_settings,)

    @field_validator("smtp_url")
    @classmethod
    def _is_smtp(cls, value: str) -> str:
        checks.smtp_server(value)
        return value

    @field_validator("secret_key_fallbacks", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(part.strip() for part in value.split(",") if part.strip())
        return value

    @cached_property
    def smtp(self) -> checks.SmtpServer:
        return checks.smtp_server(self.smtp_url)

    @cached_property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.tz_default)

    @property
    def production(self) -> bool:
        return self.environment == "production"

    def address(self, host: str | None = None) -> str:
        """Start of a public address, without a slash at the end: of `host`, or of the national site."""
        usual = {"http": 80, "https": 443}[self.public_scheme]
        port = f":{self.public_port}" if self.public_port not in (None, usual) else ""
        return f"{self.public_scheme}://{host or self.base_domain}{port}"


def load_settings(env: Mapping[str, str] | None = None) -> Settings:
    """The settings in `env` (default: this process's environment). An empty value counts as absent.

    Raises BadSettings with one sentence naming the variable, what is wrong, and an example.
    """
    source = EnvSettingsSource(Settings, env_ignore_empty=True)
    if env is not None:
        source.env_vars = {name.lower(): value for name, value in env.items() if value}
    try:
        settings = Settings(**source())
    except ValidationError as error:
        raise BadSettings(_sentence(*_first_problem(error))) from None
    for name, problem in _contradictions(settings):
        raise BadSettings(_sentence(name, problem))
    return settings


def _contradictions(settings: Settings) -> Iterator[tuple[str, str]]:
    """Values that are fine alone and wrong together, as (field, problem)."""
    for name in ("database_owner_url", "database_admin_url"):
        other = getattr(settings, name)
        if other and urlsplit(other).username == urlsplit(settings.database_url).username:
            yield name, "names the same database user as DATABASE_URL"
    if settings.stripe_key and not settings.stripe_webhook_secret:
        yield "stripe_webhook_secret", "is missing, which STRIPE_KEY needs"
    if settings.production:
        yield from _desk_values(settings)


def _desk_values(settings: Settings) -> Iterator[tuple[str, str]]:
    """Values that are only good on a developer's desk."""
    for name in ("tenant_db_secret", "secret_key", "secret_key_fallbacks"):
        value: str | tuple[str, ...] = getattr(settings, name)
        for secret in (value,) if isinstance(value, str) else value:
            if problem := checks.secret_problem(secret):
                yield name, problem
    if settings.secret_key == settings.tenant_db_secret:
        yield "secret_key", "is the same as TENANT_DB_SECRET"
    if settings.public_scheme != "https":
        yield "public_scheme", "is http, which is refused in production"
    if not checks.is_public(settings.base_domain):
        yield "base_domain", "is no public host name, which production needs"
    if settings.smtp.security == "none" and not checks.is_this_machine(settings.smtp.host):
        yield "smtp_url", "would send mail over the network unencrypted"
    for name in ("mailbox_url", "stripe_url"):
        if getattr(settings, name):
            yield name, "is for development and must be left out"


def _first_problem(error: ValidationError) -> tuple[str, str]:
    problems = error.errors(include_url=False, include_input=False)
    missing = [str(problem["loc"][0]) for problem in problems if problem["type"] == "missing"]
    if missing:
        others = ", ".join(name.upper() for name in missing[1:])
        return missing[0], f"is missing ({others} too)" if others else "is missing"
    first = problems[0]
    message = first["msg"].removeprefix("Value error, ")
    return str(first["loc"][0]), message.replace("Input should be", "must be")


def _sentence(name: str, problem: str) -> str:
    example = (Settings.model_fields[name].examples or [""])[0]
    return f"{name.upper()} {problem}. Example: {name.upper()}={example}"
