"""Entering figures of a measure, typed or by form, and taking back a wrong one."""

from collections.abc import Mapping
from datetime import date
from typing import cast

from bot.core.acts import Given, Wrong
from bot.core.audit import note
from bot.core.rights import may
from bot.core.router import Feature
from bot.core.work import Work
from bot.features.kpi import card, parse_line, series
from bot.features.kpi.parse_line import Entry
from bot.features.kpi.series import Entered
from bot.features.nouns import KPI
from bot.features.speech import who_id
from bot.rules import figures
from bot.rules.figures import Figure, Kind
from bot.rules.parse_period import read_period
from bot.rules.wall_time import local_day
from bot.words.cards import Form, Message, Reply, line
from bot.words.refusal import Refused
from bot.words.spelling import say
from storage.nouns import kpis
from storage.nouns.kpis import Kpi

feature = Feature("measures", lasts=True)
NONE_OF_YOURS = (
    "There is no such figure that you could take back: who entered one can, or an administrator."
)
NO_DAY = "I can't read “{day}” as one day up to today: say it like 3 Mar, or yesterday."
NO_FIGURE = "Give a baseline, a later figure, or both."


def rows(kpi: Kpi) -> str:
    """Said of whatever is no figure, which may be rows of data."""
    return (
        "Rows of data stay where they are: they can tell who a patient is, even without names."
        f" Nothing of it was kept. {card.example(kpi)}"
    )


def typed(work: Work, kpi: Kpi, text: str) -> Reply:
    """ "baseline 43 of 120", "38 of 121 on 3 Mar", "before X after Y", "take back 3 Mar"."""
    if (which := parse_line.taken_back(text)) is not None:
        return _take_back(work, kpi, _meant(work, kpi, which))
    entry = parse_line.entry(cast(Kind, kpi.kind), text)
    if entry is None:
        raise Refused(rows(kpi))
    return keep(work, kpi, entry)


def _meant(work: Work, kpi: Kpi, which: str) -> Entered:
    """The latest that this person may take back: of a day, the baseline, or of all."""
    mine = _mine(work, kpi)
    if which.lower() == "baseline":
        mine = [one for one in mine if one.baseline]
    elif which:
        day = _day(work, which)
        mine = [one for one in mine if one.day == day]
    if not mine:
        raise Refused(NONE_OF_YOURS)
    return max(mine, key=lambda one: one.at)


def _mine(work: Work, kpi: Kpi) -> list[Entered]:
    """What this person may take back: their own, and an administrator all."""
    known = series.of(work, kpi)
    kept = [one for one in (known.baseline, *known.points) if one is not None]
    every = may(work.me, "admin")
    return [one for one in kept if every or one.source.person_id == work.me.id]


def _day(work: Work, words: str) -> date:
    zone = work.hospital.zone
    if not words:
        return local_day(work.now, zone)
    period = read_period(words, zone, work.now)
    if period is None or period.first != period.last:
        raise Refused(NO_DAY.format(day=words[:40]))
    return period.first


def need_current(kpi: Kpi, args: tuple[str, ...]) -> None:
    """`Refused` where a button is about another version than the one that counts now."""
    if args and args[0] != str(kpi.version):
        raise Refused(
            f"It was changed meanwhile: {kpi.label} is what counts now. Type {say('kpi')}."
        )


def _form(work: Work, kpi: Kpi, args: tuple[str, ...]) -> Form:
    need_current(kpi, args)
    return card.figures_form(kpi)


@feature.act(KPI, "point", buttons=("counts",), form=_form)
def point(work: Work, kpi: Kpi, given: Given) -> Reply:
    """What is no figure is not shown again: it may be rows of data."""
    need_current(kpi, given.args)
    made = {name: figures.read(cast(Kind, kpi.kind), given[name]) for name in ("before", "after")}
    errors = {name: rows(kpi) for name, figure in made.items() if figure is None and given[name]}
    errors |= {
        name: what for name, figure in made.items() if figure and (what := figures.wrong(figure))
    }
    if not any(made.values()) and not errors:
        errors["after"] = NO_FIGURE
    if errors:
        return card.again(kpi, _kept_values(given, made), errors)
    try:
        return keep(work, kpi, Entry(made["before"], made["after"], given["day"]))
    except Wrong as wrong:
        return card.again(kpi, _kept_values(given, made), wrong.fields)


def _kept_values(given: Given, made: Mapping[str, Figure | None]) -> dict[str, str]:
    values = {name: given[name] if figure else "" for name, figure in made.items()}
    return values | {"day": given["day"]}


def keep(work: Work, kpi: Kpi, entry: Entry) -> Reply:
    """Figures of an agreed version; the card says what they are worth."""
    if not card.agreed(kpi):
        raise Refused(f"{kpi.label} is not agreed by both sides yet, so nothing was kept.")
    given = [one for one in (entry.baseline, entry.point) if one is not None]
    for figure in given:
        if what := figures.wrong(figure):
            raise Refused(f"{what} Nothing was kept.")
    try:
        day = _day(work, entry.day)
    except Refused as unread:
        raise Wrong(day=f"{unread} Nothing was kept.") from None
    for figure in given:
        _add(work, kpi, figure, day, baseline=figure is entry.baseline)
    card.show(work, kpi)
    return card.card(work, kpi)


def _add(work: Work, kpi: Kpi, figure: Figure, day: date, *, baseline: bool) -> None:
    values = {"value": figure.value, "over": figure.over, "unit": figure.unit}
    by = {"person_id": work.me.id, "at": work.now}
    kpis.add_figure(work.db, kpi, baseline=baseline, day=day, **values, **by)


def _back_form(work: Work, kpi: Kpi, args: tuple[str, ...]) -> Form:
    need_current(kpi, args)
    mine = _mine(work, kpi)
    if not mine:
        raise Refused(NONE_OF_YOURS)
    return card.back_form(work, kpi, mine)


@feature.act(KPI, "takeback", form=_back_form)
def take_back(work: Work, kpi: Kpi, given: Given) -> Reply:
    need_current(kpi, given.args)
    chosen = [one for one in _mine(work, kpi) if one.id == given["which"]]
    if not chosen:
        raise Wrong(which="Choose one that is still there.")
    return _take_back(work, kpi, chosen[0])


def _take_back(work: Work, kpi: Kpi, entered: Entered) -> Reply:
    """By whoever entered it, or an administrator; the card says so, and it is noted."""
    source, today = entered.source, local_day(work.now, work.hospital.zone)
    which = entered.row_words(_mine(work, kpi), today)
    source.taken_back_by, source.taken_back_at = work.me.id, work.now
    work.db.flush()
    note(work, "kpi.taken-back", kpi.label, f"figure {entered.id}")
    card.show(work, kpi)
    by = who_id(work, source.person_id)
    told = line(f"{which}, entered by {by}: not counted any more. The card says so.")
    return Message(f"Taken back from {kpi.label}", (told,))
