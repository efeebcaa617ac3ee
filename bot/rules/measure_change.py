"""How far a measure has moved from its baseline, and whether that may be chance (R26, R30)."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from bot.rules import before_after
from bot.rules.decimals import HUNDRED, shown
from bot.rules.figures import Figure, said_minutes
from bot.rules.poisson_rates import RateRatio, rate_ratio
from bot.rules.run_chart import Shift, shift

TOO_FEW = "too few figures to say whether that is chance"
NO_COUNTS = "without the counts nothing says whether that is chance"


@dataclass(frozen=True, slots=True)
class Change:
    """`verdict` is "Better (lower)", "Worse (higher)", "No clear change", or "" where nothing says
    whether it is chance; `values` are both figures, `moved` how far and how sure."""

    verdict: str
    values: str
    moved: str


def change(baseline: Figure, points: Sequence[Figure], better: str) -> Change:
    """From the baseline to the newest of `points`, which are of its kind, the oldest first."""
    newest = points[-1]
    if baseline.kind == "time":
        return _time(baseline, points, better)
    if not (baseline.counted and newest.counted):
        return _shares_alone(baseline, newest)
    if baseline.kind == "count":
        return _rates(baseline, newest, better)
    before, after = (baseline.value, baseline.over), (newest.value, newest.over)
    return Change(before_after.way(before, after, better), *before_after.said(before, after))


def series_note(baseline: Figure, points: Sequence[Figure]) -> str:
    """What a run on one side of the median says beside the comparison; "" where there is none."""
    found = shift([one.number for one in (baseline, *points)])
    return "" if found is None else f"{_run(found)}, which chance seldom does (run chart)."


def _run(found: Shift) -> str:
    side = "above" if found.side == "higher" else "below"
    return f"The last {found.points} figures are {side} the median"


def _shares_alone(baseline: Figure, newest: Figure) -> Change:
    values = f"{shown(baseline.number)} % to {shown(newest.number)} %"
    moved = newest.number - baseline.number
    if not moved:
        return Change("", values, "the same")
    way = "down" if moved < 0 else "up"
    return Change("", values, f"{way} {shown(abs(moved))} points; {NO_COUNTS}")


def _rates(baseline: Figure, newest: Figure, better: str) -> Change:
    values = f"{baseline} to {newest}"
    if not baseline.value and not newest.value:
        return Change("No clear change", values, "the same")
    first, second = (baseline.value, float(baseline.days)), (newest.value, float(newest.days))
    found = rate_ratio(first, second)
    moved = _moved(found) if baseline.value else "up from none"
    yet = " yet" if found.verdict == "no clear change" else ""
    headed = before_after.headed(found.verdict, better)
    return Change(headed, values, f"{moved}: {found.verdict}{yet}")


def _moved(found: RateRatio) -> str:
    """ "down 41.7 % (95 % CI 7.3 to 63.1)"."""
    if found.ratio < 1:
        moved, ends, way = 1 - found.ratio, (1 - found.high, 1 - found.low), "down"
    else:
        moved, ends, way = found.ratio - 1, (found.low - 1, found.high - 1), "up"
    low, high = (shown(HUNDRED * Decimal(end)) for end in ends)
    size = shown(HUNDRED * Decimal(moved))
    return f"{'the same' if size == '0.0' else f'{way} {size} %'} (95 % CI {low} to {high})"


def _time(baseline: Figure, points: Sequence[Figure], better: str) -> Change:
    """A time has no spread that is known, so only a run in its series can be more than chance."""
    newest, values = points[-1], f"{baseline} to {points[-1]}"
    moved = newest.number - baseline.number
    if not moved:
        return Change("", values, "the same")
    words = ("faster", "slower") if better == "lower" else ("shorter", "longer")
    by = f"{words[moved > 0]} by {said_minutes(abs(moved))}"
    found = shift([one.number for one in (baseline, *points)])
    if found is None or (found.side == "higher") != (moved > 0):
        return Change("", values, f"{by}; {TOO_FEW}")
    run = _run(found)
    middle = said_minutes(found.median)
    said = f"{by}; {run[0].lower()}{run[1:]} of {middle}, which chance seldom does (run chart)"
    return Change(before_after.headed(found.side, better), values, said)
