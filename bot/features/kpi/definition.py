"""Defining a measure: both sides agree to each version, and counts come as numbers only."""

from bot.core.acts import Given
from bot.core.router import Feature, Help
from bot.core.work import Work
from bot.features.kpi import card
from bot.features.kpi.card import BOTH, COUNTS
from bot.features.lists import listing
from bot.features.nouns import KPI
from bot.features.speech import SIDES
from bot.features.taskforce.lookup import channels, home, linked
from bot.rules import before_after
from bot.rules.before_after import Share
from bot.words.cards import Button, Buttons, Form, Message, Reply, Row, line, with_errors
from bot.words.events import Action, Channel, Command, Press, Said, Submit
from bot.words.refusal import Refused
from storage.nouns import kpis
from storage.nouns.kpis import Kpi

feature = Feature("kpi", (Help("kpi", "measures both sides agreed on", more=True),), lasts=True)
NONE_YET = "None yet. Two sentences say what is counted, and out of what."
EMPTY = {
    "name": "Give it a name.",
    "counted": "Say what is counted, and what is left out.",
    "out_of": "Say what it is a share of.",
}
ROWS = (
    "Rows of data stay where they are: they can tell who a patient is, even without names."
    f" Nothing of it was kept. {COUNTS}"
)


@feature.command("kpi", right="raise")
def by_words(event: Command, work: Work) -> Reply:
    """`kpi` lists them; `kpi new` defines one; `kpi K1` shows one, counts behind it are kept."""
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
    counts = before_after.pair(text)
    if counts is None:
        raise Refused(ROWS)
    return _keep_counts(work, kpi, *counts)


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
    errors = {name: what for name, what in EMPTY.items() if not values.get(name)}
    if errors:
        return with_errors(card.form(old), values, errors)
    definition = {
        "name": values["name"][:80],
        "counted": values["counted"],
        "out_of": values["out_of"],
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
    _show(work, kpi)
    return Message(f"{kpi.label} waits for both sides", (line("One of each has to agree."),))


def _places(work: Work, here: Channel) -> list[list[str]]:
    """The room it is defined in, with those linked to it; from a direct message, the rooms of the
    latest task force that its author is in."""
    rooms = home(work, work.me) if here.dm else linked(work, here)
    return [[room.platform, room.workspace, room.id] for room in rooms]


def _show(work: Work, kpi: Kpi) -> None:
    work.show(kpi.key, card.card(work, kpi), *channels(kpi.places))


def _need_current(kpi: Kpi, args: tuple[str, ...]) -> None:
    """`Refused` where a button is about another version than the one that counts now."""
    if args and args[0] != str(kpi.version):
        raise Refused(f"It was changed meanwhile: {kpi.label} is what counts now. Type kpi.")


@feature.act(KPI, "agree")
def agree(work: Work, kpi: Kpi, given: Given) -> Reply:
    """One of each side; whoever belongs to both can't speak for either alone."""
    _need_current(kpi, given.args)
    side = work.me.side
    if side not in BOTH:
        raise Refused(
            "It needs one from the clinical side and one from IT. You are of both, so ask one of"
            " each."
            if side == "both"
            else "Type me and say which side you are on; then agree for it."
        )
    if side not in kpi.agreed:
        kpi.agreed = {**kpi.agreed, side: work.me.id}
        _show(work, kpi)
    missing = [SIDES[other] for other in BOTH if other not in kpi.agreed]
    follows = f"Now {missing[0]} has to agree." if missing else "Both sides have agreed."
    return Message(f"{kpi.label}: agreed for {SIDES[side]}", (line(follows),))


def _counts_form(work: Work, kpi: Kpi, args: tuple[str, ...]) -> Form:
    _need_current(kpi, args)
    return card.counts_form(kpi)


@feature.act(KPI, "point", buttons=("counts",), form=_counts_form)
def point(work: Work, kpi: Kpi, given: Given) -> Reply:
    _need_current(kpi, given.args)
    counts = {name: before_after.one(given[name]) for name in ("before", "after")}
    errors = {
        name: ROWS if count is None else before_after.wrong(count) for name, count in counts.items()
    }
    before, after = counts["before"], counts["after"]
    if before is None or after is None or any(errors.values()):
        # What is no count is not shown again either: it may be rows of data.
        values = {name: "" if count is None else given[name] for name, count in counts.items()}
        return with_errors(card.counts_form(kpi), values, errors)
    return _keep_counts(work, kpi, before, after)


def _keep_counts(work: Work, kpi: Kpi, before: Share, after: Share) -> Reply:
    """Counts of an agreed version; the card says what they are worth."""
    if not card.agreed(kpi):
        raise Refused(f"{kpi.label} is not agreed by both sides yet, so nothing was kept.")
    if what := before_after.wrong(before) or before_after.wrong(after):
        raise Refused(f"{what} Nothing was kept.")
    values = {"before_hits": before[0], "before_total": before[1]}
    values |= {"after_hits": after[0], "after_total": after[1]}
    kpis.add_point(work.db, kpi, **values, person_id=work.me.id, at=work.now)
    _show(work, kpi)
    return card.card(work, kpi)


@feature.said("kpi")
def talk(event: Said, work: Work) -> Reply:
    """Talk under a card stays there; a file with rows is refused, and nothing of it is kept."""
    return Message("Counts only", (line(ROWS),), tone="warning") if event.files else None
