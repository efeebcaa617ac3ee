r"""The corpus: what is typed, where, and what must come of it.

A line of a .tsv file has five columns: `id` (that of a public report, or of our own neighbour of
it), `kind` (safety, where privacy hangs on the words; else plain), `where`, `typed` and `comes`. In
the last two, \n, \r, \t and \uXXXX are characters. {bot}, {kim} and {ben} are mentions as the platform
writes them; in `comes` they read as people see them.

`where` are places with commas between them: slash, mention (in the ward's room), direct, desk (a
direct message by somebody of IT), it (IT's thread of C-101), ward (the ward's thread of C-101). Each
is tried on every platform that has it, or on one alone: `slack:direct`.

`comes` is one of:

    raised TEXT · offered TEXT · meant COMMAND   a new concern; one tap from one; "did you mean"
    note TEXT · note? TEXT                        kept with IT, and perhaps its writer was asked
    which TEXT                                    kept nowhere yet: asked which concern the note is on
    answer TEXT · workaround TEXT                 joined C-101, on both sides
    shows C-101 · home                            what is shown
    poll WHO QUESTION | ANSWER | …                WHO: anonymous, named, or named? (with a question)
    win NAMES: TEXT                               a draft for these people
    form NAME · help · kind · told TITLE · nothing
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Literal, NamedTuple

HERE = Path(__file__).parent
FILES = ("reported", "neighbours", "combined")
PLACES: dict[str, tuple[str, ...]] = {
    "slack": ("slash", "mention", "direct", "desk", "it", "ward"),
    "teams": ("mention", "direct", "desk", "it", "ward"),
    "web": ("slash", "mention", "direct", "desk", "it", "ward"),
}
_ESCAPED = re.compile(r"\\(?:u([0-9a-f]{4})|U([0-9a-f]{8})|([nrt]))")


class Line(NamedTuple):
    id: str
    kind: Literal["safety", "plain"]
    where: str
    typed: str
    comes: str

    def places(self, platform: str) -> list[str]:
        """Where it is typed on a platform."""
        wanted = [place.strip() for place in self.where.split(",")]
        return [p for p in PLACES[platform] if p in wanted or f"{platform}:{p}" in wanted]


def read(name: str) -> Iterator[Line]:
    for row in (HERE / f"{name}.tsv").read_text(encoding="utf-8").splitlines():
        if row and not row.startswith("#"):
            id_, kind, where, typed, comes = row.split("\t")
            assert kind in ("safety", "plain"), row
            yield Line(id_, kind, where, spelled_out(typed), spelled_out(comes))  # type: ignore[arg-type]


def every() -> list[Line]:
    return [line for name in FILES for line in read(name)]


def spelled_out(text: str) -> str:
    """With the characters that stand escaped in the file."""
    plain = {"n": "\n", "r": "\r", "t": "\t"}
    return _ESCAPED.sub(lambda m: plain[m[3]] if m[3] else chr(int(m[1] or m[2], 16)), text)


def escaped(text: str) -> str:
    """As the file has it."""
    found = text.replace("\n", "\\n").replace("\t", "\\t")
    return "".join(
        letter if letter.isascii() or (letter.isalnum() and ord(letter) < 0x2000) else _code(letter)
        for letter in found
    )


def _code(letter: str) -> str:
    return f"\\u{ord(letter):04x}" if ord(letter) < 0x10000 else f"\\U{ord(letter):08x}"
