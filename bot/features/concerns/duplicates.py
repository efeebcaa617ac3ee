"""One thing, many reporters: what sounds alike, "me too", and linking a concern to its parent."""

from bot.core.rights import may
from bot.core.router import Feature, Help
from bot.core.work import Work
from bot.features.concerns import card, escalation, forms, lookup, modes, reprioritize, states
from bot.features.concerns.history import note_down
from bot.features.concerns.similar import similar
from bot.features.concerns.thread import refresh
from bot.features.speech import short, who_id
from bot.words.cards import Block, Message, Option, Quote, Reply, line
from bot.words.events import Command, Press, Submit
from bot.words.refusal import Refused
from storage.nouns import concerns, entries
from storage.nouns.concerns import UNNAMED, WITH_IT, Concern

feature = Feature(
    "duplicates",
    (
        Help(
            "me too on a card, or metoo C-101", "you have it as well, and want to hear", more=True
        ),
        Help("duplicate C-102 C-101", "C-102 is the same as C-101", "it", more=True),
    ),
    urgent=True,
)


@feature.press("concern.metoo", right="raise")
def me_too(event: Press, work: Work) -> Reply:
    return _me_too(work, lookup.concern(work, event.action.args[0]))


@feature.command("metoo", right="raise")
def me_too_by_words(event: Command, work: Work) -> Reply:
    number, _ = lookup.split(event.rest, "metoo C-101")
    return _me_too(work, lookup.concern(work, number))


def _me_too(work: Work, concern: Concern) -> Reply:
    """Counted once a person; a second unit makes it "several units" (R8)."""
    concern = _top(work, concern)
    states.need(concern, (*WITH_IT, "fixed"), "join")
    person = lookup.own(work, concern).me
    if person.id == UNNAMED:
        return card.told(f"You are counted on {concern.name} already", line(card.reach(concern)))
    if not concerns.stand_behind(
        work.db, concern, person.id, person.unit, how="me_too", at=work.now
    ):
        return card.told(f"You are counted on {concern.name} already", line(card.reach(concern)))
    reprioritize.widen(work, concern)
    refresh(work, concern)
    return card.told(f"Counted on {concern.name}", *_latest(work, concern))


def _latest(work: Work, concern: Concern) -> tuple[Block, ...]:
    """Where the concern stands, for someone who joins it."""
    blocks: list[Block] = [line(f"{card.reach(concern)}. You will be told what happens.")]
    if concern.workaround:
        blocks += [line("What to do until it is fixed:"), Quote(concern.workaround)]
    said = [e for e in entries.of(work.db, concern, ("answer",)) if _from_it(concern, e.side)]
    if said:
        blocks += [line(f"{who_id(work, said[-1].person_id)} wrote last:"), Quote(said[-1].text)]
    return tuple(blocks)


def _from_it(concern: Concern, side: str) -> bool:
    return side not in {"", concern.reporter_side}


@feature.press("concern.link", right="work", opens=True)
def ask_parent(event: Press, work: Work) -> Reply:
    concern = lookup.concern(work, event.action.args[0])
    likely = tuple(
        Option(str(other.number), f"{other.name}: {short(other.text, 50)}")
        for other in similar(work, concern)
    )
    return forms.link_form(concern, likely)


@feature.submit("concern.link", right="work")
def link(event: Submit, work: Work) -> Reply:
    chosen = event.values.get("number", "").strip() or event.values.get("likely", "")
    number, _ = lookup.split(f"C-{chosen.upper().removeprefix('C-')}", "C-101")
    return _merge(work, lookup.concern(work, event.action.args[0]), lookup.concern(work, number))


@feature.command("duplicate", right="work")
def link_by_words(event: Command, work: Work) -> Reply:
    example = "duplicate C-102 C-101"
    number, rest = lookup.split(event.rest, example)
    parent, _ = lookup.split(rest.removeprefix("of "), example)
    return _merge(work, lookup.concern(work, number), lookup.concern(work, parent))


@feature.press("concern.merge", right="work")
def link_by_button(event: Press, work: Work) -> Reply:
    child, parent = event.action.args[0], event.action.args[1]
    return _merge(work, lookup.concern(work, child), lookup.concern(work, parent))


@feature.press("concern.same", right="raise")
def same(event: Press, work: Work) -> Reply:
    """The reporter sees that it is known: their own concern joins the older one."""
    child = lookup.concern(work, event.action.args[0])
    work = lookup.own(work, child)
    if not lookup.raised_it(work, child) and not may(work.me, "work"):
        raise Refused(f"Only the person who raised {child.name}, or IT, can say that.")
    return _merge(work, child, lookup.concern(work, event.action.args[1]))


def _merge(work: Work, child: Concern, parent: Concern) -> Reply:
    """The child becomes a duplicate; its people stand behind the parent from now on (R8)."""
    parent = _top(work, parent)
    if parent.number == child.number:
        raise Refused("A concern can't be a duplicate of itself.")
    if child.state == "duplicate":
        return card.told(f"{child.name} is linked to C-{child.parent} already")
    states.need(child, WITH_IT, "link")
    states.need(parent, (*WITH_IT, "fixed"), "join")
    child.state, child.parent = "duplicate", parent.number
    escalation.stop(work, child)
    for reporter in concerns.behind(work.db, child):
        concerns.stand_behind(
            work.db, parent, reporter.person_id, reporter.unit, how="duplicate", at=reporter.at
        )
    if child.mode != modes.NAMED:
        parent.reporters += 1
        parent.units = [*parent.units, *(u for u in child.units if u not in parent.units)]
    for grandchild in concerns.children(work.db, child):
        grandchild.parent = parent.number
    note_down(work, child, f"Duplicate of {parent.name}")
    note_down(work, parent, f"{child.name} is the same")
    reprioritize.widen(work, parent)
    # Each of the child's places hears where it went and how the parent stands.
    known = line(f"It is the same as {parent.name}, which IT works on: {short(parent.text, 80)}")
    said = Message(f"{child.name} is known", (known, *_latest(work, parent)))
    for channel in work.places(child.key):
        work.show(f"{child.key}:known", said, channel, parent=child.key)
    refresh(work, child)
    refresh(work, parent)
    return card.told(f"{child.name} is part of {parent.name} now", line(card.reach(parent)))


def _top(work: Work, concern: Concern) -> Concern:
    """The concern itself, or the one it is a duplicate of."""
    return concern if concern.parent is None else lookup.concern(work, concern.parent)
