"""Prints how well danger is told: `python -m tests.danger.report` (also `make danger-report`)."""

import sys

from bot.rules.danger import danger
from tests.danger.corpus import FRESH, SEEN, TUNED, UNTOUCHED, Sentence, sentences
from tests.privacy.report import wilson


def said(what: str, hits: int, n: int) -> str:
    low, high = wilson(hits, n)
    return f"  {what:14} {hits:4} of {n:4}  {hits / n:6.3f}  ({low:.3f} to {high:.3f})"


def counts(of: list[Sentence]) -> tuple[int, int, int, int]:
    """Dangers found, dangers, alarms where there is none, and how many of those there are."""
    dangers = [one for one in of if one.danger]
    clean = [one for one in of if not one.danger]
    found = sum(danger(one.text) for one in dangers)
    return found, len(dangers), sum(danger(one.text) for one in clean), len(clean)


def main() -> None:
    for name in (TUNED, SEEN, UNTOUCHED, FRESH):
        found, dangers, alarms, clean = counts(sentences(name))
        rows = (name, said("recall", found, dangers), said("false alarms", alarms, clean))
        sys.stdout.write("\n".join(rows) + "\n")


if __name__ == "__main__":
    main()
