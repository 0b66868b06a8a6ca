"""`make run` with a tiny portal in place of ours: start, stop, and what goes wrong around them."""

import re
import signal
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from config.local import Trouble, environment, postgres, redis
from config.local.claim import Claim
from config.local.ports import wanted_port
from tests.config.checkout import Checkout

pytestmark = pytest.mark.xdist_group("run")
READY = r"Ctrl-C stops everything"


@pytest.fixture
def checkout(room: Path) -> Iterator[Checkout]:
    place = Checkout(room / "checkout")
    yield place
    place.stop()


def processes_left_in(place: Path, *, patience: float = 15.0) -> list[psutil.Process]:
    """What still runs there after a while: a step that was just being started ends by itself."""
    deadline = time.monotonic() + patience
    while (left := processes_in(place)) and time.monotonic() < deadline:
        time.sleep(0.2)
    return left


def processes_in(place: Path) -> list[psutil.Process]:
    found = []
    for process in psutil.process_iter():
        try:
            if process.status() != psutil.STATUS_ZOMBIE and process.cwd().startswith(str(place)):
                found.append(process)
        except (psutil.Error, OSError):
            continue
    return found


def test_the_life_of_a_checkout(checkout: Checkout) -> None:
    """Three runs in a row: to Ctrl-C, to a kill, and to `make stop`."""
    secret = _first_run(checkout)
    second = checkout.run()
    second.wait_for(READY)
    assert checkout.get() == secret, "people stay signed in"
    second.end(signal.SIGKILL)
    assert checkout.get("/healthz") == "ok", "the control: its web server still has the port"

    third = checkout.run()
    third.wait_for(READY)
    left = f"The last run (process {second.process.pid}) was killed, 5 of its processes still ran"
    assert left in third.text
    assert "stopping the portal" in checkout.stop()
    assert third.ended() == 0
    assert processes_in(checkout.place) == []


def _first_run(checkout: Checkout) -> str:
    run = checkout.run(CRASH_ONCE="yes")
    run.wait_for(READY)
    assert run.text.count("schemas | knows DATABASE_ADMIN_URL DATABASE_OWNER_URL DATABASE_URL") == 2
    assert "demo    | knows DATABASE_OWNER_URL DATABASE_URL" in run.text
    assert f"The portal runs at  http://localhost:{checkout.port}/" in run.text
    assert f"ada signs in at http://alpha.localhost:{checkout.port}" in run.text
    assert "Mails are shown at  http://localhost:" in run.text
    home = checkout.get()
    assert home.startswith("DATABASE_URL "), "the web process knows the control login only"
    run.wait_for(r"worker  \| knows DATABASE_URL\n(.*\n)*.*worker  \| knows DATABASE_URL\n")
    assert "worker stopped (exit code 7); starts again in 1 s" in run.text
    for private in ("secrets.env", "operator.env", "postgres/password", "redis/password"):
        assert (checkout.place / ".data" / private).stat().st_mode & 0o777 == 0o600, private
    second = checkout.run()
    assert second.ended() == 1
    assert f"already runs (process {run.process.pid}) at http://localhost:{checkout.port}/" in second.text
    assert checkout.get("/healthz") == "ok", "the second start leaves the first alone"
    assert run.end(signal.SIGINT) == 0
    assert not (checkout.place / ".data" / "operator.env").exists(), "its servers are gone"
    assert run.text.count("finished the job") == 2, "worker and clock were asked, not killed"
    assert "is killed" not in run.text
    assert processes_in(checkout.place) == []
    return home


def test_a_failing_migration_ends_the_run_with_its_lines(checkout: Checkout) -> None:
    run = checkout.run(BREAK_MIGRATION="yes")
    assert run.ended() == 1
    assert "schemas | network alpha could not be migrated" in run.text
    assert "networks migrate'` failed (exit code 3)" in run.text
    assert "Traceback" not in run.text
    assert processes_in(checkout.place) == []


def test_ctrl_c_during_the_start_ends_it(checkout: Checkout) -> None:
    run = checkout.run()
    run.wait_for("Redis is ready")
    assert run.end(signal.SIGINT) == 0
    assert processes_in(checkout.place) == []


def test_stop_finds_what_a_killed_run_left(checkout: Checkout) -> None:
    run = checkout.run()
    run.wait_for("Redis is ready")
    run.end(signal.SIGKILL)
    said = checkout.stop()
    assert "was killed" in said and "PostgreSQL stopped" in said and "Redis stopped" in said
    assert processes_left_in(checkout.place) == []
    assert checkout.stop() == ""


def test_a_web_server_that_falls_ends_the_run(checkout: Checkout) -> None:
    (checkout.place / "portal" / "wsgi.py").write_text("raise RuntimeError('no portal today')\n")
    run = checkout.run()
    assert run.ended() == 1
    assert "The web process stopped" in run.text and "no portal today" in run.text


def test_a_taken_port_is_named_with_a_free_one(checkout: Checkout) -> None:
    with socket.create_server(("127.0.0.1", checkout.port)):
        run = checkout.run()
        assert run.ended() == 1
    assert f"Port {checkout.port} is taken by another program" in run.text
    assert "make run PORT=" in run.text
    assert not (checkout.place / ".data" / "postgres").exists(), "nothing was started before"


@pytest.mark.parametrize("port", ["0", "65536", "http", "-1", "80.5", ""])
def test_an_odd_port_is_named(port: str) -> None:
    assert wanted_port({"PORT": "8001"}) == 8001 and wanted_port({}) == 8000
    with pytest.raises(Trouble, match=f"PORT={port} is not a port"):
        wanted_port({"PORT": port})


def test_an_odd_setting_stops_the_start_with_its_sentence(checkout: Checkout) -> None:
    run = checkout.run(TZ_DEFAULT="Europe/Atlantis")
    assert run.ended() == 1
    assert "TZ_DEFAULT is not a time zone this machine knows" in run.text
    assert "Traceback" not in run.text


def test_given_servers_are_used_and_left_running(checkout: Checkout, room: Path) -> None:
    elsewhere = room / "elsewhere"
    database = postgres.start(elsewhere / "postgres", fast=True)
    bell = redis.start(elsewhere / "redis")
    try:
        given = {"DATABASE_URL": database.admin_url, "REDIS_URL": bell.url, "SMTP_URL": "smtp://localhost:1"}
        run = checkout.run(**given, BREAK_MIGRATION="yes")
        assert run.ended() == 1
        place = f"@127.0.0.1:{database.port}/portal\n"
        assert re.search(f"control login postgresql://portal_control:[^@]+{place}", run.text)
        assert re.search(f"owner login postgresql://portal_owner:[^@]+{place}", run.text)
        assert f"bell {bell.url}\n" in run.text
        assert "mailbox" not in run.text
        assert not (checkout.place / ".data" / "postgres").exists()
        assert postgres.running(elsewhere / "postgres") and redis.running(elsewhere / "redis")
    finally:
        database.stop()
        bell.stop()


def test_a_claim_is_given_back_by_a_dead_process_only(tmp_path: Path) -> None:
    claim = Claim(tmp_path)
    claim.take({"pid": 1})
    assert Claim(tmp_path).is_held()
    claim.release()
    assert not Claim(tmp_path).is_held()


def test_a_number_given_to_another_program_is_not_ended(tmp_path: Path) -> None:
    stranger = psutil.Popen(["sleep", "60"])
    claim = Claim(tmp_path)
    claim.take({"pid": 1})
    claim.write([stranger.pid])
    noted = claim.note.read_text()
    claim.note.write_text(noted.replace(str(stranger.create_time()), "1.0"))
    assert claim.note.read_text() != noted
    claim.clear_leftovers(lambda _sentence: None)
    assert stranger.poll() is None
    claim.write([stranger.pid])
    claim.clear_leftovers(lambda _sentence: None)
    assert stranger.wait(5) is not None, "the control: with its own birth it is ended"


def test_secrets_are_made_once(tmp_path: Path) -> None:
    first = environment.kept_secrets(tmp_path)
    assert environment.kept_secrets(tmp_path) == first
    assert len(set(first.values())) == len(environment.KEPT_SECRETS)
    assert min(map(len, first.values())) >= 32
