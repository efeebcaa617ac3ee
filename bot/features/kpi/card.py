"""What a measure looks like: its definition, who agreed to it, and its figures; and its forms."""

from collections.abc import Sequence
from datetime import date

from bot.core.work import Work
from bot.features.kpi import series
from bot.features.kpi.series import Entered
from bot.features.speech import SIDES, listed, who_id
from bot.features.taskforce.lookup import channels
from bot.rules.wall_time import local_day
from bot.words.cards import Block, Bold, Button, Buttons, Form, Message, facts, line, with_errors
from bot.words.events import Action
from bot.words.fields import ChoiceField, Option, TextField
from bot.words.spelling import say
from storage.nouns.kpis import Kpi

BOTH = ("clinical", "it")
KINDS = {
    "share": "A share, such as 43 of 120 or 36 %",
    "count": "A count over a time, such as 12 a week",
    "time": "A time, such as 14 min or 2 h 10",
}
EXAMPLES = {
    "share": ("Counts", "before 412 of 2310 after 355 of 2298", "baseline 36 %"),
    "count": ("Counts", "baseline 52 in 4 weeks", "12 a week on 3 Mar"),
    "time": ("Times", "baseline 14 min", "2 h 10 on 3 Mar"),
}
HINTS = {
    "share": "Two numbers, such as 412 of 2310, or per cent. No lists, no rows, no patients.",
    "count": "Such as 12 a week or 52 in 4 weeks. No lists, no rows, no patients.",
    "time": "Such as 14 min or 2 h 10. No lists, no rows, no patients.",
}

DAY = "Such as 3 Mar. Empty: today."


def example(kpi: Kpi) -> str:
    """How figures of it are typed."""
    what, first, second = EXAMPLES[kpi.kind]
    one, other = (say(f"kpi K{kpi.number} {words}") for words in (first, second))
    return f"{what} alone: {one}, then {other}. Nothing else is kept."


def act(name: str, kpi: Kpi) -> Action:
    return Action(f"kpi.{name}", (str(kpi.number), str(kpi.version)))


def agreed(kpi: Kpi) -> bool:
    return all(side in kpi.agreed for side in BOTH)


def show(work: Work, kpi: Kpi) -> None:
    """In all rooms where it stands."""
    work.show(kpi.key, card(work, kpi), *channels(kpi.places))


def card(work: Work, kpi: Kpi) -> Message:
    known = series.of(work, kpi)
    better = "lower is better" if kpi.better == "lower" else "higher is better"
    done = [who_id(work, kpi.agreed[side]) for side in BOTH if side in kpi.agreed]
    missing = [SIDES[side] for side in BOTH if side not in kpi.agreed]
    waits = f"waits for {listed(missing)}" if missing else ""
    pairs = [
        ("Timed" if kpi.kind == "time" else "Counted", kpi.counted),
        ("Out of", kpi.out_of),
        ("Agreed by", ", ".join(filter(None, (*done, waits)))),
    ]
    blocks: list[Block] = [
        line(Bold("Waiting" if missing else "Agreed"), f" · {better}"),
        facts(*(pair for pair in pairs if pair[1])),
        *series.shown(work, known, kpi.better),
        *series.table(work, known),
        *series.corrections(work, known),
        Buttons(_buttons(kpi, known, waiting=bool(missing))),
    ]
    return Message(f"{kpi.label} {kpi.name}", tuple(blocks))


def _buttons(kpi: Kpi, known: series.Series, *, waiting: bool) -> tuple[Button, ...]:
    change = Button("Change it", act("change", kpi))
    if waiting:
        return (Button("Agree", act("agree", kpi), "primary"), change)
    back = Button("Take one back", act("takeback", kpi))
    enter = Button("Enter figures", act("counts", kpi))
    return (enter, change, back) if known.figures else (enter, change)


def form(kpi: Kpi | None, name: str = "") -> Form:
    """A definition: its kind, what is counted or timed, and of a share out of what."""
    kinds = tuple(Option(kind, label) for kind, label in KINDS.items())
    about = act("save", kpi) if kpi else Action("kpi.save")
    out_of = kpi.out_of if kpi else ""
    ways = (Option("lower", "Lower is better"), Option("higher", "Higher is better"))
    return Form(
        f"Change {kpi.label}" if kpi else "Define a measure",
        about,
        (
            TextField("name", "What is it called?", kpi.name if kpi else name, limit=80),
            ChoiceField("kind", "What kind is it?", kinds, kpi.kind if kpi else "share"),
            TextField(
                "counted",
                "What is counted, or timed?",
                kpi.counted if kpi else "",
                multiline=True,
                limit=400,
                hint="Say what is left out, too.",
            ),
            TextField("out_of", "Out of what?", out_of, required=False, limit=200, hint="A share."),
            ChoiceField("better", "Which way is better?", ways, kpi.better if kpi else "lower"),
        ),
        "Ask both sides",
    )


def figures_form(kpi: Kpi) -> Form:
    label, hint = f"Baseline: {kpi.counted}"[:150], HINTS[kpi.kind]
    return Form(
        f"Figures for {kpi.label}",
        act("point", kpi),
        (
            TextField("before", label, required=False, limit=60, hint=hint),
            TextField("after", "A later figure", required=False, limit=60, hint=hint),
            TextField("day", "Of which day?", required=False, limit=40, hint=DAY),
        ),
        "Save",
    )


def again(kpi: Kpi, values: dict[str, str], errors: dict[str, str]) -> Form:
    """The form with what is wrong at its fields."""
    return with_errors(figures_form(kpi), values, errors)


def back_form(work: Work, kpi: Kpi, those: Sequence[Entered]) -> Form:
    """Which figure was wrong; the newest stands first."""
    today = local_day(work.now, work.hospital.zone)
    newest = sorted({one.id: one for one in those}.values(), key=lambda one: one.at, reverse=True)
    options = tuple(Option(one.id, _which(work, one, today)) for one in newest)
    field = ChoiceField("which", "Which one is wrong?", options, newest[0].id)
    return Form(f"Take back a figure of {kpi.label}", act("takeback", kpi), (field,), "Take back")


def _which(work: Work, entered: Entered, today: date) -> str:
    first = f"{series.BASELINE}: " if entered.baseline else ""
    return f"{first}{entered.words(today)}, by {who_id(work, entered.source.person_id)}"
