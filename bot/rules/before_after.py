"""A share before and after, said so that nobody reads more into it than is there (R14).

The interval is Newcombe's (`shares.difference`): when it leaves zero out, the share is higher or
lower; otherwise there is no clear change yet. Either way it is no proof of a cause.
"""

import re

from bot.rules.confidence_intervals import difference
from bot.rules.decimals import HUNDRED, shown

Share = tuple[int, int]  # how many, of how many
LEAST = 11  # patients on either side of a count: fewer could be found out
CAUTION = "It happened alongside the work; that is not proof that the work caused it."
_COUNT = r"(\d[\d,. ]*?)\s*(?:of|/|out of)\s*(\d[\d,. ]*)"
_ONE = re.compile(rf"\s*{_COUNT}\s*", re.IGNORECASE)


def one(text: str) -> Share | None:
    """`412 of 2,310`; None for anything that is not just that."""
    found = _ONE.fullmatch(text)
    return (_n(found[1]), _n(found[2])) if found else None


def _n(digits: str) -> int:
    return int(re.sub(r"[,. ]", "", digits))


def wrong(share: Share) -> str:
    """Why a count can't be kept, as a sentence that says what can; empty when it can."""
    hits, total = share
    if total <= 0 or hits > total:
        return f"{hits:,} of {total:,} is no share: the first number is part of the second."
    if 0 < hits < LEAST or 0 < total - hits < LEAST:
        return (
            f"{hits:,} of {total:,} tells of fewer than {LEAST} patients, who could be found out."
            " Count over a longer time or more units."
        )
    return ""


def said(before: Share, after: Share) -> tuple[str, str]:
    """ "17.8 % to 15.4 %", and "down 2.4 points (95 % CI 0.2 to 4.5): lower"."""
    found = difference(before, after)
    low, high = found.low * HUNDRED, found.high * HUNDRED
    down = found.change < 0
    ends = (-high, -low) if down else (low, high)
    points = shown(abs(found.change) * HUNDRED)
    interval = f"95 % CI {shown(ends[0])} to {shown(ends[1])}"
    verdict = found.verdict if found.verdict != "no clear change" else "no clear change yet"
    moved = f"{'down' if down else 'up'} {points} points" if found.change else "the same"
    return f"{_percent(before)} % to {_percent(after)} %", f"{moved} ({interval}): {verdict}"


def way(before: Share, after: Share, better: str) -> str:
    """ "Better (higher)", "Worse (higher)" or "No clear change": by the interval, and by which way
    (`higher` or `lower`) is wanted (R26)."""
    return headed(difference(before, after).verdict, better)


def headed(verdict: str, better: str) -> str:
    """A verdict ("higher", "lower", or anything else for none) by the way that is wanted."""
    if verdict not in {"higher", "lower"}:
        return "No clear change"
    return f"{'Better' if verdict == better else 'Worse'} ({verdict})"


def _percent(share: Share) -> str:
    return shown(HUNDRED * share[0] / share[1])
