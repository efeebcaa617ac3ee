"""Defining a measure: both sides agree to each version, and counts come as numbers only."""

import re
from collections.abc import Mapping

from bot.core.router import Feature, Help
from bot.core.typed_text import is_number
from bot.core.work import Work
from bot.features.kpi import card
from bot.features.kpi.card import BOTH, COUNTS
from bot.features.speech import SIDES
from bot.features.taskforce.lookup import channels, home, linked
from bot.rules import before_after
from bot.words.cards import Block, Button, Buttons, Form, Message, Reply, Row, line, with_errors
from bot.words.events import Action, Channel, Command, Press, Said, Submit
from bot.words.refusal import Refused
from storage.nouns import kpis
from storage.nouns.kpis import Kpi

feature = Feature("kpi", (Help("kpi", "measures both sides agreed on", more=True),))
NUMBER = re.compile(r"[kK]-?(\d{1,6})\b\s*")
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
        return _listed(work)
    match = NUMBER.match(rest)
    if match is None:
        words = rest.partition(" ")
        return card.form(None, words[2] if words[0].lower() == "new" else rest[:80])
    kpi, text = find(work, match[1]), rest[match.end() :].strip()
    if not text:
        return card.card(work, kpi)
    counts = before_after.pair(text)
    if counts is None:
        raise Refused(ROWS)
    return _pointed(work, kpi, *counts)


def find(work: Work, number: str) -> Kpi:
    """The newest version of a measure, for changing; `Refused` when there is none."""
    found = kpis.locked(work.db, int(number)) if is_number(number) else None
    if found is None:
        raise Refused(f"There is no K{number[:12]}. Type kpi to see which there are.")
    return found


def _listed(work: Work) -> Message:
    rows: list[Block] = [
        Row((f"{kpi.label} {kpi.name}",), Button("Open", card.act("show", kpi)))
        for kpi in kpis.every(work.db)
    ]
    rows = rows or [line("None yet. Two sentences say what is counted, and out of what.")]
    return Message("Measures", (*rows, Buttons((Button("Define one", Action("kpi.new")),))))


@feature.press("kpi.show", right="raise", opens=True)
def show(event: Press, work: Work) -> Reply:
    return card.card(work, find(work, event.action.args[0]))


@feature.press("kpi.new", right="raise", opens=True)
def ask(event: Press, work: Work) -> Reply:
    return card.form(None)


@feature.press("kpi.change", right="raise", opens=True)
def change_it(event: Press, work: Work) -> Reply:
    return card.form(find(work, event.action.args[0]))


def _form(args: tuple[str, ...], work: Work) -> Form:
    return card.form(find(work, args[0]) if args else None)


@feature.submit("kpi.save", right="raise", form=_form)
def save(event: Submit, work: Work) -> Reply:
    """A new measure, or the next version of one, which asks both sides again."""
    values = {name: value.strip() for name, value in event.values.items()}
    old = find(work, event.action.args[0]) if event.action.args else None
    errors = {name: what for name, what in EMPTY.items() if not values.get(name)}
    if errors:
        return with_errors(card.form(old), values, errors)
    if old is not None and _same(old, values):
        return card.card(work, old)
    kpi = kpis.define(
        work.db,
        old.number if old else None,
        name=values["name"][:80],
        counted=values["counted"],
        out_of=values["out_of"],
        better="higher" if values.get("better") == "higher" else "lower",
        places=old.places if old else _places(work, event.channel),
        author_id=work.me.id,
        at=work.now,
    )
    _shown(work, kpi)
    return Message(f"{kpi.label} waits for both sides", (line("One of each has to agree."),))


def _same(old: Kpi, values: Mapping[str, str]) -> bool:
    now = (old.name, old.counted, old.out_of, old.better)
    return now == tuple(values.get(name, "") for name in ("name", "counted", "out_of", "better"))


def _places(work: Work, here: Channel) -> list[list[str]]:
    """The room it is defined in, with those linked to it; from a direct message, the rooms of the
    latest task force that its author is in."""
    rooms = home(work, work.me) if here.dm else linked(work, here)
    return [[room.platform, room.workspace, room.id] for room in rooms]


def _shown(work: Work, kpi: Kpi) -> None:
    work.show(kpi.key, card.card(work, kpi), *channels(kpi.places))


@feature.press("kpi.agree", right="raise")
def agree(event: Press, work: Work) -> Reply:
    """One of each side; whoever belongs to both can't speak for either alone."""
    kpi = _current(event, work)
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
        _shown(work, kpi)
    rest = [SIDES[one] for one in BOTH if one not in kpi.agreed]
    said = f"Now {rest[0]} has to agree." if rest else "Both sides have agreed."
    return Message(f"{kpi.label}: agreed for {SIDES[side]}", (line(said),))


@feature.press("kpi.counts", right="raise", opens=True)
def ask_counts(event: Press, work: Work) -> Reply:
    return card.counts_form(_current(event, work))


@feature.submit(
    "kpi.point", right="raise", form=lambda args, work: card.counts_form(find(work, args[0]))
)
def point(event: Submit, work: Work) -> Reply:
    kpi, values = _current(event, work), dict(event.values)
    read = {name: before_after.one(values.get(name, "")) for name in ("before", "after")}
    errors = {name: ROWS for name, share in read.items() if share is None}
    errors |= {
        name: what for name, share in read.items() if share and (what := before_after.wrong(share))
    }
    before, after = read["before"], read["after"]
    if errors or before is None or after is None:
        clean = {name: "" if read.get(name) is None else text for name, text in values.items()}
        return with_errors(card.counts_form(kpi), clean, errors)
    return _pointed(work, kpi, before, after)


def _pointed(work: Work, kpi: Kpi, before: before_after.Share, after: before_after.Share) -> Reply:
    """Counts of an agreed version; the card says what they are worth."""
    if not card.agreed(kpi):
        raise Refused(f"{kpi.label} is not agreed by both sides yet, so nothing was kept.")
    if what := before_after.wrong(before) or before_after.wrong(after):
        raise Refused(f"{what} Nothing was kept.")
    values = {"before_hits": before[0], "before_total": before[1]}
    values |= {"after_hits": after[0], "after_total": after[1]}
    kpis.add_point(work.db, kpi, **values, person_id=work.me.id, at=work.now)
    _shown(work, kpi)
    return card.card(work, kpi)


def _current(event: Press | Submit, work: Work) -> Kpi:
    """What the button was about, if that is still how it is defined."""
    args = event.action.args
    kpi = find(work, args[0] if args else "")
    if args[1:] and args[1] != str(kpi.version):
        raise Refused(f"It was changed meanwhile: {kpi.label} is what counts now. Type kpi.")
    return kpi


@feature.said("kpi")
def said(event: Said, work: Work) -> Reply:
    """Talk under a card stays there; a file with rows is refused, and nothing of it is kept."""
    return Message("Counts only", (line(ROWS),), tone="warning") if event.files else None
