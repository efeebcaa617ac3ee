"""A week of concerns in numbers: what is counted, what is left out, and how it is said (R14, R15).

Duplicates count apart (R8), practice not at all (R13). Nothing here knows who anybody is.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from statistics import median

from bot.rules.decimals import percent, shown
from bot.rules.evenness import balance


@dataclass(frozen=True, slots=True)
class Raised:
    """One concern of the week. `minutes` is how long its first answer took by the clock on the
    wall, None while there is none; `met` whether that was in time, `late` that none came in time;
    `first` and `now` its first and its present priority."""

    name: str
    kind: str
    first: str
    now: str
    flagged: bool
    duplicate: bool = False
    minutes: Decimal | None = None
    met: bool = False
    late: bool = False


@dataclass(frozen=True, slots=True)
class Ends:
    """What ended in the week and where the rest stands: `told` ended with feedback (R15)."""

    closed: int
    told: int
    reopened: int
    to_check: int
    open: int


@dataclass(frozen=True, slots=True)
class Week:
    raised: Sequence[Raised]
    ends: Ends
    messages: Mapping[str, int]  # by side

    @property
    def real(self) -> list[Raised]:
        """All but the duplicates."""
        return [one for one in self.raised if not one.duplicate]

    @property
    def duplicates(self) -> int:
        return len(self.raised) - len(self.real)

    @property
    def by_priority(self) -> dict[str, int]:
        """By the first priority set."""
        found = Counter(one.first for one in self.real)
        return {rank: found[rank] for rank in ("P1", "P2", "P3", "P4")}

    @property
    def flagged(self) -> int:
        return sum(one.flagged for one in self.real)

    @property
    def answered(self) -> list[Decimal]:
        return sorted(one.minutes for one in self.real if one.minutes is not None)

    @property
    def median(self) -> str:
        """The median first answer in minutes; "-" for none."""
        return shown(Decimal(median(self.answered))) if self.answered else "-"

    @property
    def met(self) -> int:
        return sum(one.met for one in self.real)

    @property
    def judged(self) -> int:
        """Answered or late; what is not due yet is left out."""
        return sum(one.late or one.minutes is not None for one in self.real)

    @property
    def not_due(self) -> int:
        return len(self.real) - self.judged

    @property
    def kinds(self) -> tuple[list[str], int]:
        """The most frequent kinds, all of them where they tie, and how often."""
        found = Counter(one.kind for one in self.real)
        most = max(found.values(), default=0)
        return [kind for kind, count in found.items() if count == most], most

    @property
    def moved(self) -> list[tuple[str, str, str]]:
        """Whose priority is another one now: name, first, now."""
        return [(one.name, one.first, one.now) for one in self.real if one.first != one.now]

    @property
    def balance(self) -> str:
        """How evenly the two sides wrote, 0 to 1; "-" unless both did. People of both sides are
        left out (R11a)."""
        clinical, it = self.messages.get("clinical", 0), self.messages.get("it", 0)
        return shown(balance(clinical, it), 3) if clinical and it else "-"


def part_of(some: int, of: int) -> str:
    """ "5 of 6 (83.3 %)"; "none" of nothing."""
    if not of:
        return "none"
    share = percent(some, of)
    return f"{some} of {of} ({shown(share, 0 if share == int(share) else 1)} %)"
