"""How a poll ends: at its time or before it, with results, what happens now, and a later review."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from bot.core.acts import Given, Wrong
from bot.core.audit import note
from bot.core.router import Feature, Help
from bot.core.work import Work
from bot.features.nouns import POLL
from bot.features.polls import (
    ballot_box,
    open_answer_list,
    open_question,
    panel,
    reminder,
    results,
    small_sides,
    splits,
)
from bot.features.polls.audience import places
from bot.features.polls.card import act, came_out, decided, refresh, title
from bot.features.polls.conditions import need_author, need_ended, need_open
from bot.features.polls.definition import Asks
from bot.features.polls.disclosure import merged
from bot.features.polls.forms import outcome_form, tie_form
from bot.features.speech import when, who
from bot.rules.parse_deadline import deadline
from bot.rules.wall_time import moment
from bot.words.cards import Block, Button, Buttons, Message, Quote, Reply, line
from bot.words.events import Command, Due
from bot.words.refusal import Refused
from storage.nouns import ballots, open_answers, people, polls, sealed_ballots
from storage.nouns.ballots import Tally
from storage.nouns.polls import Poll
from storage.nouns.sealed_ballots import LostKey

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
NO_SUCH_DAY = "Choose a day to come, within two years."


@feature.due("poll.close")
def at_its_time(event: Due, work: Work) -> Reply:
    poll = polls.locked(work.db, int(event.args[0]))
    if poll is not None and poll.state == "open":
        close(work, poll)
    return None


def _need_closable(work: Work, poll: Poll) -> None:
    need_author(work, poll, "close it")
    need_open(work, poll)


@feature.act(POLL, "close", words="close", before=_need_closable)
def close_now(work: Work, poll: Poll, given: Given) -> Reply:
    try:
        close(work, poll)
    except LostKey:
        raise ballot_box.lost(poll) from None
    return ended(work, poll) if poll.state == "closed" else _given_up(poll)


def close(work: Work, poll: Poll) -> None:
    """Nothing more is counted; who voted is forgotten; the card shows what came of it.

    What may not be shown of an anonymous poll is not kept apart either; but a panel's sides are, as
    the panel may agree to show them. A poll whose ballots nobody can open any more is called off.
    Raises `LostKey` where the key to them is there and can't be opened now.
    """
    asks, votes = Asks.of(poll), ballot_box.opened(work, poll)
    agreed = small_sides.agree(poll, asks, votes)
    open_question.unseal(work, poll, asks)
    if not ballot_box.count_sealed(work, poll):
        _call_off(work, poll)
        _tell_author(work, poll, _given_up(poll))
        return
    at = poll.closes_at if work.actor is None else work.now
    poll.state, poll.closed_at = "closed", at or work.now
    poll.closed_by = work.actor.id if work.actor else None
    poll.whole_first, poll.snapshots = True, None
    reminder.stop(work, poll)
    if agreed:
        poll.agreed = {results.FEW: True}
    splits.keep(work, poll, asks, [cast for _, cast in votes])
    if asks.anonymous and asks.kind != "panel":
        _merge_hidden(work, poll, asks)
    ballots.forget(work.db, poll.number)
    work.forget(f"{poll.key}:close")
    refresh(work, poll)
    _tell_author(work, poll, ended(work, poll))
    if asks.kind == "panel":
        panel.done(work, poll)


def _merge_hidden(work: Work, poll: Poll, asks: Asks) -> None:
    tally = ballots.tally(work.db, poll.number)
    shown = results.of(poll, asks, tally.bag)
    poll.rules = {**poll.rules, "rest": [list(pair) for pair in shown.hidden]}
    tally.bag = merged(shown, tally.bag)


def _tell_author(work: Work, poll: Poll, message: Message) -> None:
    """Unless they did it themselves, and read it in the answer."""
    author = people.get(work.db, poll.author_id)
    if author is not None and not author.gone and work.actor is not author:
        work.tell(author, f"{poll.key}:ended", message)


def _given_up(poll: Poll) -> Message:
    """To its author, of a poll that could not be counted."""
    why = (
        "The key that its votes were sealed with was lost, and an operator has given it up, so"
        " nobody can count them. Its card says that it is called off. To ask again: poll"
    )
    return Message(f"{poll.name} could not be counted", (line(why),))


def ended(work: Work, poll: Poll) -> Message:
    """To its author: the results, and what is still theirs to say."""
    asks, tally = Asks.of(poll), ballots.read(work.db, poll.number)
    blocks: list[Block] = came_out(work, poll, asks, tally)
    tied = results.tie(poll, asks, tally)
    first = (
        [Button("Break the tie", act("tie", poll), "primary")] if tied and not poll.chosen else []
    )
    happens = Button("What happens now?", act("outcome", poll), "plain" if first else "primary")
    buttons = [*first, happens]
    buttons += [*more_on_results(poll, asks, tally), *panel.buttons(poll, asks, tally)]
    blocks += [*decided(work, poll, tied), Buttons(tuple(buttons))]
    return Message(f"Closed: {title(poll)}", tuple(blocks))


def show_ended(work: Work, poll: Poll) -> None:
    """Bring what its author was told at the close up to date, where they were told."""
    if told := work.places(f"{poll.key}:ended"):
        work.show(f"{poll.key}:ended", ended(work, poll), *told)


def more_on_results(poll: Poll, asks: Asks, tally: Tally) -> list[Button]:
    """What else its organiser can have shown: themes, or figures by unit, site or shift (R25)."""
    if asks.kind == "texts":
        enough = tally.voters >= open_answer_list.least(asks)
        return [Button("Group in themes", act("themes", poll))] if enough else []
    return split_buttons(poll, asks, tally)


def split_buttons(poll: Poll, asks: Asks, tally: Tally) -> list[Button]:
    """By what its results can be shown too (R25)."""
    return [
        Button(
            f"Show by {by}",
            act("split", poll, by),
            confirm=f"Show {poll.name} by {by} on its card, for everybody? It then stays there.",
        )
        for by in results.offered(poll, asks, tally)
    ]


def _read_outcome(work: Work, words: str) -> Mapping[str, str]:
    """ "We start on Saturday, review 20 Mar"."""
    match = REVIEW.search(words)
    if match is None:
        return {"outcome": words}
    zone = work.hospital.zone
    try:
        local = deadline(match["when"], zone, work.now).astimezone(zone)
    except ValueError as error:
        raise Wrong(review=str(error)) from None
    # A day without a time is read as its end, which is the next midnight.
    whole_day = (local.hour, local.minute) == (0, 0)
    review = (local - timedelta(days=1)).date() if whole_day else local
    return {"outcome": words[: match.start()].strip(), "review": review.isoformat()}


def _review_at(work: Work, text: str) -> datetime | None:
    """When to look again (UTC): the morning of a day, or a moment that was typed with its time;
    None for no day."""
    if not text:
        return None
    try:
        day = datetime.fromisoformat(text)
        morning = moment(day.date(), work.hospital.hours.start, work.hospital.zone)
    except (ValueError, OverflowError):
        raise Wrong(review=NO_SUCH_DAY) from None
    at = day.astimezone(UTC) if day.tzinfo else morning
    if not work.now < at <= work.now + LATEST_REVIEW:
        raise Wrong(review=NO_SUCH_DAY)
    return at


@feature.act(
    POLL,
    "outcome",
    words="outcome",
    example="We start on Saturday, review 20 Mar",
    reads=_read_outcome,
    form=lambda _work, poll, _args: outcome_form(poll),
    before=lambda work, poll: need_ended(work, poll, "say what happens now"),
)
def outcome(work: Work, poll: Poll, given: Given) -> Reply:
    """Tell everybody where it was asked, and have it looked at again.

    Typed with nothing but a review, what was said before stands.
    """
    words = given["outcome"] or (poll.outcome if isinstance(given.event, Command) else "")
    if not words:
        raise Wrong(outcome=SAY)
    review = _review_at(work, given["review"])
    poll.outcome, poll.outcome_by, poll.review_at = words, work.me.id, review
    poll.outcomes += 1
    note(work, "poll.decided", poll.name, f"outcome {poll.outcomes}")
    blocks: list[Block] = [line(f"{who(work.me)} says what happens now:"), Quote(words)]
    if review is None:
        work.forget(f"{poll.key}:review")
    else:
        work.later(f"{poll.key}:review", review, "poll.review", str(poll.number))
        blocks.append(line("Looked at again ", when(work, review), "."))
    refresh(work, poll)
    message = Message(f"What came of {poll.name}", tuple(blocks), tone="good")
    announce(work, poll, f"outcome:{poll.outcomes}", message)
    return Message("Told where it was asked", (Quote(words),))


def announce(work: Work, poll: Poll, slug: str, message: Message) -> None:
    """Say something once, under every card of the poll."""
    for place in places(poll):
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


@feature.act(
    POLL, "stands", before=lambda work, poll: need_ended(work, poll, "say that it still holds")
)
def stands(work: Work, poll: Poll, given: Given) -> Reply:
    if poll.review_at is None:
        return Message(f"{poll.name} still holds")
    poll.review_at, poll.outcomes = None, poll.outcomes + 1
    work.forget(f"{poll.key}:review")
    refresh(work, poll)
    by = line(f"{who(work.me)} looked again: it still holds.")
    announce(work, poll, f"outcome:{poll.outcomes}", Message(f"{poll.name} still holds", (by,)))
    return Message(f"{poll.name} still holds")


def _tied(work: Work, poll: Poll) -> list[str]:
    """The options that tie; `Refused` where there is nothing to choose between."""
    need_ended(work, poll, "break the tie")
    tied = results.tie(poll, Asks.of(poll), ballots.read(work.db, poll.number))
    if not tied:
        raise Refused(f"There is no tie in {poll.name}.")
    return tied


@feature.act(
    POLL,
    "tie",
    form=lambda work, poll, _args: tie_form(poll, _tied(work, poll)),
    before=_tied,
)
def tie(work: Work, poll: Poll, given: Given) -> Reply:
    """A person chooses, and says why; both are shown."""
    names = {str(poll.options.index(name) + 1): name for name in _tied(work, poll)}
    chosen, why = names.get(given["which"]), given["why"]
    if chosen is None:
        raise Wrong(which="Choose one of those that tie.")
    if not why:
        raise Wrong(why=WHY)
    poll.chosen, poll.chosen_why, poll.chosen_by = chosen, why, work.me.id
    note(work, "poll.decided", poll.name, "tie")
    refresh(work, poll)
    show_ended(work, poll)
    return Message(f"{chosen} it is", (line("The card says that you chose, and why."),))


@feature.act(POLL, "drop", before=lambda work, poll: need_author(work, poll, "call it off"))
def drop(work: Work, poll: Poll, given: Given) -> Reply:
    """Call it off: no results, nothing kept of the votes, nothing to come."""
    if poll.state not in polls.OPEN:
        raise Refused(f"{poll.name} has ended already.")
    for timer in ("open", "close", "again"):
        work.forget(f"{poll.key}:{timer}")
    _call_off(work, poll)
    return Message(f"{poll.name} is called off", (line("Its card says so; no figures are shown."),))


def _call_off(work: Work, poll: Poll) -> None:
    """No figures, and nothing is kept of the votes."""
    reminder.stop(work, poll)
    open_answers.drop(work.db, (poll.number,))
    sealed_ballots.destroy(work.db, poll.number)
    ballots.forget(work.db, poll.number)
    poll.state = "dropped"
    work.forget(f"{poll.key}:close")
    refresh(work, poll)


@feature.act(POLL, "norepeat", before=lambda work, poll: need_author(work, poll, "end the repeats"))
def no_repeat(work: Work, poll: Poll, given: Given) -> Reply:
    poll.rules = {**poll.rules, "repeats": ""}
    work.forget(f"{poll.key}:again")
    refresh(work, poll)
    return Message(f"{poll.name} does not come again", (line("This one goes on to its close."),))
