"""Polls in lists, one poll in private, what may be done with it, and its figures as a file."""

import csv
import io
from collections.abc import Iterator

from bot.core.router import Feature, Help
from bot.core.typed_text import is_number
from bot.core.work import Work
from bot.features.concerns.export import defused
from bot.features.polls import creation, lookup, reminder, results
from bot.features.polls.card import STATES, act, card, refresh, times, title
from bot.features.polls.closing import ended
from bot.features.polls.definition import Asks, may_vote, wrong
from bot.features.polls.forms import option_form
from bot.features.polls.templates import names_of
from bot.features.speech import short
from bot.words.cards import (
    Block,
    Button,
    Buttons,
    File,
    Heading,
    Message,
    Reply,
    Row,
    line,
    with_errors,
)
from bot.words.events import Action, Command, Press, Submit
from bot.words.refusal import Refused
from storage.nouns import ballots, polls
from storage.nouns.polls import Poll

feature = Feature("polls", (Help("polls", "open polls, and templates", more=True),))
PAGE = 8
FEW = 5
MOST_LOOKED_AT = 40
COLUMNS = (
    *("poll", "question", "side", "option", "people", "votes", "percent", "low", "high"),
    *("mean", "median", "verdict", "place"),
)
EVER = ("scheduled", "open", "closed")


@feature.command("poll", right="raise", reviews=True)
def poll(event: Command, work: Work) -> Reply:
    """A new one; or, with its number, the one that is there."""
    if match := lookup.NUMBER.match(event.rest):
        return card(work, lookup.poll(work, match[1]))
    return creation.ask_in_one_line(event, work)


@feature.press("poll.show", right="raise", opens=True)
def show(event: Press, work: Work) -> Reply:
    return card(work, lookup.poll(work, event.action.args[0]))


@feature.command("polls", right="raise")
def by_words(event: Command, work: Work) -> Reply:
    return listed(work, event.rest.strip().casefold() == "all")


@feature.press("poll.list", right="raise", opens=True)
def by_button(event: Press, work: Work) -> Reply:
    every, before = event.action.args[0], event.action.args[1:]
    earlier = int(before[0]) if before and is_number(before[0]) else None
    return listed(work, every == "all", earlier)


def listed(work: Work, every: bool, before: int | None = None) -> Message:  # noqa: FBT001
    states = EVER if every else polls.OPEN
    found = polls.page(work.db, states, before=before, limit=PAGE + 1)
    blocks: list[Block] = [row(work, one) for one in found[:PAGE]]
    if not found:
        blocks.append(line("None. To ask: poll Ready for Saturday? | Yes | Partly | No"))
    if len(found) > PAGE:
        again = Action("poll.list", ("all" if every else "open", str(found[PAGE - 1].number)))
        blocks.append(Buttons((Button("Show more", again),)))
    if not every:
        blocks.append(Buttons((Button("Closed ones too", Action("poll.list", ("all",))),)))
    starts = [Button(name, Action("poll.new", (name,))) for name in names_of(work)[:4]]
    new = Button("Ask in a poll", Action("poll.new"), style="primary")
    blocks.append(Buttons((new, *starts), "Start from"))
    return Message("All polls" if every else "Open polls", tuple(blocks))


def row(work: Work, one: Poll) -> Row:
    said = f"{one.name} · {STATES[one.state]}"
    head = (said, *times(work, one), f" · {short(one.question, 60)}")
    return Row(head, Button("Open", act("show", one)))


def at_home(work: Work) -> list[Block]:
    """Open polls that are for this person, who has not voted in them."""
    found = polls.page(work.db, ("open",), limit=MOST_LOOKED_AT)
    mine = [one for one in found if _waits(work, one)]
    return [Heading("Polls for you"), *(row(work, one) for one in mine[:FEW])] if mine else []


def _waits(work: Work, one: Poll) -> bool:
    asks = Asks.of(one)
    if not may_vote(asks, work.me):
        return False
    secret = ballots.read(work.db, one.number).secret if asks.anonymous else ""
    voter = reminder.voter_id(asks, secret, work.me.id)
    return ballots.of(work.db, one.number, voter) is None


@feature.press("poll.more", right="raise", opens=True)
def more(event: Press, work: Work) -> Reply:
    """What this person may do with the poll."""
    one = lookup.poll(work, event.action.args[0])
    rows = tuple(_rows(list(_more(work, one))))
    nothing = line("Its author, a leader or an administrator can close it.")
    return Message(f"More on {title(one)}", rows or (nothing,))


def _rows(buttons: list[Button]) -> Iterator[Buttons]:
    for at in range(0, len(buttons), 5):
        yield Buttons(tuple(buttons[at : at + 5]))


def _more(work: Work, one: Poll) -> Iterator[Button]:
    if one.open and not one.rules["anonymous"]:
        yield Button("Take my vote back", act("unvote", one))
    if not lookup.runs(work, one):
        return
    if one.open:
        sure = f"Close {one.name} now? Nothing more is counted."
        yield Button("Close it now", act("close", one), confirm=sure)
        if not one.reminded:
            yield Button("Remind the undecided", act("remind", one))
    if one.state in polls.OPEN:
        sure = f"Call {one.name} off? Its votes are thrown away."
        yield Button("Call it off", act("drop", one), "danger", confirm=sure)
    if one.rules["repeats"]:
        yield Button("No more repeats", act("norepeat", one))
    if one.state == "closed":
        yield Button("What happens now?", act("outcome", one))
        yield Button("After the close", act("ended", one))
        yield Button("As a file", act("csv", one))


@feature.press("poll.ended", right="raise", opens=True)
def after(event: Press, work: Work) -> Reply:
    one = lookup.poll(work, event.action.args[0])
    lookup.need_author(work, one, "see this")
    if one.state != "closed":
        raise Refused(f"{one.name} is not closed yet.")
    return ended(work, one)


@feature.press("poll.remind", right="raise")
def remind(event: Press, work: Work) -> Reply:
    one = lookup.poll(work, event.action.args[0])
    lookup.need_author(work, one, "remind people")
    lookup.need_open(work, one, work.now)
    count = reminder.remind(work, one)
    said = line("Each on their shift, once. Those who vote before are left alone.")
    return Message(f"{count} will be reminded", (said,))


@feature.press("poll.csv", right="raise", opens=True)
def as_file(event: Press, work: Work) -> Reply:
    return _file(work, lookup.poll(work, event.action.args[0]))


@feature.command("figures", right="raise")
def as_file_by_words(event: Command, work: Work) -> Reply:
    number, _ = lookup.split(event.rest, "figures P-101")
    return _file(work, lookup.poll(work, number))


def _file(work: Work, one: Poll) -> Message:
    """The figures that the card shows, and no others: nobody's name, no small groups (R10)."""
    lookup.need_author(work, one, "take the figures along")
    if one.state != "closed":
        raise Refused(f"{one.name} is not closed yet; there are no figures before that.")
    asks, tally = Asks.of(one), ballots.read(work.db, one.number)
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, restval="", lineterminator="\r\n")
    writer.writeheader()
    for found in results.rows(one, asks, tally):
        full = {"poll": one.name, "question": one.question, **found}
        writer.writerow({name: defused(cell) for name, cell in full.items()})
    said = line("What the card shows, without anyone's name. Small groups are left out.")
    return Message(
        f"Figures of {one.name}", (said, File(f"{one.name}.csv", "text/csv", out.getvalue()))
    )


@feature.press("poll.add", right="raise", opens=True)
def ask_option(event: Press, work: Work) -> Reply:
    one = lookup.poll(work, event.action.args[0])
    _need_adding(work, one)
    return option_form(one)


@feature.submit(
    "poll.add", right="raise", form=lambda args, work: option_form(lookup.poll(work, args[0]))
)
def add_option(event: Submit, work: Work) -> Reply:
    one = lookup.poll(work, event.action.args[0])
    _need_adding(work, one)
    text = " ".join(event.values.get("option", "").split())
    if what := _add(one, text):
        return with_errors(option_form(one), dict(event.values), {"option": what})
    refresh(work, one)
    return Message("Added", (line(f"“{text}” can be voted for now."),))


@feature.command("option", right="raise")
def add_option_by_words(event: Command, work: Work) -> Reply:
    number, text = lookup.split(event.rest, "option P-101 Maybe")
    one = lookup.poll(work, number)
    _need_adding(work, one)
    if what := _add(one, " ".join(text.split())):
        raise Refused(what)
    refresh(work, one)
    return Message("Added", (line(f"“{' '.join(text.split())}” can be voted for now."),))


def _need_adding(work: Work, one: Poll) -> None:
    lookup.need_open(work, one, work.now)
    asks = Asks.of(one)
    if not asks.adding and not lookup.runs(work, one):
        raise Refused(f"The options of {one.name} are its author's. Ask them for another one.")
    if not asks.how.pick:
        raise Refused("Options can be added only where options are chosen.")
    if not may_vote(asks, work.me) and not lookup.runs(work, one):
        raise Refused(f"{one.name} is not for you, so its options are not either.")


def _add(one: Poll, text: str) -> str:
    """Add the option; what is wrong with it, if anything."""
    if not text:
        return "Write the option, in a few words."
    asks = Asks.of(one)
    options = (*asks.options, text)
    found = wrong(Asks(asks.question, asks.kind, options, limit=asks.limit))
    if "options" in found:
        return found["options"]
    one.options = list(options)
    return ""
