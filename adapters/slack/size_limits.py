"""What Slack takes, and how a text is fitted to it.

The documented limits, and two that are not: the blocks of one message may not weigh more than some
13,000 characters together (`msg_blocks_too_long`), and an edit refuses a `text` of more than 4,000
bytes (`msg_too_long`). Both are kept with a margin.
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias

from adapters.network.json_codec import dumps

Json: TypeAlias = dict[str, Any]
Cost: TypeAlias = Callable[[str], int]

HEADER = 150
SMALL = 2000  # escaped: what a section (3,000) or a context surely takes
ALERT_TEXT = 200  # Slack's page of the block names no limit; others have measured this one
BUTTON = 75
VALUE = 2000
CONFIRM_TITLE, CONFIRM_TEXT, CONFIRM_BUTTON = 100, 300, 30
ROWS, COLUMNS = 100, 20
MODAL_TITLE = 24
LABEL = 2000
OPTION, OPTION_VALUE, OPTIONS, BOXES = 75, 150, 100, 10
INPUT = 3000
PRIVATE = 3000
PIECE = 3000  # of one rich text; ours, since Slack names no limit but that of the whole
ESCAPED = 5  # bytes that a character takes at most: &amp;
A_BLOCK = 100  # what a block weighs beside its texts, as people have measured it

MARK = "…"
_HIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Room:
    """What fits: how many blocks, their weight, and the bytes of the text that is read aloud."""

    blocks: int
    weight: int
    text: int


MESSAGE = Room(50, 10_000, 3_900)
VIEW = Room(100, 80_000, 80_000)  # of 250 KB of JSON, where a character may take three


def clean(text: str) -> str:
    """Without characters that show as nothing and that Slack may refuse."""
    if text.isprintable():
        return text
    return _HIDDEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def one_line(text: str) -> str:
    return " ".join(clean(text).split())


def escape(text: str) -> str:
    """As text that Slack reads for markup, without any."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def units(text: str) -> int:
    """The length as Slack counts it at worst: an emoji is two."""
    return len(text) if text.isascii() else len(text) + sum(c > "\uffff" for c in text)


def heft(text: str) -> int:
    """The bytes of a text once escaped."""
    return len(escape(text).encode())


def cut(text: str, most: int, cost: Cost = units) -> str:
    """The text, or its beginning with a mark that there is more."""
    if cost(text) <= most:
        return text
    return text[: _end(text, most - cost(MARK), cost)].rstrip() + MARK


def split(text: str, most: int, cost: Cost = units) -> list[str]:
    """The text in pieces that are not too long, whole words where that is possible; together they
    are the text."""
    pieces = []
    while len(text) > most or cost(text) > most:
        end = max(1, _end(text, most, cost))
        pieces.append(text[:end])
        text = text[end:]
    return [*pieces, text] if text else pieces


def _end(text: str, most: int, cost: Cost) -> int:
    """How many characters fit; back to the end of a word if one ends in the last third."""
    reach = range(1, min(len(text), most) + 1)
    fit = bisect_right(reach, most, key=lambda n: cost(text[:n]))
    word = max(text.rfind(" ", 0, fit), text.rfind("\n", 0, fit)) + 1
    return word if word * 3 > fit * 2 else fit


def weigh(blocks: Iterable[Json]) -> int:
    return sum(A_BLOCK + _weight(block) for block in blocks)


def _weight(value: object) -> int:
    """The bytes of every string in a payload: those of `strings`, summed up as it is walked."""
    if isinstance(value, str):
        return len(value) if value.isascii() else len(value.encode())
    if isinstance(value, dict):
        return sum(map(_weight, value.values()))
    return sum(map(_weight, value)) if isinstance(value, list) else 0


def at_most(value: object) -> int:
    """No less than the bytes of every string in a payload, in a tenth of the time: most of what
    there is to measure is far from any limit."""
    return len(dumps(value).encode())


def strings(value: object) -> Iterator[str]:
    """Every string in a payload, those that name a type too."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from strings(one)
    elif isinstance(value, list):
        for one in value:
            yield from strings(one)
