"""A measure's baseline and the figures after it: put in order, compared and shown."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import cast

from bot.core.work import Work
from bot.features.speech import date_words, several, who_id
from bot.rules import before_after, measure_change
from bot.rules.figures import Figure, Kind
from bot.rules.wall_time import local_day
from bot.words.cards import Block, Bold, Note, Spans, Table, line
from storage.nouns import kpis
from storage.nouns.kpis import FigureRow, Kpi, Point

MOST = 8
BASELINE = "Baseline"


@dataclass(frozen=True, slots=True)
class Entered:
    """A figure with who entered it, when, and of which local day it is. `source` is the row that it
    stands in: two may share one, entered before and after together by an earlier version."""

    figure: Figure
    day: date
    baseline: bool
    source: FigureRow | Point

    @property
    def at(self) -> datetime:
        return self.source.at

    @property
    def id(self) -> str:
        """What it is known by in a form: "f3"; of a pair, which is taken back whole, "p1"."""
        return f"{'f' if isinstance(self.source, FigureRow) else 'p'}{self.source.n}"

    def words(self, today: date) -> str:
        """ "43 of 120 (Sat 7 Mar)", its year where it is another."""
        return f"{self.figure} ({dated(self.day, today)})"

    def row_words(self, those: "Sequence[Entered]", today: date) -> str:
        """The same of all of `those` that stand in its row."""
        return " and ".join(one.words(today) for one in those if one.id == self.id)


@dataclass(frozen=True, slots=True)
class Series:
    """The newest baseline there is, and the figures after it by day, the oldest first."""

    baseline: Entered | None
    points: Sequence[Entered]
    taken_back: Sequence[Entered]

    @property
    def figures(self) -> list[Figure]:
        """The baseline and the newest figure, as far as there are both or either."""
        ends = [self.baseline, *self.points[-1:]]
        return [one.figure for one in ends if one is not None]


def dated(day: date, today: date) -> str:
    return date_words(day) if day.year == today.year else f"{date_words(day)} {day.year}"


def of(work: Work, kpi: Kpi) -> Series:
    """Of the version that counts now."""
    every = sorted(_entered(work, kpi), key=lambda one: one.at)
    kept = [one for one in every if one.source.taken_back_at is None]
    baselines = [one for one in kept if one.baseline]
    points = sorted((one for one in kept if not one.baseline), key=lambda one: one.day)
    back = [one for one in every if one.source.taken_back_at is not None]
    return Series(baselines[-1] if baselines else None, points, back)


def _entered(work: Work, kpi: Kpi) -> Iterator[Entered]:
    for pair in kpis.pairs(work.db, kpi):
        day = local_day(pair.at, work.hospital.zone)
        yield Entered(Figure("share", *pair.before), day, baseline=True, source=pair)
        yield Entered(Figure("share", *pair.after), day, baseline=False, source=pair)
    for row in kpis.figures(work.db, kpi):
        figure = Figure(cast(Kind, kpi.kind), row.value, row.over, row.unit)
        yield Entered(figure, row.day, row.baseline, row)


def shown(work: Work, series: Series, better: str) -> tuple[Block, ...]:
    """Which way it went from the baseline to the newest figure, what that is worth, and what it
    does not show; nothing where there is no figure."""
    baseline, points = series.baseline, [one.figure for one in series.points]
    today = local_day(work.now, work.hospital.zone)
    if baseline is None and not points:
        return ()
    if baseline is None:
        newest = series.points[-1].words(today)
        return (line(f"{newest}. No baseline yet, so there is nothing to compare it with."),)
    if not points:
        return (line(f"{BASELINE} {baseline.figure}. No later figure yet."),)
    found = measure_change.change(baseline.figure, points, better)
    head = f"{found.verdict}: {found.values}" if found.verdict else found.values
    blocks: list[Block] = [line(Bold(head), f" - {found.moved}.")]
    if found.values != f"{baseline.figure} to {points[-1]}":
        blocks.append(Note((f"{baseline.figure} before, {points[-1]} after",)))
    run = measure_change.series_note(baseline.figure, points)
    if run and baseline.figure.kind != "time":
        blocks.append(line(run))
    return (*blocks, Note((before_after.CAUTION,)))


def table(work: Work, series: Series) -> tuple[Block, ...]:
    """The figures by day, where there are several: the baseline and the last ones."""
    if len(series.points) < 2:
        return ()
    today = local_day(work.now, work.hospital.zone)
    earlier, last = series.points[:-MOST], series.points[-MOST:]
    rows: list[tuple[Spans, ...]] = []
    if series.baseline is not None:
        first = f"{BASELINE}, {dated(series.baseline.day, today)}"
        rows.append(((first,), (str(series.baseline.figure),)))
    rows += [((dated(one.day, today),), (str(one.figure),)) for one in last]
    blocks: list[Block] = [Table(("When", "Figure"), tuple(rows))]
    if earlier:
        span = [dated(one.day, today) for one in (earlier[0], earlier[-1])]
        count = several(len(earlier), "earlier figure", "earlier figures")
        blocks.append(Note((f"Not shown: {count}, {' to '.join(dict.fromkeys(span))}.",)))
    return tuple(blocks)


def corrections(work: Work, series: Series) -> tuple[Block, ...]:
    """The latest that was taken back, by whom, and how many others were."""
    if not series.taken_back:
        return ()
    today = local_day(work.now, work.hospital.zone)
    latest = max(series.taken_back, key=lambda one: one.source.taken_back_at or one.at)
    which = latest.row_words(series.taken_back, today)
    others = len({one.id for one in series.taken_back}) - 1
    more = f"; {several(others, 'other', 'others')} before" if others else ""
    by = who_id(work, latest.source.taken_back_by)
    return (Note((f"Taken back: {which}, by {by}{more}.",)),)
