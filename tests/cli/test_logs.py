"""Logs tell what went wrong, and never what somebody wrote."""

import ast
import gc
import io
import json
import logging
import sys
import threading
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog
from sqlalchemy import create_engine, text

from bot.run import logs
from tests.logged import logged

ROOT = Path(__file__).parents[2]
PLANTED = "Jane Sample 00482913"


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def stream() -> Iterator[io.StringIO]:
    with logged() as stream:
        yield stream


def last(stream: io.StringIO) -> dict[str, object]:
    found = json.loads(stream.getvalue().splitlines()[-1])
    assert isinstance(found, dict)
    return found


def fail(words: str) -> None:
    raise ValueError(words)


def test_listed_keys_are_kept_and_others_only_named(stream: io.StringIO) -> None:
    structlog.get_logger().info("raised", concern="C-101", text=PLANTED, note=PLANTED)
    entry = last(stream)
    assert (entry["event"], entry["concern"]) == ("raised", "C-101")
    assert entry["dropped"] == ["note", "text"]
    assert PLANTED not in stream.getvalue()


def test_a_value_that_has_parts_is_only_named(stream: io.StringIO) -> None:
    structlog.get_logger().info("raised", action=("take", PLANTED), kind=ValueError(PLANTED))
    assert (last(stream)["action"], last(stream)["kind"]) == ("tuple", "ValueError")


def test_an_error_is_its_type_and_places_and_so_are_its_causes(stream: io.StringIO) -> None:
    log = structlog.get_logger()
    try:
        try:
            fail(PLANTED)
        except ValueError as error:
            raise OSError(13, PLANTED) from error
    except OSError:
        log.exception("broken")
    entry = last(stream)
    assert entry["error"] == "PermissionError (EACCES) from ValueError"
    assert "test_logs.py" in str(entry["trace"])
    assert PLANTED not in stream.getvalue()


def test_every_error_of_a_group_is_told(stream: io.StringIO) -> None:
    group = ExceptionGroup(PLANTED, [KeyError(PLANTED), ValueError(PLANTED)])
    structlog.get_logger().error("broken", exc_info=group)
    assert {"ExceptionGroup", "KeyError", "ValueError"} <= set(str(last(stream)["error"]).split())
    assert PLANTED not in stream.getvalue()


@pytest.mark.parametrize(
    "name",
    [
        "slack_bolt.App",
        "slack_sdk.web",
        "sqlalchemy.engine",
        "asyncio",
        "uvicorn",
        "apscheduler",
        "x",
    ],
)
def test_libraries_are_heard_without_their_words(name: str, stream: io.StringIO) -> None:
    library = logging.getLogger(name)
    library.error(f"body: {PLANTED}")
    library.error("body: %s", PLANTED)
    entry = last(stream)
    assert (entry["logger"], entry["level"]) == (name, "error")
    assert "test_logs" in str(entry["place"])
    assert PLANTED not in stream.getvalue()


def test_what_libraries_say_below_a_warning_is_not_heard(stream: io.StringIO) -> None:
    logging.getLogger("slack_sdk.web").info("sent %s", PLANTED)
    logging.getLogger("uvicorn.access").error("GET /?text=%s", PLANTED)
    assert stream.getvalue() == ""


def test_an_echoing_database_shows_no_parameters(stream: io.StringIO) -> None:
    engine = create_engine("sqlite://", echo=False)
    with engine.connect() as connection:
        connection.execute(text("SELECT :words"), {"words": PLANTED})
    engine.dispose()
    assert PLANTED not in stream.getvalue()


def test_a_crash_is_told_without_its_words(
    stream: io.StringIO, capsys: pytest.CaptureFixture[str]
) -> None:
    thread = threading.Thread(target=fail, args=(PLANTED,))
    thread.start()
    thread.join()
    sys.excepthook(ValueError, ValueError(PLANTED), None)
    assert [json.loads(line)["error"] for line in stream.getvalue().splitlines()] == [
        "ValueError",
        "ValueError",
    ]
    assert PLANTED not in stream.getvalue() + "".join(capsys.readouterr())


class Leaving:
    def __del__(self) -> None:
        fail(PLANTED)


def test_an_error_that_python_drops_is_told_without_its_words(
    stream: io.StringIO, capsys: pytest.CaptureFixture[str]
) -> None:
    Leaving()
    gc.collect()
    assert last(stream)["error"] == "ValueError"
    assert PLANTED not in stream.getvalue() + "".join(capsys.readouterr())


def test_warnings_are_told_without_their_words(stream: io.StringIO) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        logging.captureWarnings(capture=True)
        warnings.warn(PLANTED, stacklevel=1)
    assert last(stream)["logger"] == "py.warnings"
    assert PLANTED not in stream.getvalue()


def test_a_terminal_gets_lines_for_people(stream: io.StringIO) -> None:
    terminal = Terminal()
    logs.start("INFO", terminal)
    try:
        fail(PLANTED)
    except ValueError:
        structlog.get_logger().exception("broken", concern="C-101")
    first, *trace = terminal.getvalue().splitlines()
    assert "broken" in first
    assert "C-101" in first
    assert all(line.startswith("    ") for line in trace)
    assert len(trace) == 2
    assert PLANTED not in terminal.getvalue()


def test_our_own_events_are_fixed_sentences() -> None:
    """An event is printed as it is, so nothing may be put into it."""
    paths = [
        path for folder in ("bot", "adapters", "storage") for path in (ROOT / folder).rglob("*.py")
    ]
    calls = [call for path in paths for call in _log_calls(path.read_text(encoding="utf-8"))]
    assert len(calls) > 5
    for call in calls:
        assert len(call.args) == 1, ast.unparse(call)
        assert isinstance(call.args[0], ast.Constant), ast.unparse(call)


def _log_calls(code: str) -> Iterator[ast.Call]:
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Call) and ast.unparse(node.func).startswith("log."):
            yield node
