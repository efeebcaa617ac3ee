"""A panel after its round: may sides be shown, discussion, another round on what is open."""

from dataclasses import replace

from bot.core.acts import Given
from bot.core.router import Feature
from bot.core.work import Work
from bot.features.nouns import POLL
from bot.features.polls import panel_figures, results
from bot.features.polls.audience import places
from bot.features.polls.card import act, refresh, title
from bot.features.polls.conditions import need_author
from bot.features.polls.definition import Asks
from bot.features.polls.disclosure import Part
from bot.features.polls.opening import New, begin, told
from bot.features.polls.splits import Splits
from bot.features.speech import listed
from bot.rules.decimals import plainly
from bot.rules.suppression import LEAST
from bot.words.cards import Block, Bold, Button, Buttons, Message, Reply, Table, line
from bot.words.refusal import Refused
from storage.nouns import ballots, people, polls
from storage.nouns.ballots import Tally
from storage.nouns.polls import Poll

feature = Feature("panels")
SPLIT = (
    "{} is shown by {}. Sides of fewer than five beside that could tell what one person answered,"
    " so nobody is asked."
)


def whole(poll: Poll, asks: Asks, tally: Tally) -> Part | None:
    """The panel's ratings together, where they may be shown."""
    return results.of(poll, asks, tally.bag).whole


def buttons(poll: Poll, asks: Asks, tally: Tally) -> list[Button]:
    """What can follow a round."""
    shown = results.of(poll, asks, tally.bag)
    part = whole(poll, asks, tally)
    if part is None:
        return []
    ask = Button("Ask to show sides", act("sides", poll))
    settled_already = poll.agreed or asks.rest or Splits.of(poll).shown
    follow = [ask] if shown.hidden and asks.people and not settled_already else []
    if asks.kind == "panel" and panel_figures.sorted_out(asks, part)["uncertain"]:
        follow.append(Button("Discuss what is open", act("discuss", poll)))
        follow.append(Button("Another round", act("round", poll)))
    return follow


def _need_ended(_work: Work, poll: Poll) -> None:
    if poll.state != "closed":
        raise Refused(f"{poll.name} is not closed yet. Sides are shown or not at its close.")
    if Asks.of(poll).rest:
        raise Refused(f"{poll.name} is anonymous, and its sides were not kept apart at the close.")


def _need_panel(_work: Work, poll: Poll) -> None:
    if poll.kind != "panel" or poll.state != "closed":
        raise Refused(f"{poll.name} is no panel that has closed.")


@feature.act(POLL, "sides", before=_need_ended)
def ask_sides(work: Work, poll: Poll, given: Given) -> Reply:
    """Sides too small to be shown are shown if every single one of the panel agrees."""
    panel = Asks.of(poll).people
    if not panel:
        raise Refused("Only people who were named can agree to that. Name them in the next one.")
    if poll.agreed:
        raise Refused(f"{poll.name}: they were asked already.")
    if by := Splits.of(poll).shown:
        raise Refused(SPLIT.format(poll.name, listed(by)))
    poll.agreed = {str(person): False for person in panel}
    ask = line(
        "May the figures of each side be shown beside the whole? A side is small, so it could be"
        " worked out what few people said. It happens only if"
        f" {len(panel)} of {len(panel)} agree, and nobody is told who did not."
    )
    yes = Button("Yes, show them", act("agree", poll, "yes"), style="primary")
    answers = Buttons((yes, Button("No", act("agree", poll, "no"))))
    question = Message(f"One question about {title(poll)}", (ask, answers))
    for person_id in panel:
        person = people.get(work.db, person_id)
        if person is not None and not person.gone:
            work.tell(person, f"{poll.key}:sides:{person_id}", question)
    only = line(f"Shown only if {len(panel)} of {len(panel)} agree.")
    return Message(f"Asked {len(panel)} people, each alone", (only,))


@feature.act(POLL, "agree", before=_need_ended)
def agree(work: Work, poll: Poll, given: Given) -> Reply:
    if str(work.me.id) not in poll.agreed:
        raise Refused("That is asked of those only whom the poll was for.")
    if all(poll.agreed.values()):
        raise Refused("Everybody agreed, and the sides are shown already.")
    poll.agreed = {**poll.agreed, str(work.me.id): given.args[0] == "yes"}
    if all(poll.agreed.values()):
        refresh(work, poll)
    return Message("Noted", (line("Nobody is told what you answered."),))


def _rated(work: Work, poll: Poll, what: str) -> tuple[Asks, Part]:
    """What was asked, and the panel's ratings together, for those who may do `what` with them."""
    need_author(work, poll, what)
    asks = Asks.of(poll)
    part = whole(poll, asks, ballots.read(work.db, poll.number))
    if part is None:
        raise Refused(f"Fewer than {LEAST} people rated, so nothing of it is shown.")
    return asks, part


@feature.act(POLL, "discuss", before=_need_panel)
def discuss(work: Work, poll: Poll, given: Given) -> Reply:
    """One thread for each item that is open, with both views side by side and nobody's name."""
    asks, part = _rated(work, poll, "open the discussion")
    uncertain = panel_figures.sorted_out(asks, part)["uncertain"]
    shown = results.of(poll, asks, ballots.read(work.db, poll.number).bag)
    sides = [side for side in shown.parts if side.side]
    for name in uncertain:
        at = asks.options.index(name)
        rated = panel_figures.of(part, at)
        assert rated is not None
        spread = f"{rated.low} rated it 1-3, {rated.high} rated it 7-9."
        blocks: list[Block] = [line(f"Median {plainly(rated.median)}: {spread}")]
        if sides:
            row = tuple((panel_figures.median(side, at),) for side in sides)
            blocks.append(Table(tuple(f"{side.name}, median" for side in sides), (row,)))
        ask = "What do you see that the others may not? Write in this thread."
        message = Message(f"{name}: what is behind it?", (*blocks, line(ask)))
        work.show(f"{poll.key}:item:{at + 1}", message, *places(poll))
    told = f"One message each for {listed(uncertain)}, in every room of it."
    return Message("Opened", (line(told),))


@feature.act(POLL, "round", before=_need_panel)
def another(work: Work, poll: Poll, given: Given) -> Reply:
    """The next round asks the same people about what is still open, for as long as the last."""
    asks, part = _rated(work, poll, "start another round")
    uncertain = tuple(panel_figures.sorted_out(asks, part)["uncertain"])
    if not uncertain:
        raise Refused(f"Nothing in {poll.name} is open any more.")
    closes = work.now + (poll.closes_at - poll.opens_at) if poll.closes_at else None
    following = replace(asks, options=uncertain, repeats="")
    new = New(following, work.now, closes, tuple(places(poll)), poll.number)
    return told(work, begin(work, new, work.me.id), "the same rooms")


def done(work: Work, poll: Poll) -> None:
    """After a later round, what all rounds together have settled is said under the card."""
    if poll.previous is None:
        return
    options = settled(work, poll)
    blocks = (
        line(Bold("Accepted"), f": {listed(options['accept']) or 'nothing'}."),
        line(Bold("Rejected"), f": {listed(options['reject']) or 'nothing'}."),
        line(Bold("Still uncertain"), f": {listed(options['uncertain']) or 'nothing'}."),
    )
    said = Message(f"Over all rounds of {title(poll)}", blocks)
    for place in places(poll):
        work.show(f"{poll.key}:rounds", said, place, parent=poll.key)


def settled(work: Work, poll: Poll) -> dict[str, list[str]]:
    """The options by verdict, each by the latest round that asked about it."""
    rounds: list[Poll] = [poll]
    while (before := rounds[-1].previous) is not None:
        earlier = polls.get(work.db, before)
        if earlier is None:
            break
        rounds.append(earlier)
    verdicts: dict[str, str] = {}
    for asked in reversed(rounds):
        asks, tally = Asks.of(asked), ballots.read(work.db, asked.number)
        if (part := whole(asked, asks, tally)) is not None:
            sorts = panel_figures.sorted_out(asks, part)
            verdicts |= {name: word for word, names in sorts.items() for name in names}
    words = ("accept", "uncertain", "reject")
    return {word: [name for name, given in verdicts.items() if given == word] for word in words}
