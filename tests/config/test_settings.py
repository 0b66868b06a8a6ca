"""What the settings accept, and the one sentence with which they refuse."""

import re
from pathlib import Path

import pytest
from dotenv import dotenv_values

from config.checks import SmtpServer
from config.settings import BadSettings, Settings, load_settings

ROOT = Path(__file__).parents[2]
DESK = {
    "ENVIRONMENT": "development",
    "DATABASE_URL": "postgresql://portal_control:geheim@localhost:5432/portal",
    "TENANT_DB_SECRET": "short",
    "REDIS_URL": "redis://localhost:6379/0",
    "SMTP_URL": "smtp://localhost:1025",
    "MAIL_FROM": "Zelfhulpnetwerk <post@zelfhulp.example>",
    "BASE_DOMAIN": "localhost",
    "SECRET_KEY": "also-short",
    "PUBLIC_SCHEME": "http",
}
SERVER = DESK | {
    "ENVIRONMENT": "production",
    "TENANT_DB_SECRET": "Qk3-9vXw_72hTzLpB0sYdRfGmNcUeAoJ4i",
    "SECRET_KEY": "Zr8_1nMvPq-6tWxKyHbCgDsLfJ5aEo0uTi",
    "SMTP_URL": "smtp+starttls://post:geheim@mail.example:587",
    "BASE_DOMAIN": "zelfhulp.example",
    "PUBLIC_SCHEME": "https",
}


def refused(env: dict[str, str]) -> str:
    with pytest.raises(BadSettings) as refusal:
        load_settings(env)
    return str(refusal.value)


def test_a_desk_and_a_server_are_accepted() -> None:
    """The control of every refusal below: the rest of the values is fine."""
    assert load_settings(DESK).address("alpha.localhost") == "http://alpha.localhost"
    assert load_settings(DESK | {"PUBLIC_PORT": "8000"}).address() == "http://localhost:8000"
    assert load_settings(SERVER).address() == "https://zelfhulp.example"
    assert load_settings(SERVER | {"PUBLIC_PORT": "443"}).address() == "https://zelfhulp.example"


def test_values_arrive_in_their_types() -> None:
    settings = load_settings(SERVER | {"SECRET_KEY_FALLBACKS": "first, second,", "DB_POOL_SIZE": "7"} | {
        "ENVIRONMENT": "test", "DATABASE_URL": "postgres://u:p@h/d"})  # fmt: skip
    assert settings.secret_key_fallbacks == ("first", "second")
    assert settings.db_pool_size == 7
    assert settings.database_url == "postgresql://u:p@h/d"
    assert settings.zone.key == "Europe/Amsterdam"
    assert settings.smtp == SmtpServer("mail.example", 587, "starttls", "post", "geheim")
    assert settings.sentry_dsn is None


def test_the_process_environment_is_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in (DESK | {"TZ_DEFAULT": "Europe/Brussels"}).items():
        monkeypatch.setenv(name, value)
    assert load_settings().tz_default == "Europe/Brussels"
    assert load_settings(DESK).tz_default == "Europe/Amsterdam"


def test_settings_do_not_change() -> None:
    with pytest.raises(ValueError, match="frozen"):
        load_settings(DESK).secret_key = "another"


def test_secrets_and_passwords_stay_out_of_repr() -> None:
    shown = repr(load_settings(SERVER | {"DATABASE_OWNER_URL": "postgresql://o:wachtwoord@h/d"}))
    assert "zelfhulp.example" in shown
    for secret in ("geheim", "wachtwoord", SERVER["SECRET_KEY"], SERVER["TENANT_DB_SECRET"]):
        assert secret not in shown


REFUSALS = [
    ("ENVIRONMENT", "staging"),
    ("DATABASE_URL", "mysql://u:p@h/d"),
    ("DATABASE_URL", "postgresql://h/d"),
    ("DATABASE_URL", "postgresql://u:p@h"),
    ("DATABASE_URL", "postgresql://u:p@h:99999/d"),
    ("DATABASE_URL", "postgresql://u:p@h:0/d"),
    ("DATABASE_URL", "postgresql://[u/d"),
    ("DATABASE_OWNER_URL", "postgresql://portal_control:x@localhost/portal"),
    ("DATABASE_ADMIN_URL", "sqlite:///x.db"),
    ("REDIS_URL", "http://localhost:6379"),
    ("REDIS_URL", "redis://localhost:6379/first"),
    ("SMTP_URL", "mail.example"),
    ("SMTP_URL", "smtp://user@mail.example"),
    ("SMTP_URL", "smtp://mail.example:smtp"),
    ("MAIL_FROM", "nobody"),
    ("MAIL_FROM", "<>"),
    ("MAIL_FROM", "a@x.example, b@y.example"),
    ("MAIL_FROM", "a@x.example\r\nBcc: b@y.example"),
    ("BASE_DOMAIN", "https://zelfhulp.example"),
    ("BASE_DOMAIN", "zelfhulp.example:8000"),
    ("BASE_DOMAIN", "zelf_hulp.example"),
    ("PUBLIC_SCHEME", "gopher"),
    ("PUBLIC_PORT", "0"),
    ("PUBLIC_PORT", "65536"),
    ("PUBLIC_PORT", "eight"),
    ("SENTRY_DSN", "sentry"),
    ("DEFAULT_LOCALE", "fr"),
    ("TZ_DEFAULT", "Europe/Atlantis"),
    ("TZ_DEFAULT", "../../etc/passwd"),
    ("DB_POOL_SIZE", "0"),
    ("DB_POOL_SIZE", "many"),
]


@pytest.mark.parametrize(("name", "value"), REFUSALS)
def test_nonsense_is_refused_by_name_with_an_example(name: str, value: str) -> None:
    sentence = refused(DESK | {name: value})
    assert sentence.startswith(f"{name} ")
    assert f"Example: {name}=" in sentence
    assert "\n" not in sentence


@pytest.mark.parametrize("name", ["DATABASE_URL", "REDIS_URL", "SMTP_URL", "SECRET_KEY", "BASE_DOMAIN"])
@pytest.mark.parametrize("value", [None, ""])
def test_a_missing_value_is_named(name: str, value: str | None) -> None:
    env = {key: text for key, text in DESK.items() if key != name} | ({} if value is None else {name: value})
    assert refused(env).startswith(f"{name} is missing. Example: {name}=")


def test_all_missing_values_are_named_at_once() -> None:
    sentence = refused({"ENVIRONMENT": "production"})
    assert "DATABASE_URL is missing" in sentence
    assert "SECRET_KEY" in sentence and "REDIS_URL" in sentence


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SECRET_KEY", "31-characters-are-one-too-few.."),
        ("SECRET_KEY", "a" * 64),
        ("SECRET_KEY", SERVER["TENANT_DB_SECRET"]),
        ("SECRET_KEY_FALLBACKS", "too-short"),
        ("TENANT_DB_SECRET", "only-for-tests-0123456789-abcdefghijklmnop"),
        ("PUBLIC_SCHEME", "http"),
        ("BASE_DOMAIN", "localhost"),
        ("BASE_DOMAIN", "portal.localhost"),
        ("BASE_DOMAIN", "10.0.0.1"),
        ("SMTP_URL", "smtp://mail.example:25"),
        ("MAILBOX_URL", "http://localhost:8025/"),
    ],
)
def test_what_is_good_on_a_desk_is_refused_in_production(name: str, value: str) -> None:
    load_settings(SERVER | {"ENVIRONMENT": "development", name: value})
    assert refused(SERVER | {name: value}).startswith(f"{name} ")


def test_a_refusal_never_repeats_a_secret() -> None:
    for name in ("DATABASE_URL", "REDIS_URL", "SMTP_URL"):
        assert "wachtwoord" not in refused(DESK | {name: "odd://user:wachtwoord@host/x y"})
    assert "kort-geheim" not in refused(SERVER | {"SECRET_KEY": "kort-geheim"})


def test_a_refusal_ends_a_process_with_the_sentence_and_no_trace(capfd: pytest.CaptureFixture[str]) -> None:
    import subprocess
    import sys

    command = [sys.executable, "-c", "from config.settings import load_settings; load_settings({})"]
    assert subprocess.run(command, cwd=ROOT, check=False).returncode == 1
    assert re.fullmatch(r"ENVIRONMENT is missing[^\n]*\n", capfd.readouterr().err)


@pytest.mark.parametrize("name", ["dev.env", "test.env"])
def test_environment_files_are_accepted_with_the_addresses_filled_in(name: str) -> None:
    values = {key: value for key, value in dotenv_values(ROOT / "config" / name).items() if value}
    load_settings(DESK | values)
    assert refused(SERVER | values | {"ENVIRONMENT": "production"})


def test_dev_env_documents_every_variable_and_no_other() -> None:
    lines = (ROOT / "config" / "dev.env").read_text().splitlines()
    documented = [line.split("=", 1)[0] for line in lines if "=" in line and not line.startswith("#")]
    assert sorted(documented) == sorted(name.upper() for name in Settings.model_fields)


def test_every_variable_says_why() -> None:
    for name, field in Settings.model_fields.items():
        assert field.description, name
        assert field.examples, name
