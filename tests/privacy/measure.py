"""How well the guard finds what the corpus hides, as counts."""

from collections import Counter
from collections.abc import Iterable

from bot.privacy import Guard
from tests.privacy.corpus import STRUCTURED, Example

Missed = tuple[str, str, str]


def recall(
    guard: Guard, examples: Iterable[Example], missed: list[Missed] | None = None
) -> tuple[Counter[str], Counter[str]]:
    """How many identifiers of each type there are, and how many were found: a span counts as found
    when at least half of its characters were taken out. "whole" counts those taken out entirely."""
    there: Counter[str] = Counter()
    found: Counter[str] = Counter()
    for example in examples:
        checked = guard.check(example.text)
        for start, end, kind in example.spans:
            covered = sum(max(0, min(end, f.end) - max(start, f.start)) for f in checked.found)
            hit = covered * 2 >= end - start
            there[kind] += 1
            found[kind] += hit
            there["whole"] += hit
            found["whole"] += covered == end - start
            if missed is not None and covered < end - start:
                missed.append((kind, example.text, checked.text))
    return there, found


def caught(guard: Guard, examples: Iterable[Example]) -> int:
    """In how many messages at least one identifier was found."""
    return sum(
        any(
            f.start < end and start < f.end
            for f in guard.check(e.text).found
            for start, end, _ in e.spans
        )
        for e in examples
    )


def pooled(counts: Counter[str]) -> int:
    return sum(n for kind, n in counts.items() if kind in STRUCTURED)


def alarms(guard: Guard, lines: Iterable[str]) -> list[tuple[str, str]]:
    """Clean lines that lost something, with what was left."""
    checked = ((line, guard.check(line)) for line in lines)
    return [(line, found.text) for line, found in checked if not found.clean]
