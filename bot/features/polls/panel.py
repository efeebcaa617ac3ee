"""A panel after its round: may sides be shown, discussion, another round on what is open."""

from dataclasses import replace

from bot.core.router import Feature
from bot.core.work import Work
from bot.features.polls import lookup, panel_figures, results
from bot.features.polls.card import act, refresh, title
from bot.features.polls.definition import Asks
from bot.features.polls.disclosure import Part
from bot.features.polls.opening import New, begin, told
from bot.features.speech import listed
from bot.rules.decimals import plainly
from bot.rules.suppression import LEAST
from bot.words.cards import Block, Bold, Button, Buttons, Message, Reply, Table, line
from bot.words.events import Press
from bot.words.refusal import Refused
from storage.nouns import ballots, people, polls
from storage.nouns.ballots import Tally
from storage.nouns.polls import Poll

feature = Feature("panels")


def whole(poll: Poll, asks: Asks, tally: Tally) -> Part | None:
    """The panel's ratings together, where they may be shown."""
    found = results.of(poll, asks, tally.bag).parts
    return next((part for part in found if not part.side), None)


def buttons(poll: Poll, asks: Asks, tally: Tally) -> list[Button]:
    """What can follow a round."""
    part = whole(poll, asks, tally)
    if part is None:
        return []
    ask = Button("Ask to show sides", act("sides", poll))
    found = [] if poll.agreed or not asks.people else [ask]
    if panel_figures.sorted_out(asks, part)["uncertain"]:
        found.append(Button("Discuss what is open", act("discuss", poll)))
        found.append(Button("Another round", act("round", poll)))
    return found


@feature.press("poll.sides", right="raise")
def ask_sides(event: Press, work: Work) -> Reply:
    """Sides too small to be shown are shown if every single one of the panel agrees."""
    poll, asks = _panel(work, event)
    if not asks.people:
        raise Refused("Only a panel of named people can agree to that. Name them in the next one.")
    if poll.agreed:
        raise Refused(f"{poll.name}: they were asked already.")
    poll.agreed = {str(person): False for person in asks.people}
    for person_id in asks.people:
        person = people.get(work.db, person_id)
        if person is not None and not person.gone:
            work.tell(person, f"{poll.key}:sides:{person_id}", _question(poll, asks))
    count = len(asks.people)
    only = line(f"Shown only if {count} of {count} agree.")
    return Message(f"Asked {count} people, each alone", (only,))


def _question(poll: Poll, asks: Asks) -> Message:
    yes = Button("Yes, show them", act("agree", poll, "yes"), style="primary")
    row = Buttons((yes, Button("No", act("agree", poll, "no"))))
    count = len(asks.people)
    ask = line(
        "May the medians of clinical and IT be shown apart? A side is small, so it could be worked"
        f" out what few people said. It happens only if {count} of {count} agree, and nobody is"
        " told who did not."
    )
    return Message(f"One question about {title(poll)}", (ask, row))


@feature.press("poll.agree", right="raise")
def agree(event: Press, work: Work) -> Reply:
    poll, _ = _panel(work, event)
    if str(work.me.id) not in poll.agreed:
        raise Refused("That is asked of the people of the panel only.")
    if all(poll.agreed.values()):
        raise Refused("Everybody agreed, and the medians are shown already.")
    poll.agreed = {**poll.agreed, str(work.me.id): event.action.args[1] == "yes"}
    if all(poll.agreed.values()):
        refresh(work, poll)
    return Message("Noted", (line("Nobody is told what you answered."),))


@feature.press("poll.discuss", right="raise")
def discuss(event: Press, work: Work) -> Reply:
    """One thread for each item that is open, with both views side by side and nobody's name."""
    poll, asks = _panel(work, event)
    lookup.need_author(work, poll, "open the discussion")
    tally = ballots.read(work.db, poll.number)
    part = _whole(poll, asks, tally)
    open_ = panel_figures.sorted_out(asks, part)["uncertain"]
    sides = [p for p in results.of(poll, asks, tally.bag).parts if p.side]
    for name in open_:
        at = asks.options.index(name)
        made = panel_figures.of(part, at)
        assert made is not None
        blocks: list[Block] = [
            line(
                f"Median {plainly(made.median)}: {made.low} rated it 1-3, {made.high} rated it 7-9."
            )
        ]
        if sides:
            row = tuple((panel_figures.median(side, at),) for side in sides)
            blocks.append(Table(tuple(f"{side.name}, median" for side in sides), (row,)))
        ask = "What do you see that the others may not? Write in this thread."
        message = Message(f"{name}: what is behind it?", (*blocks, line(ask)))
        work.show(f"{poll.key}:item:{asks.options.index(name) + 1}", message, *lookup.places(poll))
    return Message("Opened", (line(f"One message each for {listed(open_)}, in every room of it."),))


@feature.press("poll.round", right="raise")
def another(event: Press, work: Work) -> Reply:
    """The next round asks the same people about what is still open, for as long as the last."""
    poll, asks = _panel(work, event)
    lookup.need_author(work, poll, "start another round")
    part = _whole(poll, asks, ballots.read(work.db, poll.number))
    open_ = tuple(panel_figures.sorted_out(asks, part)["uncertain"])
    if not open_:
        raise Refused(f"Nothing in {poll.name} is open any more.")
    span = poll.closes_at - poll.opens_at if poll.closes_at else None
    closes = work.now + span if span else None
    rooms = tuple(lookup.places(poll))
    new = New(replace(asks, options=open_, repeats=""), work.now, closes, rooms, poll.number)
    return told(work, begin(work, new, work.me.id), "the same rooms")


def done(work: Work, poll: Poll) -> None:
    """After a later round, what all rounds together have settled is said under the card."""
    if poll.previous is None:
        return
    found = settled(work, poll)
    blocks = (
        line(Bold("Accepted"), f": {listed(found['accept']) or 'nothing'}."),
        line(Bold("Rejected"), f": {listed(found['reject']) or 'nothing'}."),
        line(Bold("Still uncertain"), f": {listed(found['uncertain']) or 'nothing'}."),
    )
    said = Message(f"Over all rounds of {title(poll)}", blocks)
    for place in lookup.places(poll):
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
    for one in reversed(rounds):
        asks, tally = Asks.of(one), ballots.read(work.db, one.number)
        if (part := whole(one, asks, tally)) is not None:
            sorts = panel_figures.sorted_out(asks, part)
            verdicts |= {name: word for word, names in sorts.items() for name in names}
    words = ("accept", "uncertain", "reject")
    return {word: [name for name, found in verdicts.items() if found == word] for word in words}


def _panel(work: Work, event: Press) -> tuple[Poll, Asks]:
    poll = lookup.poll(work, event.action.args[0])
    if poll.kind != "panel" or poll.state != "closed":
        raise Refused(f"{poll.name} is no panel that has closed.")
    return poll, Asks.of(poll)


def _whole(poll: Poll, asks: Asks, tally: Tally) -> Part:
    part = whole(poll, asks, tally)
    if part is None:
        raise Refused(f"Fewer than {LEAST} people rated, so nothing of it is shown.")
    return part
