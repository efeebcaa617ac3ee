"""What a measure looks like: its definition, who agreed to it, and its counts."""

from decimal import Decimal

from bot.core.work import Work
from bot.features.speech import SIDES, listed, who_id
from bot.rules import before_after
from bot.rules.decimals import percent
from bot.words.cards import (
    Block,
    Bold,
    Button,
    Buttons,
    ChoiceField,
    Form,
    Message,
    Note,
    Option,
    TextField,
    facts,
    line,
)
from bot.words.events import Action
from storage.nouns import kpis
from storage.nouns.kpis import Kpi, Point

BOTH = ("clinical", "it")
COUNTS = "Counts alone: kpi K1 before 412 of 2310 after 355 of 2298. Nothing else is kept."


def act(name: str, kpi: Kpi) -> Action:
    return Action(f"kpi.{name}", (str(kpi.number), str(kpi.version)))


def agreed(kpi: Kpi) -> bool:
    return all(side in kpi.agreed for side in BOTH)


def card(work: Work, kpi: Kpi) -> Message:
    point = kpis.last_point(work.db, kpi)
    better = "lower is better" if kpi.better == "lower" else "higher is better"
    done = [who_id(work, kpi.agreed[side]) for side in BOTH if side in kpi.agreed]
    missing = [SIDES[side] for side in BOTH if side not in kpi.agreed]
    waits = f"waits for {listed(missing)}" if missing else ""
    change = Button("Change it", act("change", kpi))
    first = (
        Button("Agree", act("agree", kpi), "primary")
        if missing
        else Button("Enter counts", act("counts", kpi))
    )
    blocks: list[Block] = [
        line(Bold("Waiting" if missing else "Agreed"), f" · {better}"),
        facts(
            ("Counted", kpi.counted),
            ("Out of", kpi.out_of),
            ("Agreed by", ", ".join(filter(None, (*done, waits)))),
        ),
        *(figures(point, kpi.better) if point else ()),
        Buttons((first, change)),
    ]
    return Message(f"{kpi.label} {kpi.name}", tuple(blocks))


def figures(point: Point, better: str) -> tuple[Block, ...]:
    """Which way it went, the latest counts, what they are worth, and what they do not show."""
    shares, moved = before_after.said(point.before, point.after)
    way = before_after.way(point.before, point.after, better)
    (was, of), (now, of_now) = point.before, point.after
    counts = f"{was:,} of {of:,} before, {now:,} of {of_now:,} after"
    return (
        line(Bold(f"{way}: {shares}"), f" - {moved}."),
        Note((counts,)),
        Note((before_after.CAUTION,)),
    )


def shares(point: Point) -> tuple[Decimal, Decimal]:
    """Before and after in per cent, exactly."""
    return percent(*point.before), percent(*point.after)


def form(kpi: Kpi | None, name: str = "") -> Form:
    """A definition in two halves: what is counted, and out of what."""
    about = act("save", kpi) if kpi else Action("kpi.save")
    ways = (Option("lower", "Lower is better"), Option("higher", "Higher is better"))
    return Form(
        f"Change {kpi.label}" if kpi else "Define a measure",
        about,
        (
            TextField("name", "What is it called?", kpi.name if kpi else name, limit=80),
            TextField(
                "counted",
                "What is counted?",
                kpi.counted if kpi else "",
                multiline=True,
                limit=400,
                hint="Say what is left out, too.",
            ),
            TextField("out_of", "Out of what?", kpi.out_of if kpi else "", limit=200),
            ChoiceField("better", "Which way is better?", ways, kpi.better if kpi else "lower"),
        ),
        "Ask both sides",
    )


def counts_form(kpi: Kpi) -> Form:
    hint = "Two numbers, such as 412 of 2310. No lists, no rows, no patients."
    return Form(
        f"Counts for {kpi.label}",
        act("point", kpi),
        (
            TextField("before", f"Before: {kpi.counted}"[:150], limit=60, hint=hint),
            TextField("after", "After", limit=60, hint=hint),
        ),
        "Save",
    )
