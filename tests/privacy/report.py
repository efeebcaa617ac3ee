"""Prints the guard's figures: `python -m tests.privacy.report` (also `make privacy-report`)."""

import sys
import time
from collections import Counter
from collections.abc import Sequence
from math import sqrt
from statistics import median, quantiles

from bot.privacy import Guard, Rules
from tests.privacy.corpus import TUNED, UNTUNED, clean, examples
from tests.privacy.measure import alarms, pooled, recall

EACH = 40


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
    """Milliseconds for lines brought to 200 characters."""
    spent = []
    for text in texts:
        line = (text + " ") * (200 // (len(text) + 1) + 1)
        start = time.perf_counter()
        guard.check(line[:200])
        spent.append((time.perf_counter() - start) * 1000)
    return f"per 200 characters: median {median(spent):.2f} ms, p99 {quantiles(spent, n=100)[-1]:.2f} ms"


def main() -> None:
    guard = Guard(Rules())
    out = []
    for title, templates in (("tuned", TUNED), ("untuned", UNTUNED)):
        out += lines(title, *recall(guard, examples(templates, EACH)))
    found, all_clean = alarms(guard, clean()), clean()
    low, high = wilson(len(found), len(all_clean))
    share = len(found) / len(all_clean)
    out.append(
        f"false alarms: {len(found)} of {len(all_clean)}, {share:.3f} ({low:.3f} to {high:.3f})"
    )
    out += [f"  {line}  ->  {left}" for line, left in found]
    out.append(speed(guard, [e.text for e in examples(UNTUNED, 20)] + all_clean))
    sys.stdout.write("\n".join(out) + "\n")


if __name__ == "__main__":
    main()
