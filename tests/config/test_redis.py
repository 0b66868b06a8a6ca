"""The Redis of one machine, from the PATH and from the wheel."""

import os
import shutil
import signal
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from redis import Redis
from redis.exceptions import AuthenticationError

from config.local import Trouble, redis

ON_PATH = shutil.which("redis-server")
PROGRAMS = [
    pytest.param(
        Path(ON_PATH or "none"), id="path", marks=pytest.mark.skipif(not ON_PATH, reason="none on PATH")
    ),
    pytest.param(redis.bundled_program(), id="wheel"),
]


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    path = tmp_path / "with blanks"
    yield path
    if server := redis.running(path):
        server.stop()


@pytest.mark.parametrize("program", PROGRAMS)
def test_it_keeps_what_it_is_given_over_a_stop(program: Path, home: Path) -> None:
    first = redis.start(home, program=program)
    with Redis.from_url(first.url) as client:
        client.set("kept", "yes")
    first.stop()
    again = redis.start(home, program=program)
    assert again.port == first.port and again.started_here
    with Redis.from_url(again.url, decode_responses=True) as client:
        assert client.get("kept") == "yes"


@pytest.mark.parametrize("program", PROGRAMS)
def test_it_asks_for_a_password_and_listens_on_loopback(program: Path, home: Path) -> None:
    server = redis.start(home, program=program)
    with pytest.raises(AuthenticationError), Redis(port=server.port) as stranger:
        stranger.ping()
    with Redis.from_url(server.url, decode_responses=True) as client:
        assert client.config_get("bind")["bind"] == "127.0.0.1"
        assert client.config_get("appendfsync")["appendfsync"] == "everysec"
    assert (home / "redis.conf").stat().st_mode & 0o777 == 0o600
    assert server.url not in repr(server)


def test_a_second_start_finds_the_first(home: Path) -> None:
    first = redis.start(home)
    second = redis.start(home)
    assert (first.started_here, second.started_here) == (True, False)
    assert first.url == second.url
    second.stop()
    first.stop()
    assert redis.running(home) is None


def test_it_starts_again_after_a_kill(home: Path) -> None:
    redis.start(home)
    os.kill(int((home / "redis.pid").read_text()), signal.SIGKILL)
    assert redis.start(home).started_here


def test_a_stuck_server_never_writes_beside_a_new_one(home: Path) -> None:
    redis.start(home)
    stuck = int((home / "redis.pid").read_text())
    os.kill(stuck, signal.SIGSTOP)
    assert redis.start(home).started_here
    assert int((home / "redis.pid").read_text()) != stuck


def test_a_taken_port_is_left_to_its_owner(home: Path) -> None:
    first = redis.start(home)
    first.stop()
    with socket.create_server(("127.0.0.1", first.port)):
        assert redis.start(home).port != first.port


def test_the_program_of_the_path_goes_first(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    valkey = tmp_path / "valkey-server"
    valkey.write_text("#!/bin/sh\n")
    valkey.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert redis.find_program() == valkey
    valkey.unlink()
    assert redis.find_program() == redis.bundled_program()


def test_what_redis_says_is_passed_on(home: Path) -> None:
    home.mkdir()
    (home / "appendonly.aof").write_text("not what redis wrote")
    with pytest.raises(Trouble, match="does not start") as trouble:
        redis.start(home, program=redis.bundled_program())
    assert "\n" not in str(trouble.value)
