"""Who wins when people rank: Schulze's method for results; the others to explain and compare.

A ranking is a tuple of options, the best first; what it leaves out comes last, all alike. Rankings
are counted: a mapping from ranking to how many people gave it. Source: M. Schulze, "A new
monotonic, clone-independent, reversal symmetric, and Condorcet-consistent single-winner election
method", Social Choice and Welfare 36 (2011), with winning votes as the strength of a link.
"""

from collections.abc import Hashable, Mapping, Sequence
from itertools import permutations
from typing import TypeAlias, TypeVar

O = TypeVar("O", bound=Hashable)  # noqa: E741 - an option
Rankings: TypeAlias = Mapping[tuple[O, ...], int]
Pairs: TypeAlias = dict[tuple[O, O], int]
Order: TypeAlias = list[tuple[O, ...]]


def pairs(options: Sequence[O], rankings: Rankings[O]) -> Pairs[O]:
    """How many people put the first of a pair before the second."""
    found = dict.fromkeys(permutations(options, 2), 0)
    for ranking, count in rankings.items():
        place = {option: n for n, option in enumerate(ranking)}
        for one, other in found:
            if place.get(one, len(place)) < place.get(other, len(place)):
                found[one, other] += count
    return found


def paths(options: Sequence[O], preferred: Pairs[O]) -> Pairs[O]:
    """The strength of the strongest path from one option to another."""
    found = {(a, b): votes if votes > preferred[b, a] else 0 for (a, b), votes in preferred.items()}
    for via in options:
        for a, b in permutations((option for option in options if option != via), 2):
            found[a, b] = max(found[a, b], min(found[a, via], found[via, b]))
    return found


def schulze(options: Sequence[O], rankings: Rankings[O]) -> Order[O]:
    """The options from best to worst, those that the method can't part side by side."""
    strength = paths(options, pairs(options, rankings))
    left, order = list(options), []
    while left:
        best = tuple(
            a for a in left if all(strength[a, b] >= strength[b, a] for b in left if b != a)
        )
        order.append(best)
        left = [option for option in left if option not in best]
    return order


def condorcet(options: Sequence[O], rankings: Rankings[O]) -> O | None:
    """The option that beats every other head to head, where there is one."""
    found = pairs(options, rankings)
    for a in options:
        if all(found[a, b] > found[b, a] for b in options if b != a):
            return a
    return None


def plurality(options: Sequence[O], rankings: Rankings[O]) -> dict[O, int]:
    """How many first places each option has."""
    found = dict.fromkeys(options, 0)
    for ranking, count in rankings.items():
        if ranking:
            found[ranking[0]] += count
    return found


def borda(options: Sequence[O], rankings: Rankings[O]) -> dict[O, int]:
    """Points by place, the last getting none, of complete rankings. Never a result: adding a
    copy of an option moves it."""
    found = dict.fromkeys(options, 0)
    for ranking, count in rankings.items():
        for place, option in enumerate(ranking):
            found[option] += (len(options) - 1 - place) * count
    return found


def runoff(options: Sequence[O], rankings: Rankings[O]) -> tuple[O, int] | None:
    """Instant run-off: the option with the fewest first places goes, until one has more than
    half; with its votes. None where a tie would decide who goes."""
    return _eliminate(options, rankings, last=False)


def coombs(options: Sequence[O], rankings: Rankings[O]) -> tuple[O, int] | None:
    """The same, but the option with the most last places goes; of complete rankings."""
    return _eliminate(options, rankings, last=True)


def _eliminate(options: Sequence[O], rankings: Rankings[O], *, last: bool) -> tuple[O, int] | None:
    left, counted = list(options), dict(rankings)
    while True:
        firsts = plurality(left, counted)
        best = max(left, key=firsts.__getitem__)
        if firsts[best] * 2 > sum(counted.values()):
            return best, firsts[best]
        worst = _worst(left, counted, last=last)
        if len(worst) != 1:
            return None
        left.remove(worst[0])
        gone = worst[0]
        found: dict[tuple[O, ...], int] = {}
        for ranking, count in counted.items():
            rest = tuple(option for option in ranking if option != gone)
            if rest:
                found[rest] = found.get(rest, 0) + count
        counted = found


def _worst(left: Sequence[O], counted: Rankings[O], *, last: bool) -> list[O]:
    """Who goes: the one that most people put last, or that fewest put first."""
    if last:
        ends = plurality(left, {ranking[::-1]: count for ranking, count in counted.items()})
        return [option for option in left if ends[option] == max(ends.values())]
    ends = plurality(left, counted)
    return [option for option in left if ends[option] == min(ends.values())]
