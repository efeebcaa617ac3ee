"""Polls in lists, one poll in private, what may be done with it, and its figures as a file."""

import csv
import io
from collections.abc import Iterator

from bot.core.acts import Given, Wrong
from bot.core.router import Feature, Help
from bot.core.typed_text import is_number
from bot.core.unused_words import leaving_out
from bot.core.work import Work
from bot.features.csv_cells import defused
from bot.features.lists import listing
from bot.features.nouns import POLL
from bot.features.polls import ballot_box, creation, open_answer_list, reminder, results
from bot.features.polls.card import STATES, act, card, in_rows, refresh, times, title
from bot.features.polls.closing import ended, more_on_results
from bot.features.polls.conditions import need_author, need_ended, need_open, runs
from bot.features.polls.definition import Asks, may_vote, wrong
from bot.features.polls.forms import option_form
from bot.features.polls.kinds import BREAKDOWNS
from bot.features.speech import short
from bot.words.cards import Block, Button, Buttons, File, Heading, Message, Reply, Row, line
from bot.words.events import Action, Command, Press
from bot.words.refusal import Refused
from storage.nouns import ballots, polls
from storage.nouns.polls import Poll

feature = Feature("polls", (Help("polls", "open polls, and templates", more=True),))
PAGE = 8
FEW = 5
MOST_LOOKED_AT = 40
COLUMNS = (
    *("poll", "question", "side", "option", "people", "votes", "percent", "low", "high"),
    *("mean", "median", "verdict", "place", "who", "answer"),
    *(*BREAKDOWNS, "theme"),
)
EVER = ("scheduled", "open", "closed")


@feature.act(POLL, "show", opens=True)
def show(work: Work, poll: Poll, given: Given) -> Reply:
    return card(work, poll)


@feature.command("polls", right="raise")
def by_words(event: Command, work: Work) -> Reply:
    first, _, more = event.rest.strip().partition(" ")
    if first.casefold() == "all":
        return leaving_out(_page(work, "all"), more)
    return leaving_out(_page(work, "open"), event.rest)


@feature.press("poll.list", right="raise", opens=True)
def by_button(event: Press, work: Work) -> Reply:
    which, before = event.action.args[0], event.action.args[1:]
    earlier = int(before[0]) if before and is_number(before[0]) else None
    return _page(work, which, earlier)


def _page(work: Work, which: str, before: int | None = None) -> Message:
    states = EVER if which == "all" else polls.OPEN
    some = polls.page(work.db, states, before=before, limit=PAGE + 1)
    further = Action("poll.list", (which, str(some[PAGE - 1].number))) if some[PAGE:] else None
    closed = Buttons((Button("Closed ones too", Action("poll.list", ("all",))),))
    new = Button("Ask in a poll", Action("poll.new"), style="primary")
    names = creation.template_names(work)[:4]
    starts = [Button(name, Action("poll.new", (name,))) for name in names]
    return listing(
        "All polls" if which == "all" else "Open polls",
        [row(work, poll) for poll in some[:PAGE]],
        *(() if which == "all" else (closed,)),
        Buttons((new, *starts), "Start from"),
        empty="None. To ask: poll Ready for Saturday? | Yes | Partly | No",
        further=further,
    )


def row(work: Work, poll: Poll) -> Row:
    state = f"{poll.name} · {STATES[poll.state]}"
    head = (state, *times(work, poll), f" · {short(poll.question, 60)}")
    return Row(head, Button("Open", act("show", poll)))


def at_home(work: Work) -> list[Block]:
    """Open polls that are for this person, who has not voted in them."""
    waiting = [
        row(work, poll)
        for poll in polls.page(work.db, ("open",), limit=MOST_LOOKED_AT)
        if may_vote(Asks.of(poll), work.me) and not _has_voted(work, poll)
    ]
    return [Heading("Polls for you"), *waiting[:FEW]] if waiting else []


def _has_voted(work: Work, poll: Poll) -> bool:
    """Also where that can't be told any more: then there is nothing to do here either."""
    try:
        voter = ballot_box.box(work, poll).voter(work.me.id)
    except Refused:
        return True
    return ballots.of(work.db, poll.number, voter) is not None


@feature.act(POLL, "more", opens=True)
def more(work: Work, poll: Poll, given: Given) -> Reply:
    """What this person may do with the poll."""
    nothing = line("Its author, a leader or an administrator can close it.")
    return Message(f"More on {title(poll)}", tuple(in_rows(_offers(work, poll))) or (nothing,))


def _offers(work: Work, poll: Poll) -> Iterator[Button]:
    if poll.open and not ballots.read(work.db, poll.number).secret:
        yield Button("Take my vote back", act("unvote", poll))
    if not runs(work, poll):
        return
    if poll.open:
        sure = f"Close {poll.name} now? Nothing more is counted."
        yield Button("Close it now", act("close", poll), confirm=sure)
        if not poll.reminded:
            yield Button("Remind the undecided", act("remind", poll))
    if poll.state in polls.OPEN:
        sure = f"Call {poll.name} off? Its votes are thrown away."
        yield Button("Call it off", act("drop", poll), "danger", confirm=sure)
    if poll.rules["repeats"]:
        yield Button("No more repeats", act("norepeat", poll))
    if poll.state == "closed":
        yield Button("What happens now?", act("outcome", poll))
        yield Button("After the close", act("ended", poll))
        yield from more_on_results(poll, Asks.of(poll), ballots.read(work.db, poll.number))
        yield Button("As a file", act("csv", poll))


@feature.act(
    POLL, "ended", before=lambda work, poll: need_ended(work, poll, "see this"), opens=True
)
def after(work: Work, poll: Poll, given: Given) -> Reply:
    return ended(work, poll)


@feature.act(POLL, "remind", before=lambda work, poll: need_author(work, poll, "remind people"))
def remind(work: Work, poll: Poll, given: Given) -> Reply:
    need_open(work, poll)
    reminder.remind(work, poll, _reminded)
    return None


def _reminded(count: int) -> Reply:
    once = line("Each on their shift, once. Those who vote before are left alone.")
    return Message(f"{count} will be reminded", (once,))


@feature.act(
    POLL,
    "csv",
    words="figures",
    before=lambda work, poll: need_ended(work, poll, "take the figures along"),
    opens=True,
)
def figures(work: Work, poll: Poll, given: Given) -> Reply:
    """The figures that the card shows, and no others: nobody's name, no small groups (R10)."""
    asks, tally = Asks.of(poll), ballots.read(work.db, poll.number)
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, restval="", lineterminator="\r\n")
    writer.writeheader()
    words = asks.kind == "texts"
    made = open_answer_list.rows(work, poll, asks) if words else results.rows(poll, asks, tally)
    for cells in made:
        full = {"poll": poll.name, "question": poll.question, **cells}
        writer.writerow({name: defused(cell) for name, cell in full.items()})
    shown = line("What the card shows, without anyone's name. Small groups are left out.")
    file = File(f"{poll.name}.csv", "text/csv", out.getvalue())
    return Message(f"Figures of {poll.name}", (shown, file))


def _need_adding(work: Work, poll: Poll) -> None:
    need_open(work, poll)
    asks = Asks.of(poll)
    if not asks.adding and not runs(work, poll):
        raise Refused(f"The options of {poll.name} are its author's. Ask them for another one.")
    if not asks.how.pick:
        raise Refused("Options can be added only where options are chosen.")
    if not may_vote(asks, work.me) and not runs(work, poll):
        raise Refused(f"{poll.name} is not for you, so its options are not either.")


@feature.act(
    POLL,
    "add",
    words="option",
    example="Maybe",
    reads="option",
    form=lambda _work, poll, _args: option_form(poll),
    before=_need_adding,
)
def add_option(work: Work, poll: Poll, given: Given) -> Reply:
    option = " ".join(given["option"].split())
    if not option:
        raise Wrong(option="Write the option, in a few words.")
    asks, options = Asks.of(poll), [*poll.options, option]
    errors = wrong(Asks(asks.question, asks.kind, tuple(options), limit=asks.limit))
    if "options" in errors:
        raise Wrong(option=errors["options"])
    poll.options = options
    refresh(work, poll)
    return Message("Added", (line(f"“{option}” can be voted for now."),))
