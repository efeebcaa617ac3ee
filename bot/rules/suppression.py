"""What may be shown of small groups, so that no one group's answers can be worked out (R10).

A table has a group's answers, counted. What decides something shows the whole first, and its groups
beside it all or not at all (R24): of groups that are all hidden nothing can be subtracted.

What only describes, such as a pulse, shows its groups first. Two things let somebody work out a
hidden group then: the whole and all the other groups are shown, so that it is what is left; or what
is left, of several hidden groups together, is of one mind. So hidden groups come in twos at least,
together as many as `LEAST` people, and not all of one answer; else the whole is not shown either.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, TypeAlias

LEAST = 5
MOST = Decimal("0.8")
Answers: TypeAlias = Mapping[str, int]
First = Literal["groups", "whole"]


@dataclass(frozen=True, slots=True)
class Showable:
    """Which groups may be shown, and whether the whole may. Of those in `alike` no more may be said
    than that most gave their first answer; "" among them stands for the whole."""

    groups: frozenset[str]
    whole: bool
    alike: frozenset[str] = frozenset()


def people(answers: Answers) -> int:
    return sum(answers.values())


def showable(
    table: Mapping[str, Answers],
    *,
    first: First = "groups",
    secret: bool = False,
    agreed: bool = False,
) -> Showable:
    """What of a table may be shown. `first` says what goes before the other where only one can be:
    the groups, or the whole. With `secret`, a group nearly of one mind (`MOST` or more gave one
    answer) is not told apart from one that is: that would tell what each of its people said.
    `agreed` says that everyone of the groups of fewer than `LEAST` lets them be shown beside the
    whole."""
    asked = {name: answers for name, answers in table.items() if people(answers)}
    large = {name for name, answers in asked.items() if people(answers) >= LEAST}
    alike = {name for name in large if secret and nearly_one_mind(asked[name])}
    if first == "whole":
        safe = (asked.keys() if agreed else large) - alike
        return _whole_first(asked, safe, secret=secret)
    # What is said of groups that are alike tells something of the rest, so then no whole is.
    open_ = large - alike
    hidden = asked.keys() - open_
    whole = bool(asked) and not alike and _covered(asked, hidden)
    if whole and secret and nearly_one_mind(together(asked.values())):
        whole = False
    return Showable(frozenset(open_), whole, frozenset(alike))


def _whole_first(asked: Mapping[str, Answers], safe: set[str], *, secret: bool) -> Showable:
    """The whole, and beside it all groups where each is safe, else none."""
    whole = together(asked.values())
    if people(whole) < LEAST:
        return Showable(frozenset(), whole=False)
    if secret and nearly_one_mind(whole):
        return Showable(frozenset(), whole=False, alike=frozenset(("",)))
    return Showable(frozenset(asked if safe == asked.keys() else ()), whole=True)


def _covered(asked: Mapping[str, Answers], hidden: Collection[str]) -> bool:
    """Whether hidden groups stay hidden when the whole and all the others are shown."""
    if not hidden:
        return True
    left = together(asked[name] for name in hidden)
    return len(hidden) > 1 and people(left) >= LEAST and len(left) > 1


def nearly_one_mind(answers: Answers) -> bool:
    """Whether `MOST` or more of these people gave the same answer."""
    return max(answers.values()) >= MOST * people(answers)


def together(groups: Iterable[Answers]) -> Counter[str]:
    """All groups' answers as one."""
    found: Counter[str] = Counter()
    for answers in groups:
        found.update({answer: n for answer, n in answers.items() if n})
    return found
