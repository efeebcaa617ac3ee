"""Prints the guard's figures: `python -m tests.privacy.report` (also `make privacy-report`)."""

import sys
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from math import sqrt
from statistics import median, quantiles

from bot.privacy import Guard, Rules
from tests.privacy.corpus import TUNED, UNTOUCHED, UNTUNED, clean, examples
from tests.privacy.measure import alarms, caught, pooled, recall
from tests.privacy.registers import SETS, by_register, clean_lines
from tests.privacy.untouched import untouched_clean

EACH = 40
SPLITS = (("tuned", TUNED), ("looked at later", UNTUNED), ("untouched", UNTOUCHED))


def wilson(hits: int, n: int) -> tuple[float, float]:
    """The 95 % score interval of a share (Wilson 1927)."""
    z = 1.959964
    p, spread = hits / n, z * sqrt(hits / n * (1 - hits / n) / n + z * z / (4 * n * n))
    middle, whole = p + z * z / (2 * n), 1 + z * z / n
    return (middle - spread) / whole, (middle + spread) / whole


def lines(title: str, there: Counter[str], found: Counter[str]) -> list[str]:
    rows = [title]
    for kind in sorted(there):
        low, high = wilson(found[kind], there[kind])
        share = found[kind] / there[kind]
        rows.append(f"  {kind:13} n={there[kind]:5}  {share:6.3f}  ({low:.3f} to {high:.3f})")
    rows.append(f"  structured pooled  {pooled(found) / pooled(there):6.3f}")
    return rows


def speed(guard: Guard, texts: Sequence[str]) -> str:
    """Milliseconds of this process' own time for lines brought to 200 characters."""
    spent = []
    for text in texts:
        line = (text + " ") * (200 // (len(text) + 1) + 1)
        start = time.process_time()
        guard.check(line[:200])
        spent.append((time.process_time() - start) * 1000)
    return f"per 200 characters: median {median(spent):.2f} ms, p99 {quantiles(spent, n=100)[-1]:.2f} ms"


def false_alarms(guard: Guard, title: str, clean_lines: Sequence[str], *, shown: bool) -> list[str]:
    found = alarms(guard, clean_lines)
    n = len(clean_lines)
    low, high = wilson(len(found), n)
    told = f"{len(found)} of {n}, {len(found) / n:.3f} ({low:.3f} to {high:.3f})"
    rows = [f"false alarms, {title}: {told}"]
    return rows + [f"  {line}  ->  {left}" for line, left in found if shown]


def interval(hits: int, n: int) -> str:
    low, high = wilson(hits, n)
    return f"{hits / n:6.3f}  ({low:.3f} to {high:.3f})"


def registers(guard: Guard, half: str) -> list[str]:
    """What is found of each type and in each register of one set, and how many of the messages
    with identifiers had one found, so that their writer is told."""
    made = by_register(half)
    everything = [example for messages in made.values() for example in messages]
    rows = lines(f"registers, {half}, {len(everything)} messages", *recall(guard, everything))
    rows.append(
        f"  messages      n={len(everything):5}  {interval(caught(guard, everything), len(everything))}"
    )
    for register, messages in made.items():
        there, found = recall(guard, messages)
        hits, n = _without_whole(found), _without_whole(there)
        told = f"messages {caught(guard, messages) / len(messages):.3f}"
        rows.append(f"  [{register:12}] n={n:4}  {interval(hits, n)}  {told} of {len(messages)}")
    return rows


def _without_whole(counts: Counter[str]) -> int:
    return sum(n for kind, n in counts.items() if kind != "whole")


def long_text(guard: Guard, texts: Iterable[str]) -> str:
    """Milliseconds of processor time for 40,000 characters, the median of five."""
    text = "\n".join(texts)[:40_000]
    spent = []
    for _ in range(5):
        start = time.process_time()
        guard.check(text)
        spent.append((time.process_time() - start) * 1000)
    return f"for {len(text)} characters: {median(spent):.1f} ms"


def main() -> None:
    """What was missed and what was a false alarm is shown of the tuned lines only: who has seen
    those of the untouched ones can't help tuning on them."""
    guard = Guard(Rules())
    out = []
    for title, templates in SPLITS:
        out += lines(
            f"{title}, {len(templates)} templates", *recall(guard, examples(templates, EACH))
        )
    out += false_alarms(guard, "tuned", clean(), shown=True)
    out += false_alarms(guard, "untouched", untouched_clean(), shown=False)
    for half in SETS:
        out += registers(guard, half)
        out += false_alarms(
            guard, f"registers, {half}", clean_lines(half), shown=half in ("tuned", "later")
        )
    out.append("registers, tuned, " + speed(guard, _texts("tuned") + clean_lines("tuned")))
    out.append("clean lines, " + long_text(guard, clean_lines("tuned") + clean_lines("tuned")))
    out.append(speed(guard, [e.text for e in examples(UNTUNED, 20)] + clean()))
    sys.stdout.write("\n".join(out) + "\n")


def _texts(half: str) -> list[str]:
    return [example.text for messages in by_register(half).values() for example in messages]


if __name__ == "__main__":
    main()
