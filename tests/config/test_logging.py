"""What a log line says, and what never gets into one."""

import json
import logging
from collections.abc import Iterator
from enum import Enum
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import structlog

from config.logging import bind, clear, note_request, setup_logging
from config.masking import HIDDEN, describe, mask
from config.settings import load_settings
from tests.config.lines import Lines, loggers_kept
from tests.config.test_settings import DESK, SERVER

ROOT = Path(__file__).parents[2]
NETWORK = UUID("01890a5d-ac96-774b-bcce-b302099a8057")


@pytest.fixture(autouse=True)
def restored() -> Iterator[None]:
    with loggers_kept():
        yield


@pytest.fixture
def server(capsys: pytest.CaptureFixture[str]) -> Lines:
    setup_logging(load_settings(SERVER))
    return Lines(capsys)


@pytest.fixture
def desk(capsys: pytest.CaptureFixture[str]) -> Lines:
    setup_logging(load_settings(DESK))
    return Lines(capsys)


def log() -> Any:
    return structlog.get_logger("portal.test")


def test_a_line_in_production_is_json_with_whom_it_is_about(server: Lines) -> None:
    bind(network=NETWORK, person="p-1", request_id="r-1", job="j-1")
    log().info("mail sent", attempt=2)
    (line,) = server.json()
    assert line["event"] == "mail sent" and line["level"] == "info" and line["logger"] == "portal.test"
    assert (line["network"], line["person"], line["request_id"], line["job"]) == (
        str(NETWORK),
        "p-1",
        "r-1",
        "j-1",
    )
    assert line["attempt"] == 2
    assert line["timestamp"].endswith("Z")


def test_clear_forgets(server: Lines) -> None:
    bind(network=NETWORK)
    clear()
    log().info("after")
    assert "network" not in server.json()[0]


def test_a_line_on_a_desk_is_readable(desk: Lines) -> None:
    bind(network=NETWORK)
    log().warning("mail refused", attempt=2)
    line = desk.text()
    assert "mail refused" in line and "attempt=2" in line and str(NETWORK) in line
    assert line.count("\n") == 1


@pytest.mark.parametrize("library", ["sqlalchemy.engine", "rq.worker", "_granian", "alembic"])
def test_libraries_write_in_the_same_shape(library: str, server: Lines) -> None:
    bind(network=NETWORK)
    logging.getLogger(library).error("what %s says", library)
    (line,) = server.json()
    assert line["event"] == f"what {library} says"
    assert line["logger"] == library and line["network"] == str(NETWORK)


def test_a_handler_a_library_brought_is_taken_away(capsys: pytest.CaptureFixture[str]) -> None:
    logger = logging.getLogger("rq.worker")
    logger.addHandler(logging.StreamHandler())
    logger.propagate = False
    setup_logging(load_settings(SERVER))
    logger.error("once")
    assert len(Lines(capsys).json()) == 1


def test_setting_up_twice_writes_once(server: Lines) -> None:
    setup_logging(load_settings(SERVER))
    log().info("once")
    assert len(server.json()) == 1


def test_a_request_is_one_line_with_whose_it_was(server: Lines) -> None:
    bind(network=NETWORK, request_id="r-1")
    note_request(endpoint="groups.index", method="GET", status=200, seconds=0.01234)
    (line,) = server.json()
    assert line.pop("timestamp").endswith("Z")
    whose = {"network": str(NETWORK), "request_id": "r-1"}
    said = {"endpoint": "groups.index", "method": "GET", "status": 200, "ms": 12.3}
    assert line == {"event": "request", "level": "info", "logger": "portal.requests", **whose, **said}


def test_a_request_cannot_choose_a_word_of_its_line(server: Lines) -> None:
    for method in ("DELETE", "delete", "jan@voorbeeld.example", "GET\nforged", ""):
        note_request(endpoint=None, method=method, status=405, seconds=0)
    assert [line["method"] for line in server.json()] == ["DELETE", *["other"] * 4]


def test_the_line_of_a_request_on_a_desk_is_readable(desk: Lines) -> None:
    note_request(endpoint="groups.index", method="GET", status=200, seconds=0.01234)
    line = desk.text()
    assert "request" in line and "endpoint=groups.index" in line and "ms=12.3" in line
    assert line.count("\n") == 1


ADDRESSES = [
    "jan.de.vries@voorbeeld.example",
    "Jan <jan+groep@mail.voorbeeld.example>",
    '"jan de vries"@voorbeeld.example',
    "müller@bücher.example",
    "jan%40voorbeeld.example",
    "ada@localhost",
    "mailto:jan@voorbeeld.example?subject=x",
]


@pytest.mark.parametrize("address", ADDRESSES)
def test_mail_addresses_are_masked(address: str, server: Lines) -> None:
    logging.getLogger("rq.worker").error("could not reach %s today", address)
    log().info(f"could not reach {address} today", state=address)
    text = server.text()
    assert "could not reach" in text and "today" in text
    for part in ("jan", "vries", "ller", "ada", "voorbeeld", "cher"):
        assert part not in text


def test_the_mask_leaves_other_text_alone() -> None:
    for text in (
        "12 of 12 networks migrated",
        "GET /groups 200 in 3 ms",
        "t_a1b2c3 at 10:00",
        "a @ b",
        "50%",
    ):
        assert mask(text) == text


DUPLICATE = 'duplicate key value violates unique constraint "person_mail_key"\n'


@pytest.mark.parametrize(
    "text",
    [
        DUPLICATE + "DETAIL:  Key (name)=(Jan de Vries) already exists.",
        DUPLICATE + "DETAIL:  Key (name)=(Jan\n\nde Vries) already exists.",
        "Key (name)=(Jan de Vries) is not present in table",
        "null value in column\nDETAIL:  Failing row contains (1, Jan de Vries, null).",
        'COPY failed\nCONTEXT:  COPY person, line 3, column name: "Jan de Vries"',
        'invalid input syntax for type uuid: "Jan de Vries"',
        "syntax error\nLINE 1: SELECT 'Jan de Vries'\n                ^",
        "oops\n[SQL: INSERT INTO person]\n[parameters: {'name': 'Jan de Vries'}]",
    ],
)
def test_values_that_postgresql_quotes_are_masked(text: str, server: Lines) -> None:
    try:
        raise RuntimeError(text)
    except RuntimeError:
        log().exception("it failed")
    logging.getLogger("alembic").error(text)
    lines = server.text()
    assert "Jan" not in lines and "Vries" not in lines
    assert HIDDEN in lines


def test_the_name_of_a_constraint_stays(server: Lines) -> None:
    try:
        raise RuntimeError(DUPLICATE + "DETAIL:  Key (name)=(Jan) already exists.")
    except RuntimeError:
        log().exception("it failed")
    assert "person_mail_key" in server.json()[0]["exception"]


def test_the_error_of_a_real_duplicate_keeps_the_value_out(server: Lines, admin_url: str) -> None:
    import psycopg

    with psycopg.connect(admin_url) as connection:
        connection.execute("CREATE TEMP TABLE person (mail text UNIQUE)")
        values = {"mail": "jan de vries"}
        connection.execute("INSERT INTO person VALUES (%(mail)s)", values)
        with pytest.raises(psycopg.errors.UniqueViolation) as error:
            connection.execute("INSERT INTO person VALUES (%(mail)s)", values)
    assert "jan de vries" in str(error.value), "the control: the driver does say it"
    log().error("it failed", exc_info=error.value)
    text = server.text()
    assert "UniqueViolation" in text and "vries" not in text


def test_text_under_an_unknown_key_is_hidden(server: Lines) -> None:
    log().info(
        "changed", name="Jan de Vries", theme="rouw", people=["Jan"], state="open", count=3, on=NETWORK
    )
    (line,) = server.json()
    assert (line["name"], line["theme"], line["people"]) == (HIDDEN, HIDDEN, [HIDDEN])
    assert (line["state"], line["count"], line["on"]) == ("open", 3, str(NETWORK))


def test_objects_show_their_type_and_nothing_else(server: Lines) -> None:
    class Person:
        def __repr__(self) -> str:
            return "Jan de Vries"

    class Channel(Enum):
        MAIL = "mail"

    log().info("changed", by=Person(), channel=Channel.MAIL, fields={"person": Person(), "theme": "rouw"})
    (line,) = server.json()
    assert "Person" in line["by"] and line["channel"] == "Channel.MAIL"
    assert "Jan" not in json.dumps(line) and "rouw" not in json.dumps(line)


def test_quoted_text_in_an_error_is_hidden_in_production(server: Lines) -> None:
    people: dict[str, int] = {}
    name = "Jan de Vries"
    try:
        people[name]
    except KeyError as error:
        log().error("it failed", exc_info=error)
        assert "Jan de Vries" in describe(error, strict=False), "the control: on a desk it is shown"
    exception = server.json()[0]["exception"]
    assert "KeyError" in exception and "test_logging.py" in exception
    assert "Jan de Vries" not in exception


def test_the_cause_of_an_error_is_told_first(server: Lines) -> None:
    try:
        try:
            raise OSError("the line broke")
        except OSError as error:
            raise RuntimeError("no mail") from error
    except RuntimeError:
        log().exception("it failed")
    exception = server.json()[0]["exception"]
    assert exception.index("the line broke") < exception.index("which led to") < exception.index("no mail")


FORGED = ["\n", "\r", "\r\n", "\x85", "\u2028", "\x1b[2K\x1b[1A", "\v", "\x00", "\u202e"]


@pytest.mark.parametrize("breaker", FORGED)
def test_a_value_cannot_forge_a_line(breaker: str, desk: Lines) -> None:
    text = f"in{breaker}2026-11-21T10:00:00Z [info     ] steward signed in"
    log().info(text, state=text)
    logging.getLogger("rq.worker").error("%s", text)
    bind(request_id=text)
    log().info("last")
    written = desk.text()
    assert len(written.splitlines()) == 3, "str.splitlines knows every line break there is"
    assert "\x1b" not in written and "\x00" not in written and "\u202e" not in written


def test_an_error_cannot_forge_a_line_either(desk: Lines) -> None:
    try:
        raise RuntimeError("x\n2026-11-21T10:00:00Z [info     ] steward signed in")
    except RuntimeError:
        log().exception("it failed")
    starts = [line for line in desk.text().splitlines() if not line.startswith("    ")]
    assert len(starts) == 1


def test_masking_long_hostile_text_is_quick(server: Lines) -> None:
    import time

    begin = time.monotonic()
    for text in ("a" * 500_000, "a@" * 200_000, "://" * 100_000, "Key (" * 100_000, "'" * 300_000):
        log().info(text, state=text)
        log().error("x", exc_info=RuntimeError(text))
    assert time.monotonic() - begin < 3
    assert max(map(len, server.text().splitlines())) < 40_000


def test_rq_and_granian_find_nothing_to_add(server: Lines) -> None:
    from granian.log import LogLevels, configure_logging
    from rq.logutils import setup_loghandlers

    setup_loghandlers("INFO")
    logging.getLogger("rq.worker").warning("from rq")
    assert [line["event"] for line in server.json()] == ["from rq"]
    configure_logging(LogLevels.info, json.loads((ROOT / "config" / "granian.json").read_text()))
    logging.getLogger("_granian").warning("from granian")
    assert "from granian" in server.text()
