"""Results by unit, site or shift, beside the whole, where R10 allows for all groups (R25).

Until the close a vote keeps the unit and the shift that its voter was in: in a named poll beside
their ballot; in an anonymous one sealed with it, and only what was asked for. At the close, before
votes are forgotten, the tables that may be shown are kept, and which of them may be shown together;
of the others nothing is.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from bot.core.work import Work
from bot.features.polls.definition import Asks
from bot.features.polls.disclosure import BESIDE, Part, Shown
from bot.features.polls.kinds import SIDE_WORDS, UNSPLIT
from bot.rules import breakdowns
from bot.rules.breakdowns import Counted
from bot.rules.suppression import people, together
from storage.nouns import ballots, roster
from storage.nouns.ballots import Bag
from storage.nouns.polls import Poll
from storage.nouns.sealed_ballots import Cast

SIDE = "side"  # the breakdown that there always is
SMALL = "Not shown by {}: one group at least has fewer than five voters."
SMALL_NAMELESS = (
    "Not shown by {}: one group at least has fewer than five voters, or 80 % or more of it answered"
    " alike."
)
ONE = "Not shown by {}: all votes are of one group, so its figures are those of the whole."
WITH_OTHERS = (
    "Not shown by {}: together with what is shown already, it could tell what fewer than five"
    " voters answered."
)
ASKED = (
    "Not shown by {}: its voters were asked whether a small side may be shown, and have not agreed"
    " to more."
)
NOT_KEPT = (
    "{} is anonymous and was not asked by {}, so nothing was kept that leads from a vote to its"
    " voter's {}. To have that, ask the next one by {}."
)
BEFORE = "Not shown by {}: not every vote in {} was kept with its voter's {}."
NO_GROUPS = "{} can't be shown by {}: that is for polls with figures, and a panel shows sides only."
KEPT_WORD = {"unit": "unit", "site": "unit", "shift": "shift"}  # what tells the group


@dataclass(frozen=True, slots=True)
class Splits:
    """What is kept at the close: `tables` that may each be shown beside the whole, their groups by
    the names that they had then; the sets that are `safe` together; and which are `shown`. `known`
    are those for which every vote's group was kept."""

    tables: Mapping[str, Bag] = field(default_factory=dict)
    safe: frozenset[frozenset[str]] = frozenset()
    shown: tuple[str, ...] = ()
    known: tuple[str, ...] = ()

    @classmethod
    def of(cls, poll: Poll) -> "Splits":
        if poll.splits is None:
            return cls()
        kept: Mapping[str, Any] = poll.splits
        safe = frozenset(map(frozenset, kept["safe"]))
        return cls(kept["tables"], safe, tuple(kept["shown"]), tuple(kept["known"]))

    @property
    def values(self) -> dict[str, Any]:
        """As JSON values."""
        return {
            "tables": {by: {g: dict(bag) for g, bag in t.items()} for by, t in self.tables.items()},
            "safe": sorted(sorted(some) for some in self.safe),
            "shown": list(self.shown),
            "known": list(self.known),
        }

    def may(self, *shown: str) -> bool:
        """Whether all these breakdowns may be shown together."""
        return frozenset(shown) in self.safe


def voter_groups(work: Work, asks: Asks) -> tuple[str | None, str | None]:
    """The unit and the shift to keep with the vote of whoever acts; None for what is not kept."""
    if asks.kind in UNSPLIT:
        return None, None
    wanted = {KEPT_WORD[asks.by]} if asks.by else set()
    if not asks.anonymous:
        wanted = set(KEPT_WORD.values())
    unit = work.me.unit if "unit" in wanted else None
    return unit, _shift(work) if "shift" in wanted else None


def _shift(work: Work) -> str:
    """The shift they are in, else their next, by the roster as far as it reaches; then the one that
    they usually work."""
    duty = roster.coming(work.db, work.me.id, work.at).duty
    return (duty.shift if duty is not None else "") or work.me.shift_name


def keep(work: Work, poll: Poll, asks: Asks, casts: Sequence[Cast]) -> None:
    """At the close: keep what may be shown, and show what was asked for where it may be."""
    known = [by for by in KEPT_WORD if _is_known(asks, by, casts)]
    # Ballots that are in the tally alone, or could not be opened, are of no group.
    if not known or len(casts) != _counted(work, poll):
        return
    names = _Names(work)
    voters = [_voter(cast, known, names) for cast in casts]
    safe = breakdowns.safe_together(voters, (SIDE, *known), secret=asks.anonymous)
    tables = {
        by: names.in_order(by, breakdowns.table(voters, by))
        for by in known
        if frozenset((by,)) in safe
    }
    shown = (asks.by,) if len(tables.get(asks.by, ())) > 1 else ()
    poll.splits = Splits(tables, safe, shown, tuple(known)).values


def _is_known(asks: Asks, by: str, casts: Sequence[Cast]) -> bool:
    if asks.anonymous and by != asks.by:
        return False
    kept = (cast.shift if by == "shift" else cast.unit for cast in casts)
    return bool(casts) and all(group is not None for group in kept)


def _counted(work: Work, poll: Poll) -> int:
    return sum(map(people, ballots.tally(work.db, poll.number).bag.values()))


def _voter(cast: Cast, known: Iterable[str], names: "_Names") -> Counted:
    groups = {by: names.of(by, cast) for by in known}
    return Counted(cast.ballot, {SIDE: cast.side, **groups})


class _Names:
    """What groups are called, and in which order they stand: as in the settings, who is in none
    last."""

    def __init__(self, work: Work) -> None:
        self.units = work.hospital.units

    def of(self, by: str, cast: Cast) -> str:
        unit = self.units.get(cast.unit or "")
        if by == "unit":
            return unit.name if unit else cast.unit or "No unit"
        if by == "site":
            return (unit.site if unit else "") or "No site"
        return _shift_name(cast.shift or "")

    def in_order(self, by: str, table: Mapping[str, Mapping[str, int]]) -> Bag:
        units = self.units.values()
        usual = {
            "unit": [unit.name for unit in units],
            "site": [unit.site for unit in units],
            "shift": [_shift_name(shift.name) for unit in units for shift in unit.shifts],
        }[by]
        rest = sorted(table.keys() - set(usual), key=lambda name: (name.startswith("No "), name))
        order = dict.fromkeys([*usual, *rest])
        return {name: dict(table[name]) for name in order if name in table}


def _shift_name(name: str) -> str:
    return f"{name.strip().capitalize()} shift" if name.strip() else "No shift"


def beside(poll: Poll, visible: Shown, bag: Bag) -> Shown:
    """What is shown, with the groups that are: they stand before the sides, which stand beside them
    only where both together are safe."""
    splits = Splits.of(poll)
    if not splits.shown:
        return visible
    sides, hidden = [part for part in visible.parts if part.side], visible.hidden
    apart = [side for side in SIDE_WORDS if bag.get(side)]  # none once they are merged
    if apart and not splits.may(SIDE, *splits.shown):
        reasons = dict(hidden)
        sides, hidden = [], tuple((side, reasons.get(side, BESIDE)) for side in apart)
    groups = (
        Part(name, answers, by)
        for by in splits.shown
        for name, answers in splits.tables[by].items()
    )
    parts = (Part("", together(bag.values())), *sides, *groups)
    return replace(visible, parts=parts, hidden=hidden, alike=(), first="whole")


def why_not(poll: Poll, asks: Asks, by: str, visible: Shown) -> str:
    """Why the results of a closed poll can't be shown by that too, beside what is `visible`; "" if
    they can."""
    if alone := _why_not_alone(poll, asks, by):
        return alone
    if poll.agreed:
        return ASKED.format(by)
    splits = Splits.of(poll)
    may = splits.may(by, *splits.shown, *_sides_told(visible))
    return "" if may else WITH_OTHERS.format(by)


def _why_not_alone(poll: Poll, asks: Asks, by: str) -> str:
    """The same, whatever stands beside it."""
    splits, kept = Splits.of(poll), KEPT_WORD[by]
    if asks.kind in UNSPLIT or asks.table:
        return NO_GROUPS.format(poll.name, by)
    if by not in splits.known and asks.anonymous and by != asks.by:
        return NOT_KEPT.format(poll.name, by, kept, by)
    if by not in splits.known:
        return BEFORE.format(by, poll.name, kept)
    if by not in splits.tables:
        return (SMALL_NAMELESS if asks.anonymous else SMALL).format(by)
    return ONE.format(by) if len(splits.tables[by]) == 1 else ""


def _sides_told(visible: Shown) -> Collection[str]:
    """The breakdown by side, where anything of it is told."""
    told = any(part.side and not part.by for part in (*visible.parts, *visible.alike))
    return (SIDE,) if told else ()


def add(poll: Poll, by: str) -> None:
    """Show it from now on. The caller has asked `why_not`."""
    splits = Splits.of(poll)
    poll.splits = replace(splits, shown=(*splits.shown, by)).values
