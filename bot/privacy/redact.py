"""Takes findings out of a text: `[NAME]`, `[MRN]`, numbered where one type stands for several."""

import re
from bisect import bisect_right
from collections.abc import Sequence

from bot.privacy.findings import KIND_WORDS, Found

SHOWN = {kind: kind for kind in KIND_WORDS} | {"NAME_CTX": "NAME"}
PLACEHOLDER = re.compile(rf"\[(?:{'|'.join(sorted(set(SHOWN.values())))})(?: \d{{1,4}})?\]")


def placeholders(text: str, found: Sequence[Found]) -> list[str]:
    """One placeholder per finding; the same words get the same number within this text only."""
    values: dict[str, dict[str, int]] = {}
    numbers: list[tuple[str, int]] = []
    for one in found:
        shown = SHOWN[one.type]
        same = values.setdefault(shown, {})
        value = " ".join(text[one.start : one.end].casefold().split())
        numbers.append((shown, same.setdefault(value, len(same) + 1)))
    return [
        f"[{kind} {min(n, 9999)}]" if len(values[kind]) > 1 else f"[{kind}]" for kind, n in numbers
    ]


def redact(text: str, found: Sequence[Found]) -> str:
    """`text` with each finding replaced; `found` is sorted and does not overlap."""
    parts: list[str] = []
    at = 0
    for one, shown in zip(found, placeholders(text, found), strict=True):
        parts += (text[at : one.start], shown)
        at = one.end
    parts.append(text[at:])
    return "".join(parts)


def back(text: str, found: Sequence[Found], later: Sequence[Found]) -> list[Found]:
    """Findings `later` in `redact(text, found)` as places of `text` itself."""
    shown = placeholders(text, found)
    pieces: list[tuple[int, int, int, int]] = []  # start, end in the redacted, in the original
    shift = 0
    for one, name in zip(found, shown, strict=True):
        start = one.start + shift
        pieces.append((start, start + len(name), one.start, one.end))
        shift += len(name) - (one.end - one.start)
    starts = [piece[0] for piece in pieces]

    def origin(position: int, *, end: bool) -> int:
        index = bisect_right(starts, position - 1 if end else position) - 1
        if index < 0:
            return position
        start, stop, first, last = pieces[index]
        if position < stop or (end and position == stop):
            return last if end else first
        return last + position - stop

    return [
        Found(origin(one.start, end=False), origin(one.end, end=True), one.type, one.hard)
        for one in later
    ]
