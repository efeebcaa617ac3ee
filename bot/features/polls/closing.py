"""How a poll ends: at its time or before it, with results, what happens now, and a second look."""

import re
from datetime import date, datetime, timedelta

from bot.core.audit import note
from bot.core.router import Feature, Help
from bot.core.work import Work
from bot.features.polls import lookup, panel, reminder, results
from bot.features.polls.card import act, decided, refresh, title
from bot.features.polls.definition import Asks
from bot.features.polls.disclosure import merged
from bot.features.polls.forms import outcome_form, tie_form
from bot.features.speech import listed, when, who
from bot.rules.parse_deadline import deadline
from bot.rules.wall_time import moment
from bot.words.cards import (
    Block,
    Button,
    Buttons,
    Form,
    Message,
    Quote,
    Reply,
    Span,
    line,
    with_errors,
)
from bot.words.events import Command, Due, Press, Submit
from bot.words.refusal import Refused
from storage.nouns import ballots, people, polls
from storage.nouns.polls import Poll

feature = Feature(
    "polls",
    (
        Help("close P-101", "show the results now", more=True),
        Help("outcome P-101 what happens now", "tell those who voted; review 20 Mar", more=True),
    ),
)
REVIEW = re.compile(r"[,;.]?\s*\breview(?: on| by)? (?P<when>[^,;.]{2,30})\.?$", re.IGNORECASE)
SAY = "Say in a sentence what happens now, so that voting was worth it."
WHY = "Say why, in a few words: it is shown on the card."
LATEST_REVIEW = timedelta(days=366 * 2)


@feature.due("poll.close")
def at_its_time(event: Due, work: Work) -> Reply:
    poll = polls.locked(work.db, int(event.args[0]))
    if poll is not None and poll.state == "open":
        close(work, poll)
    return None


@feature.press("poll.close", right="raise")
def by_button(event: Press, work: Work) -> Reply:
    return _close_now(work, lookup.poll(work, event.action.args[0]))


@feature.command("close", right="raise")
def by_words(event: Command, work: Work) -> Reply:
    number, _ = lookup.split(event.rest, "close P-101")
    return _close_now(work, lookup.poll(work, number))


def _close_now(work: Work, poll: Poll) -> Reply:
    lookup.need_author(work, poll, "close it")
    lookup.need_open(work, poll, work.now)
    close(work, poll)
    return ended(work, poll)


def close(work: Work, poll: Poll) -> None:
    """Nothing more is counted; who voted is forgotten; the card shows what came of it."""
    asks = Asks.of(poll)
    at = poll.closes_at if work.actor is None else work.now
    poll.state, poll.closed_at = "closed", at or work.now
    poll.closed_by = work.actor.id if work.actor else None
    reminder.stop(work, poll)
    _merge(work, poll, asks)
    ballots.forget(work.db, poll.number)
    work.forget(f"{poll.key}:close")
    asks = Asks.of(poll)
    refresh(work, poll)
    author = people.get(work.db, poll.author_id)
    if author is not None and not author.gone and work.actor is not author:
        work.tell(author, f"{poll.key}:ended", ended(work, poll))
    if asks.kind == "panel":
        panel.done(work, poll)


def _merge(work: Work, poll: Poll, asks: Asks) -> None:
    """What may not be shown of an anonymous poll is not kept apart either; but a panel's sides are,
    as the panel may agree to show them."""
    if not asks.anonymous or asks.kind == "panel":
        return
    tally = ballots.tally(work.db, poll.number)
    found = results.of(poll, asks, tally.bag)
    poll.rules = {**poll.rules, "rest": [list(pair) for pair in found.hidden]}
    tally.bag = merged(found, tally.bag)


def ended(work: Work, poll: Poll) -> Message:
    """To its author: the results, and what is still theirs to say."""
    asks, tally = Asks.of(poll), ballots.read(work.db, poll.number)
    blocks: list[Block] = list(results.blocks(poll, asks, tally))
    buttons = [Button("What happens now?", act("outcome", poll), style="primary")]
    if tied := results.tie(poll, asks, tally):
        blocks.append(line(f"{listed(tied)} tie: somebody has to choose, and say why."))
        buttons.append(Button("Break the tie", act("tie", poll)))
    if asks.kind == "panel":
        buttons += panel.buttons(poll, asks, tally)
    return Message(
        f"Closed: {title(poll)}", (*blocks, *decided(work, poll), Buttons(tuple(buttons)))
    )


@feature.press("poll.outcome", right="raise", opens=True)
def ask_outcome(event: Press, work: Work) -> Reply:
    poll = lookup.poll(work, event.action.args[0])
    _need_ended(work, poll, "say what happens now")
    return outcome_form(poll)


@feature.submit(
    "poll.outcome",
    right="raise",
    form=lambda args, work: outcome_form(lookup.poll(work, args[0])),
)
def outcome(event: Submit, work: Work) -> Reply:
    poll, words = lookup.poll(work, event.action.args[0]), event.values.get("outcome", "").strip()
    _need_ended(work, poll, "say what happens now")
    if not words:
        return with_errors(outcome_form(poll), dict(event.values), {"outcome": SAY})
    try:
        review = _morning(work, event.values.get("review", ""))
    except ValueError as error:
        return with_errors(outcome_form(poll), dict(event.values), {"review": str(error)})
    return _decide(work, poll, words, review)


@feature.command("outcome", right="raise")
def outcome_by_words(event: Command, work: Work) -> Reply:
    number, words = lookup.split(event.rest, "outcome P-101 We start on Saturday, review 20 Mar")
    poll = lookup.poll(work, number)
    _need_ended(work, poll, "say what happens now")
    if not words:
        return outcome_form(poll)
    match, review = REVIEW.search(words), None
    if match:
        words = words[: match.start()].strip()
        try:
            review = _read_review(work, match["when"])
        except ValueError as error:
            raise Refused(str(error)) from None
    return _decide(work, poll, words or poll.outcome, review)


def _morning(work: Work, text: str) -> datetime | None:
    """The morning of a day; None for no day. ValueError for one that has passed."""
    if not text:
        return None
    day = date.fromisoformat(text)
    at = moment(day, work.hospital.hours.start, work.hospital.zone)
    if not work.now < at <= work.now + LATEST_REVIEW:
        raise ValueError("Choose a day to come, within two years.")
    return at


def _read_review(work: Work, text: str) -> datetime:
    at = deadline(text, work.hospital.zone, work.now)
    local = at.astimezone(work.hospital.zone)
    if (local.hour, local.minute) != (0, 0):
        return at
    day = (local - timedelta(days=1)).date()
    return _morning(work, day.isoformat()) or at


def _need_ended(work: Work, poll: Poll, what: str) -> None:
    lookup.need_author(work, poll, what)
    if poll.state != "closed":
        raise Refused(f"{poll.name} is not closed yet. Close it first: close {poll.name}")


def _decide(work: Work, poll: Poll, words: str, review: datetime | None) -> Reply:
    """Tell everybody where it was asked, and have it looked at again."""
    if not words:
        raise Refused(SAY)
    poll.outcome, poll.outcome_by, poll.review_at = words, work.me.id, review
    poll.outcomes += 1
    note(work, "poll.decided", poll.name, f"outcome {poll.outcomes}")
    if review is None:
        work.forget(f"{poll.key}:review")
    else:
        work.later(f"{poll.key}:review", review, "poll.review", str(poll.number))
    refresh(work, poll)
    by: tuple[Span, ...] = (f"{who(work.me)} says what happens now:",)
    blocks: list[Block] = [line(*by), Quote(words)]
    if review is not None:
        blocks.append(line("Looked at again ", when(work, review), "."))
    message = Message(f"What came of {poll.name}", tuple(blocks), tone="good")
    announce(work, poll, f"outcome:{poll.outcomes}", message)
    return Message("Told where it was asked", (Quote(words),))


def announce(work: Work, poll: Poll, slug: str, message: Message) -> None:
    """Say something once, under every card of the poll."""
    for place in lookup.places(poll):
        work.show(f"{poll.key}:{slug}", message, place, parent=poll.key)


@feature.due("poll.review")
def review(event: Due, work: Work) -> Reply:
    """The day has come: its author is asked, and everybody sees that it comes back."""
    poll = polls.locked(work.db, int(event.args[0]))
    if poll is None or poll.review_at is None:
        return None
    still = Button("Still right", act("stands", poll), style="primary")
    buttons = Buttons((still, Button("Change it", act("outcome", poll))))
    asked = line("When this was decided, today was set for a second look. Does it still hold?")
    said = Message(f"Look again: {title(poll)}", (Quote(poll.outcome), asked, buttons))
    announce(work, poll, f"review:{poll.outcomes}", said)
    author = people.get(work.db, poll.author_id)
    if author is not None and not author.gone:
        work.tell(author, f"{poll.key}:look:{poll.outcomes}", said)
    return None


@feature.press("poll.stands", right="raise")
def stands(event: Press, work: Work) -> Reply:
    poll = lookup.poll(work, event.action.args[0])
    _need_ended(work, poll, "say that it still holds")
    if poll.review_at is None:
        return Message(f"{poll.name} still holds")
    poll.review_at, poll.outcomes = None, poll.outcomes + 1
    work.forget(f"{poll.key}:review")
    refresh(work, poll)
    by = line(f"{who(work.me)} looked again: it still holds.")
    announce(work, poll, f"outcome:{poll.outcomes}", Message(f"{poll.name} still holds", (by,)))
    return Message(f"{poll.name} still holds")


@feature.press("poll.tie", right="raise", opens=True)
def ask_tie(event: Press, work: Work) -> Reply:
    poll = lookup.poll(work, event.action.args[0])
    return tie_form(poll, _tied(work, poll))


@feature.submit(
    "poll.tie",
    right="raise",
    form=lambda args, work: _tie_form(work, lookup.poll(work, args[0])),
)
def break_tie(event: Submit, work: Work) -> Reply:
    """A person chooses, and says why; both are shown."""
    poll = lookup.poll(work, event.action.args[0])
    tied, which = _tied(work, poll), event.values.get("which", "")
    names = {str(poll.options.index(name) + 1): name for name in tied}
    why = event.values.get("why", "").strip()
    if which not in names or not why:
        errors = {"why": WHY} if which in names else {"which": "Choose one of those that tie."}
        return with_errors(tie_form(poll, tied), dict(event.values), errors)
    poll.chosen, poll.chosen_why, poll.chosen_by = names[which], why, work.me.id
    refresh(work, poll)
    return Message(f"{names[which]} it is", (line("The card says that you chose, and why."),))


def _tie_form(work: Work, poll: Poll) -> Form:
    return tie_form(poll, _tied(work, poll))


def _tied(work: Work, poll: Poll) -> list[str]:
    _need_ended(work, poll, "break the tie")
    tied = results.tie(poll, Asks.of(poll), ballots.read(work.db, poll.number))
    if not tied:
        raise Refused(f"There is no tie in {poll.name}.")
    return tied


@feature.press("poll.drop", right="raise")
def drop(event: Press, work: Work) -> Reply:
    """Call it off: no results, nothing kept of the votes, nothing to come."""
    poll = lookup.poll(work, event.action.args[0])
    lookup.need_author(work, poll, "call it off")
    if poll.state not in polls.OPEN:
        raise Refused(f"{poll.name} has ended already.")
    reminder.stop(work, poll)
    ballots.forget(work.db, poll.number)
    poll.state = "dropped"
    for timer in ("open", "close", "again"):
        work.forget(f"{poll.key}:{timer}")
    refresh(work, poll)
    return Message(f"{poll.name} is called off", (line("Its card says so; no figures are shown."),))


@feature.press("poll.norepeat", right="raise")
def no_repeat(event: Press, work: Work) -> Reply:
    poll = lookup.poll(work, event.action.args[0])
    lookup.need_author(work, poll, "end the repeats")
    poll.rules = {**poll.rules, "repeats": ""}
    work.forget(f"{poll.key}:again")
    refresh(work, poll)
    return Message(f"{poll.name} does not come again", (line("This one goes on to its close."),))
