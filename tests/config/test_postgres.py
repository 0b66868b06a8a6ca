"""The embedded PostgreSQL: passwords, reuse, and starting again after every kind of end."""

import os
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import psycopg
import pytest

from config.local import Trouble, cluster, osuser, postgres


@pytest.fixture
def home(room: Path) -> Iterator[Path]:
    """A directory whose server, if any, is gone afterwards. Its path is too long for a socket."""
    path = room / f"a path with blanks {'and length ' * 8}"
    yield path
    for process in servers(path):
        process.kill()


def start(home: Path) -> postgres.PostgresServer:
    return postgres.start(home, fast=True)


def servers(home: Path) -> list[psutil.Process]:
    """The postmasters of this directory; their children follow them."""
    return [process for process in psutil.process_iter() if postgres._belongs(process, home / "cluster")]


def postmaster(home: Path) -> int:
    return int((home / "cluster" / "postmaster.pid").read_text().splitlines()[0])


def ask(url: str, question: str) -> object:
    with psycopg.connect(url) as connection:
        row = connection.execute(question.encode()).fetchone()
        assert row
        return row[0]


def test_a_role_made_later_needs_its_password(home: Path) -> None:
    server = start(home)
    with psycopg.connect(server.admin_url) as admin:
        admin.execute("CREATE ROLE t_abc LOGIN PASSWORD 'its own'")
    place = f"{server.host}:{server.port}/postgres"
    assert ask(f"postgresql://t_abc:its%20own@{place}", "SELECT current_user") == "t_abc"
    for login in ("t_abc:another@", "t_abc@", "postgres@", "postgres:postgres@"):
        with pytest.raises(psycopg.OperationalError, match="password"):
            psycopg.connect(f"postgresql://{login}{place}")
    kept = ask(server.admin_url, "SELECT rolpassword FROM pg_authid WHERE rolname = 't_abc'")
    assert str(kept).startswith("SCRAM-SHA-256$")


def test_it_listens_on_loopback_only_and_has_no_socket(home: Path) -> None:
    server = start(home)
    assert ask(server.admin_url, "SHOW listen_addresses") == "127.0.0.1"
    assert ask(server.admin_url, "SHOW unix_socket_directories") == ""
    listening = psutil.Process(postmaster(home)).net_connections("all")
    assert {item.laddr[0] for item in listening if item.status == psutil.CONN_LISTEN} == {"127.0.0.1"}


def test_its_settings_and_who_reads_its_password(home: Path) -> None:
    server = start(home)
    for name, value in (cluster.SETTINGS | cluster.FAST_SETTINGS).items():
        assert ask(server.admin_url, f"SHOW {name}") == value, name
    assert (home / "password").stat().st_mode & 0o777 == 0o600
    assert "password" not in repr(server) and server.admin_url not in repr(server)
    assert ask(server.admin_url, "SELECT lower('ÉCOLE')") == "école"


def test_a_second_start_finds_the_first(home: Path) -> None:
    first = start(home)
    second = start(home)
    assert (first.started_here, second.started_here) == (True, False)
    assert first.admin_url == second.admin_url
    found = postgres.running(home)
    assert found and found.port == first.port
    second.stop()
    first.stop()
    assert postgres.running(home) is None
    assert not servers(home)


def test_data_and_port_stay_over_a_stop(home: Path) -> None:
    first = start(home)
    with psycopg.connect(first.admin_url) as connection:
        connection.execute("CREATE TABLE kept (id int)")
    first.stop()
    again = start(home)
    assert again.port == first.port
    assert ask(again.admin_url, "SELECT count(*) FROM kept") == 0


def test_a_taken_port_is_left_to_its_owner(home: Path) -> None:
    first = start(home)
    first.stop()
    with socket.create_server(("127.0.0.1", first.port)):
        assert start(home).port != first.port


def test_it_recovers_from_a_killed_server(home: Path) -> None:
    first = postgres.start(home)
    with psycopg.connect(first.admin_url) as connection:
        connection.execute("CREATE TABLE kept (id int)")
    os.kill(postmaster(home), signal.SIGKILL)
    said: list[str] = []
    again = postgres.start(home, say=said.append)
    assert again.started_here and "not shut down" in " ".join(said)
    assert ask(again.admin_url, "SELECT count(*) FROM kept") == 0


def test_parts_of_a_killed_server_are_waited_for(home: Path) -> None:
    """A backend that hangs keeps the memory of its server: a second server beside it would ruin the data."""
    first = start(home)
    with psycopg.connect(first.admin_url) as connection:
        stuck = psutil.Process(connection.info.backend_pid)
        stuck.suspend()
        os.kill(postmaster(home), signal.SIGKILL)
        threading.Timer(1, stuck.resume).start()
        begin = time.monotonic()
        assert start(home).started_here
        assert time.monotonic() - begin > 0.9
    assert "pre-existing shared memory block" in (home / "cluster" / "server.log").read_text()


def test_a_number_given_to_another_program_is_no_server(home: Path) -> None:
    start(home).stop()
    claim = home / "cluster" / "postmaster.pid"
    claim.write_text(f"{os.getpid()}\n{home}/cluster\n1\n5432\n\n127.0.0.1\n1 1\nready   \n")
    assert postgres.running(home) is None
    assert start(home).started_here


@pytest.mark.parametrize("text", ["", "not a number\n", "4000000\n"])
def test_a_torn_pid_file_does_not_stop_a_start(text: str, home: Path) -> None:
    start(home).stop()
    (home / "cluster" / "postmaster.pid").write_text(text)
    assert start(home).started_here


def test_a_first_start_that_was_killed_is_done_again(home: Path) -> None:
    home.mkdir()
    (home / "cluster.new").mkdir()
    (home / "cluster.new" / "PG_VERSION").write_text("18\n")
    (home / "password").write_text("kept")
    assert ":kept@" in start(home).admin_url


def test_starts_side_by_side_make_one_server(home: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from config.local import postgres;"
        "print(postgres.start(Path(sys.argv[1]), fast=True).port)"
    )
    import sys

    starts = [
        subprocess.Popen([sys.executable, "-c", program, str(home)], stdout=subprocess.PIPE, text=True)
        for _ in range(3)
    ]
    ports = {process.communicate(timeout=60)[0] for process in starts}
    assert len(ports) == 1 and ports.pop().strip().isdigit()


def test_a_directory_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(Trouble, match=r"file/data cannot be written: Not a directory"):
        start(tmp_path / "file" / "data")


def test_data_of_another_version_is_named(home: Path) -> None:
    start(home).stop()
    (home / "cluster" / "PG_VERSION").write_text("16\n")
    with pytest.raises(Trouble, match="made by PostgreSQL 16 and this checkout brings 18"):
        start(home)


def test_a_password_that_does_not_fit_is_named(home: Path) -> None:
    start(home).stop()
    (home / "password").write_text("another")
    with pytest.raises(Trouble, match="does not fit"):
        start(home)


def test_what_postgresql_says_is_passed_on(home: Path) -> None:
    start(home).stop()
    (home / "cluster" / "postgresql.auto.conf").write_text("no_such_setting = 1\n")
    with pytest.raises(Trouble, match="does not start") as trouble:
        start(home)
    assert "server.log" in str(trouble.value) and "\n" not in str(trouble.value)


def test_a_full_disk_is_named(home: Path) -> None:
    """The real thing, on a disk of 12 MB, where this machine lets us make one."""
    home.mkdir()
    made = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=12m", "tmpfs", str(home)], check=False)
    if made.returncode:
        assert "disk is full" in cluster.reason(home, "could not write to file: No space left on device")
        return
    try:
        with pytest.raises(Trouble, match="disk is full"):
            start(home)
    finally:
        subprocess.run(["umount", "--lazy", str(home)], check=True)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has another user to run PostgreSQL as")
def test_as_root_it_runs_as_another_user_who_may_only_pass_through(room: Path) -> None:
    closed = room / "closed"
    closed.mkdir(mode=0o700)
    said: list[str] = []
    server = postgres.start(closed / "data", fast=True, say=said.append)
    try:
        assert psutil.Process(postmaster(closed / "data")).uids().effective != 0
        assert closed.stat().st_mode & 0o777 == 0o701
        assert str(closed) in said[0]
    finally:
        server.stop()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give away a directory")
def test_as_root_data_of_a_person_is_used_as_that_person(tmp_path: Path) -> None:
    (tmp_path / "cluster").mkdir()
    os.chown(tmp_path / "cluster", 65534, 65534)
    user = osuser.user_for(tmp_path / "cluster")
    assert user and user.pw_uid == 65534
