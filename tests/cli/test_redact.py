"""`corridor redact` under what streams really hold."""

import io
import json
import os
import subprocess
import sys
from pathlib import Path

from bot.ops.redact import LONGEST_LINE, NOT_CHECKED, Check, redact
from bot.privacy import Checked, Guard, GuardFailed

ROOT = Path(__file__).parents[2]


def answers(given: bytes, check: Check | None = None) -> list[dict[str, object]]:
    """One object for each line that went in."""
    out = io.BytesIO()
    redact(io.BytesIO(given), out, check or Guard().check)
    lines = out.getvalue().split(b"\n")
    assert lines.pop() == b""
    return [json.loads(line) for line in lines]


def texts(given: bytes) -> list[object]:
    return [answer["text"] for answer in answers(given)]


def test_every_line_is_answered_even_an_empty_one_and_one_without_an_end() -> None:
    assert texts(b"one\r\n\ntwo") == ["one", "", "two"]


def test_an_object_that_is_not_ours_is_taken_as_text() -> None:
    for line in ('{"text": 5}', '{"text": "open', '{"note": "x"}', "{", '["text"]', "5", "null"):
        assert texts(line.encode()) == [line]


def test_a_broken_object_is_redacted_like_any_other_text() -> None:
    (answer,) = texts(b'{"text": "pt Jane Sample MRN 12345678"')
    assert "Jane" not in str(answer)
    assert "12345678" not in str(answer)


def test_nesting_without_end_is_taken_as_text() -> None:
    line = '{"text": ' + "[" * 100_000
    assert texts(line.encode()) == [line]


def test_spans_count_code_points_of_the_text_in_the_object() -> None:
    text = "\U0001f600 é pt Jane Sample"
    (answer,) = answers(json.dumps({"text": text}).encode())
    (span,) = [one for one in _spans(answer) if one["type"] == "NAME"]
    assert text[int(span["start"]) : int(span["end"])].endswith("Jane Sample")


def test_bytes_that_are_no_text_and_half_characters_do_not_stop_it() -> None:
    assert texts(b'\xff\xfe MRN 12345678\n{"text": "\\ud800 ok"}') == [
        "\ufffd\ufffd MRN [MRN]",
        "\ud800 ok",
    ]


def test_a_byte_order_mark_does_not_hide_an_object() -> None:
    assert texts(b'\xef\xbb\xbf{"text": "ok"}') == ["ok"]


def test_a_very_long_line_is_checked_to_its_end() -> None:
    (answer,) = texts(b"printer dead " * 5_000 + b"pt Jane Sample")
    assert str(answer).endswith("pt [NAME]")


def test_what_could_not_be_checked_shows_nothing_and_fails() -> None:
    def check(text: str) -> Checked:
        if "Jane" in text:
            raise GuardFailed("RecursionError")
        return Checked(text)

    out = io.BytesIO()
    assert redact(io.BytesIO(b"Jane Sample\nok\n"), out, check) == 1
    first, second = map(json.loads, out.getvalue().splitlines())
    assert first == {"text": NOT_CHECKED, "spans": [], "error": "RecursionError"}
    assert second["text"] == "ok"


def test_answers_come_before_the_next_line_does(tmp_path: Path) -> None:
    with _redact(tmp_path) as running:
        assert running.stdin is not None
        assert running.stdout is not None
        running.stdin.write(b"pt Jane Sample\n")
        running.stdin.flush()
        assert json.loads(running.stdout.readline())["text"] == "pt [NAME]"
        running.stdin.close()


def test_a_reader_that_leaves_early_is_no_error(tmp_path: Path) -> None:
    with _redact(tmp_path) as running:
        assert running.stdin is not None
        assert running.stdout is not None
        assert running.stderr is not None
        running.stdout.close()
        running.stdin.write(b"one\n")
        running.stdin.close()
        assert running.stderr.read() == b""
        assert running.wait(timeout=30) == 0


def _redact(cwd: Path) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        [sys.executable, "-m", "bot", "redact"],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def _spans(answer: dict[str, object]) -> list[dict[str, int | str]]:
    found = answer["spans"]
    assert isinstance(found, list)
    return found


def test_a_line_without_end_is_not_held_and_the_next_one_is_answered() -> None:
    long = b"pt Jane Sample " * 200_000
    endless, after = answers(long + b"\nMRN 12345678\n")
    assert endless == {"text": NOT_CHECKED, "spans": [], "error": "TooLong"}
    assert after["text"] == "MRN [MRN]"


def test_a_line_as_long_as_allowed_is_answered() -> None:
    line = b"a" * LONGEST_LINE
    assert texts(line) == [line.decode()]
    assert texts(line[:-1] + b"\nok") == [line[:-1].decode(), "ok"]


class Endless(io.RawIOBase):
    """Lines that are made when asked for, and how many were."""

    def __init__(self, count: int) -> None:
        self.left, self.asked = count, 0

    def readline(self, size: int | None = -1, /) -> bytes:
        self.left, self.asked = self.left - 1, self.asked + 1
        return b"" if self.left < 0 else b"pt Jane Sample MRN 12345678\n"


class Sink(io.RawIOBase):
    """Keeps nothing but how much was written, and how far ahead of it the reading was."""

    def __init__(self, source: Endless) -> None:
        self.source, self.lines, self.ahead = source, 0, 0

    def write(self, data: object, /) -> int:
        self.lines += 1
        self.ahead = max(self.ahead, self.source.asked - self.lines)
        return 0


def test_a_hundred_thousand_lines_stream_through_one_by_one() -> None:
    source = Endless(100_000)
    sink = Sink(source)
    assert redact(source, sink, Checked) == 0  # type: ignore[arg-type]
    assert (sink.lines, sink.ahead) == (100_000, 0)
