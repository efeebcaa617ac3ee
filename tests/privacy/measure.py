"""How well the guard finds what the corpus hides, as counts."""

from collections import Counter
from collections.abc import Iterable

from bot.privacy import Guard
from tests.privacy.corpus import STRUCTURED, Example


def recall(guard: Guard, examples: Iterable[Example]) -> tuple[Counter[str], Counter[str]]:
    """How many identifiers of each type there are, and how many were found: a span counts as found
    when at least half of its characters were taken out."""
    there: Counter[str] = Counter()
    found: Counter[str] = Counter()
    for example in examples:
        taken = guard.check(example.text).found
        for start, end, kind in example.spans:
            covered = sum(max(0, min(end, f.end) - max(start, f.start)) for f in taken)
            there[kind] += 1
            found[kind] += covered * 2 >= end - start
    return there, found


def pooled(counts: Counter[str]) -> int:
    return sum(n for kind, n in counts.items() if kind in STRUCTURED)


def alarms(guard: Guard, lines: Iterable[str]) -> list[tuple[str, str]]:
    """Clean lines that lost something, with what was left."""
    checked = ((line, guard.check(line)) for line in lines)
    return [(line, found.text) for line, found in checked if not found.clean]
