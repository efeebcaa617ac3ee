"""What a poll looks like: one card in every room, edited as votes come in, with the results on it
when it has closed."""

from collections.abc import Callable, Iterable, Iterator, Sequence

from bot.core.work import Work
from bot.features.polls import open_answer_list, results
from bot.features.polls.definition import Asks
from bot.features.polls.kinds import CREDITS, SIDE_WORDS
from bot.features.polls.weighted_figures import short_weight
from bot.features.speech import listed, several, short, when, who, who_id
from bot.rules.poll_repeats import REPEATS
from bot.words.cards import (
    Block,
    Bold,
    Button,
    Buttons,
    Line,
    Message,
    Note,
    Quote,
    Span,
    Spans,
    line,
)
from bot.words.events import Action
from storage.nouns import ballots, people
from storage.nouns.ballots import Tally
from storage.nouns.polls import Poll

LONG_LABEL = 40
IN_A_ROW = 5
STATES = {"scheduled": "Not open yet", "open": "Open", "closed": "Closed", "dropped": "Called off"}
FIGURES = {
    "close": "Figures come at the close, without names.",
    "vote": "Who has voted sees figures, some votes behind, so that none can be worked out.",
    "live": "Figures move as people vote, some votes behind, so that none can be worked out.",
}
SEALED = (
    "Anonymous: votes are sealed until the close, and then only counts are kept. What Corridor"
    " stores tells nobody what you voted without its keys. Whoever has the keys could open votes"
    " until the close, or later those in a backup made before it. Your chat platform sees what you"
    " press."
)
NAMED_BY = "At the close figures stand there by {0} too, if each has five voters or more."
SEALED_BY = (
    "Its voter's {0} is sealed with each vote. At the close counts by {0} are kept and shown only"
    " if each {0} has five voters or more, and in none 80 % or more answered alike; else nothing of"
    " it is kept."
)
NAMED_WORDS = "Answers come at the close, each under its writer's name."
SEALED_WORDS = (
    "Anonymous: answers are sealed until the close, then kept and shown in another order, without"
    " names. How you write can tell who you are. Whoever has Corridor's keys could open answers"
    " until the close, or later those in a backup made before it. Your chat platform sees what you"
    " send."
)
RECEIPTED = (
    "Anonymous, as polls were before an update: no vote is kept beside its voter, but whoever reads"
    " the database's files while it is open can work votes out. Your receipt alone changes your"
    " vote."
)


def act(name: str, poll: Poll, *more: str) -> Action:
    return Action(f"poll.{name}", (str(poll.number), *more))


def card(work: Work, poll: Poll) -> Message:
    """The poll as everybody sees it."""
    asks, tally = Asks.of(poll), ballots.read(work.db, poll.number)
    blocks: list[Block] = [_state(work, poll, asks)]
    more = Button("More", act("more", poll))
    if poll.state == "open":
        add = (Button("Add an option", act("add", poll)),) if asks.adding else ()
        blocks += [*_ballot(poll, asks), *_so_far(poll, asks, tally), Buttons((*add, more))]
    elif poll.state == "closed":
        blocks += came_out(work, poll, asks, tally)
        blocks += [*decided(work, poll, results.tie(poll, asks, tally)), Buttons((more,))]
    return Message(title(poll), tuple(blocks))


def came_out(work: Work, poll: Poll, asks: Asks, tally: Tally) -> list[Block]:
    """The results of a closed poll: figures, or answers in words."""
    if asks.kind != "texts":
        return results.blocks(poll, asks, tally)
    return [*results.counted(asks, tally), *open_answer_list.blocks(work, poll, asks, tally)]


def title(poll: Poll) -> str:
    return f"{poll.name} · {short(poll.question, 150)}"


def _state(work: Work, poll: Poll, asks: Asks) -> Line:
    parts: list[Span] = [Bold(STATES[poll.state]), *times(work, poll), f" · {asks.how.how}"]
    if asks.limit:
        parts.append(f", {asks.limit} at most")
    if asks.anonymous:
        parts.append(" · anonymous")
    units = [work.hospital.units[u].name for u in asks.units if u in work.hospital.units]
    whom = [*(SIDE_WORDS[side] for side in asks.sides), *units]
    if asks.people:
        whom = [several(len(asks.people), "person", "people")]
    if whom:
        parts.append(f" · for {', '.join(whom)}")
    if asks.repeats:
        parts.append(f" · {REPEATS[asks.repeats]}")
    return line(*parts)


def times(work: Work, poll: Poll) -> Spans:
    if poll.state == "scheduled":
        return (", opens ", when(work, poll.opens_at))
    if poll.state == "open" and poll.closes_at:
        return (", closes ", when(work, poll.closes_at))
    return (" ", when(work, poll.closed_at)) if poll.closed_at else ()


def _ballot(poll: Poll, asks: Asks) -> Iterator[Block]:
    """The buttons, or the list and the button that opens the form."""
    if len(poll.question) > 150:
        yield Quote(poll.question)
    if asks.one_tap:
        yield from choices(asks, lambda n: act("vote", poll, str(n)))
        return
    yield from (line(f"{n}. {item}") for n, item in enumerate(asks.items, start=1))
    if asks.criteria:
        yield line(
            "Judged by " + ", ".join(f"{name} {short_weight(w)}" for name, w in asks.criteria)
        )
    label = "Answer" if asks.kind == "texts" else "Vote"
    vote = Button(label, act("ballot", poll), style="primary")
    yield Buttons((vote,))


def choices(asks: Asks, action: Callable[[int], Action]) -> Iterator[Block]:
    """One button an option, five in a row; long options are listed, and the buttons numbered."""
    numbered = any(len(option) > LONG_LABEL for option in asks.options)
    if numbered:
        yield from (line(f"{n}. {option}") for n, option in enumerate(asks.options, start=1))
    yield from in_rows(
        (
            Button(str(n) if numbered else option, action(n))
            for n, option in enumerate(asks.options, start=1)
        ),
        "Your answer",
    )


def in_rows(buttons: Iterable[Button], label: str = "") -> Iterator[Buttons]:
    """Buttons, five in a row; the label stands before the first row."""
    left = tuple(buttons)
    while left:
        yield Buttons(left[:IN_A_ROW], label)
        left, label = left[IN_A_ROW:], ""


def _so_far(poll: Poll, asks: Asks, tally: Tally) -> Iterator[Block]:
    done = "answered" if asks.kind == "texts" else "voted"
    some = f"{tally.voters} {done} so far."
    yield line(some if tally.voters else f"Nobody has {done} yet.")
    if asks.figures == "live":
        yield from results.so_far(poll, asks)
    if asks.kind == "texts":
        yield Note((SEALED_WORDS if asks.anonymous else NAMED_WORDS,))
        return
    nameless = RECEIPTED if tally.secret else SEALED
    yield Note((nameless if asks.anonymous else FIGURES[asks.figures],))
    if asks.by:
        yield Note(((SEALED_BY if asks.anonymous else NAMED_BY).format(asks.by),))
    if asks.kind in {"pulse", "sus"}:
        yield Note((CREDITS[asks.kind],))


def decided(work: Work, poll: Poll, tied: Sequence[str]) -> Iterator[Block]:
    """How a tie is broken, and by whom, what happens now, and when it is looked at again."""
    if tied and not poll.chosen:
        yield line(Bold("A tie"), f": {listed(tied)}. {_who_chooses(work, poll)}")
    if poll.chosen:
        by = who_id(work, poll.chosen_by)
        yield line(f"{by} chose ", Bold(poll.chosen), f": {poll.chosen_why}")
    if poll.outcome:
        yield line(Bold("What happens now"), f", by {who_id(work, poll.outcome_by)}:")
        yield Quote(poll.outcome)
    if poll.outcome and poll.review_at:
        yield line("Looked at again ", when(work, poll.review_at), ".")


def _who_chooses(work: Work, poll: Poll) -> str:
    author = people.get(work.db, poll.author_id)
    if author is None or author.gone:
        return "Whoever asked has left: a leader or an administrator is to choose, and to say why."
    return f"{who(author)} is asked to choose, and to say why."


def refresh(work: Work, poll: Poll) -> None:
    """Bring every card of it up to date."""
    work.face(poll.key, lambda: card(work, poll))
