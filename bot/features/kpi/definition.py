"""Defining a measure: both sides agree to each version of it."""

from bot.core.acts import Given
from bot.core.router import Feature, Help
from bot.core.work import Work
from bot.features.kpi import card, entering
from bot.features.kpi.card import BOTH, KINDS
from bot.features.lists import listing
from bot.features.nouns import KPI
from bot.features.speech import SIDES
from bot.features.taskforce.lookup import home, linked
from bot.words.cards import Button, Buttons, Form, Message, Reply, Row, line, with_errors
from bot.words.events import Action, Channel, Command, Press, Said, Submit
from bot.words.refusal import Refused
from bot.words.spelling import say
from storage.nouns import kpis
from storage.nouns.kpis import Kpi

feature = Feature(
    "kpi",
    (
        Help("kpi", "measures both sides agreed on", more=True),
        Help("kpi K1 baseline 43 of 120", "a figure; then kpi K1 38 of 121 on 3 Mar", more=True),
    ),
    lasts=True,
)
NONE_YET = "None yet. A sentence says what is counted or timed."
EMPTY = {
    "name": "Give it a name.",
    "counted": "Say what is counted, and what is left out.",
    "out_of": "Say what it is a share of.",
}


@feature.command("kpi", right="raise")
def by_words(event: Command, work: Work) -> Reply:
    """`kpi` lists them; `kpi new` defines one; `kpi K1` shows one, figures behind it are kept."""
    rest = event.rest.strip()
    if not rest:
        rows = [
            Row((f"{kpi.label} {kpi.name}",), Button("Open", card.act("show", kpi)))
            for kpi in kpis.every(work.db)
        ]
        new = Buttons((Button("Define one", Action("kpi.new")),))
        return listing("Measures", rows, new, empty=NONE_YET)
    if (begins := KPI.begins(rest)) is None:
        first, _, name = rest.partition(" ")
        return card.form(None, name if first.lower() == "new" else rest[:80])
    number, text = begins
    kpi = KPI.find(work, number)
    if not text:
        return card.card(work, kpi)
    return entering.typed(work, kpi, text)


@feature.act(KPI, "show", opens=True)
def show(work: Work, kpi: Kpi, given: Given) -> Reply:
    return card.card(work, kpi)


@feature.press("kpi.new", right="raise", opens=True)
def ask(event: Press, work: Work) -> Reply:
    return card.form(None)


@feature.act(KPI, "change", opens=True)
def change(work: Work, kpi: Kpi, given: Given) -> Reply:
    return card.form(kpi)


def _form(args: tuple[str, ...], work: Work) -> Form:
    return card.form(KPI.find(work, args[0]) if args else None)


@feature.submit("kpi.save", right="raise", form=_form)
def save(event: Submit, work: Work) -> Reply:
    """A new measure, or the next version of one, which asks both sides again."""
    values = {name: value.strip() for name, value in event.values.items()}
    old = KPI.find(work, event.action.args[0]) if event.action.args else None
    kind = values.get("kind") or (old.kind if old else "share")
    needed = EMPTY if kind == "share" else {name: EMPTY[name] for name in ("name", "counted")}
    errors = {name: what for name, what in needed.items() if not values.get(name)}
    if kind not in KINDS:
        errors["kind"] = "Choose what kind it is."
    if errors:
        return with_errors(card.form(old), values, errors)
    definition = {
        "name": values["name"][:80],
        "counted": values["counted"],
        "out_of": values.get("out_of", "") if kind == "share" else "",
        "kind": kind,
        "better": "higher" if values.get("better") == "higher" else "lower",
    }
    if old is not None and all(getattr(old, name) == text for name, text in definition.items()):
        return card.card(work, old)
    kpi = kpis.define(
        work.db,
        old.number if old else None,
        **definition,
        places=old.places if old else _places(work, event.channel),
        author_id=work.me.id,
        at=work.now,
    )
    card.show(work, kpi)
    return Message(f"{kpi.label} waits for both sides", (line("One of each has to agree."),))


def _places(work: Work, here: Channel) -> list[list[str]]:
    """The room it is defined in, with those linked to it; from a direct message, the rooms of the
    latest task force that its author is in."""
    rooms = home(work, work.me) if here.dm else linked(work, here)
    return [[room.platform, room.workspace, room.id] for room in rooms]


@feature.act(KPI, "agree")
def agree(work: Work, kpi: Kpi, given: Given) -> Reply:
    """One of each side; whoever belongs to both can't speak for either alone."""
    entering.need_current(kpi, given.args)
    side = work.me.side
    if side not in BOTH:
        raise Refused(
            "It needs one from the clinical side and one from IT. You are of both, so ask one of"
            " each."
            if side == "both"
            else f"Type {say('me')} and say which side you are on; then agree for it."
        )
    if side not in kpi.agreed:
        kpi.agreed = {**kpi.agreed, side: work.me.id}
        card.show(work, kpi)
    missing = [SIDES[other] for other in BOTH if other not in kpi.agreed]
    follows = f"Now {missing[0]} has to agree." if missing else "Both sides have agreed."
    return Message(f"{kpi.label}: agreed for {SIDES[side]}", (line(follows),))


@feature.said("kpi")
def talk(event: Said, work: Work) -> Reply:
    """Talk under a card stays there; a file with rows is refused, and nothing of it is kept."""
    if not event.files:
        return None
    kpi = KPI.find(work, work.about.split(":")[1])
    return Message(
        "Times only" if kpi.kind == "time" else "Counts only",
        (line(entering.rows(kpi)),),
        tone="warning",
    )
