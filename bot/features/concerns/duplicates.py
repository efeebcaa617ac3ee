"""One thing, many reporters: what sounds alike, "me too", and linking a concern to its parent."""

from bot.core.acts import Given, Wrong
from bot.core.rights import may
from bot.core.router import Feature, Help
from bot.core.unused_words import leaving_out
from bot.core.work import Work
from bot.features import ways
from bot.features.concerns import card, escalation, forms, lookup, modes, reprioritize, states
from bot.features.concerns.similar import similar
from bot.features.concerns.states import note_down
from bot.features.concerns.thread import refresh
from bot.features.nouns import CONCERN
from bot.features.speech import short, who_id
from bot.words.cards import Block, Form, Message, Quote, Reply, line
from bot.words.fields import Option
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
    lasts=True,
)


@feature.act(CONCERN, "metoo", words="metoo", gathers=True)
def me_too(work: Work, concern: Concern, given: Given) -> Reply:
    """Counted once a person; a second unit makes it "several units" (R8)."""
    concern = _top(work, concern)
    states.need(concern, (*WITH_IT, "fixed"), "join")
    person = lookup.own(work, concern).me
    # Whoever raised it in confidence is counted, and stands in no list.
    if person.id == UNNAMED or not concerns.stand_behind(
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
    answers = entries.of(work.db, concern, ("answer",))
    by_it = [answer for answer in answers if answer.side not in {"", concern.reporter_side}]
    if by_it:
        blocks += [line(f"{who_id(work, by_it[-1].person_id)} wrote last:"), Quote(by_it[-1].text)]
    return tuple(blocks)


def _link_form(work: Work, concern: Concern, _args: tuple[str, ...]) -> Form:
    likely = tuple(
        Option(str(other.number), f"{other.name}: {short(other.text, 50)}")
        for other in similar(work, concern)
    )
    return forms.link_form(concern, likely)


@feature.act(
    CONCERN,
    "link",
    right="work",
    words="duplicate",
    example="C-98",
    reads=lambda _work, words: {"number": words.removeprefix("of ")},
    form=_link_form,
)
def link(work: Work, concern: Concern, given: Given) -> Reply:
    chosen = given["number"] or given["likely"]
    parent = CONCERN.begins(chosen) or CONCERN.begins(f"C-{chosen}")
    if parent is None:
        raise Wrong(number="Say which concern, like this: C-101")
    number, more = parent
    return leaving_out(_merge(work, concern, CONCERN.find(work, number)), more)


@feature.act(CONCERN, "merge", right="work")
def merge(work: Work, concern: Concern, given: Given) -> Reply:
    return _merge(work, concern, CONCERN.find(work, given.args[0]))


@feature.act(CONCERN, "same")
def same(work: Work, concern: Concern, given: Given) -> Reply:
    """The reporter sees that it is known: their own concern joins the older one."""
    work = lookup.own(work, concern)
    if not lookup.raised_it(work, concern) and not may(work.me, "work"):
        raise Refused(f"Only the person who raised {concern.name}, or IT, can say that.")
    return _merge(work, concern, CONCERN.find(work, given.args[0]))


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
    same, works = ways.shared(parent.number), f", which IT works on: {short(parent.text, 80)}"
    known = line("It is the same as ", same, works)
    notice = Message(f"{child.name} is known", (known, *_latest(work, parent)))
    for channel in work.places(child.key):
        work.show(f"{child.key}:known", notice, channel, parent=child.key)
    refresh(work, child)
    refresh(work, parent)
    return card.told(f"{child.name} is part of {parent.name} now", line(card.reach(parent)))


def _top(work: Work, concern: Concern) -> Concern:
    """The concern itself, or the one it is a duplicate of."""
    return concern if concern.parent is None else CONCERN.find(work, concern.parent)
