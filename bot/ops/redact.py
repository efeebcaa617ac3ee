"""`corridor redact`: takes identifiers out of a stream, one line in, one JSON object out."""

import json
from collections.abc import Callable
from typing import BinaryIO, TypeAlias

from bot.privacy.findings import Checked, GuardFailed

Check: TypeAlias = Callable[[str], Checked]

NOT_CHECKED = "[NOT CHECKED]"
LONGEST_LINE = 1_000_000  # bytes; what is longer is no line of text, and is never held whole


def redact(lines: BinaryIO, out: BinaryIO, check: Check) -> int:
    """Answers every line as soon as it has come; how many could not be checked.

    A line is `{"text": …}` or, where it is anything else, text itself. One that could not be
    checked, or is too long to be, is answered without any of its text. `start` and `end` count
    code points in the text as it came.
    """
    failed = 0
    while line := lines.readline(LONGEST_LINE):
        # Whether the line went on; then the rest of it is passed over.
        rest = line
        while len(rest) == LONGEST_LINE and not rest.endswith(b"\n"):
            rest = lines.readline(LONGEST_LINE)
        if rest is not line and rest != b"":
            answer, sound = _unchecked("TooLong"), False
        else:
            answer, sound = _answer(_text(line), check)
        failed += not sound
        shown = json.dumps(answer, ensure_ascii=False)
        # Half a surrogate pair can't be UTF-8; backslashed, it is JSON's own way to write it.
        out.write(shown.encode("utf-8", "backslashreplace") + b"\n")
        out.flush()
    return failed


def _text(line: bytes) -> str:
    text = line.decode("utf-8", "replace").rstrip("\r\n").removeprefix("\ufeff")
    if not text.lstrip().startswith("{"):
        return text
    try:
        value = json.loads(text)["text"]
    except (ValueError, KeyError, RecursionError):
        return text
    return value if isinstance(value, str) else text


def _unchecked(why: str) -> dict[str, object]:
    return {"text": NOT_CHECKED, "spans": [], "error": why}


def _answer(text: str, check: Check) -> tuple[dict[str, object], bool]:
    try:
        checked = check(text)
    except GuardFailed as failure:
        return _unchecked(str(failure)), False
    spans = [{"start": one.start, "end": one.end, "type": one.type} for one in checked.found]
    return {"text": checked.text, "spans": spans}, True
