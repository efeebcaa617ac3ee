"""The forms of polls: how one is made, how one is answered, and what came of it."""

from collections.abc import Iterator, Mapping, Sequence

from bot.core.work import Work
from bot.features import picking
from bot.features.polls.audience import channel, known_rooms
from bot.features.polls.ballot_words import cells
from bot.features.polls.card import act
from bot.features.polls.conditions import NO_KEYS
from bot.features.polls.definition import LONGEST_OPTION, LONGEST_QUESTION, Asks
from bot.features.polls.disclosure import promised
from bot.features.polls.interpretation import as_picked
from bot.features.polls.kinds import BREAKDOWNS, CREDITS, KINDS, SIDE_WORDS
from bot.rules.poll_repeats import REPEATS
from bot.rules.tally import Ballot
from bot.words.cards import Block, Form, Note, line
from bot.words.events import Action
from bot.words.fields import (
    ChoiceField,
    DateField,
    DateTimeField,
    Field,
    ManyField,
    Option,
    PeopleField,
    RoomOption,
    RoomsField,
    TextField,
)
from storage.nouns.polls import Poll
from storage.nouns.rooms import Room

LONGEST_ANSWER = 500
NO_PATIENTS = "No patient names, numbers or dates of birth."
FIGURES = (
    Option("close", "When it closes"),
    Option("vote", "To those who have voted"),
    Option("live", "To everybody, as they come in"),
)
ANONYMOUS = Option("anonymous", "Anonymous: votes are sealed, and only counts are kept")
MORE = (
    Option("adding", "Voters may add options"),
    Option("remind", "Remind the undecided once, on shift"),
)
SPECIAL = Option("special", "First choose more: who may vote, criteria, repeats")


def make_form(
    work: Work, known: Mapping[str, str], where: tuple[str, ...] = (), *, long: bool = False
) -> Form:
    """The question, and few choices with an answer already; `long` has those that few polls need.
    `where` is the address of the channel that it was asked for in, then the draft it is from."""
    fields = [*_asked(work, known), *_shown(work, known, long=long)]
    if long:
        fields += [*_voters(work, known), *_special(work, known)]
    kind = known.get("kind", "")
    told = promised(Asks("", kind if kind in KINDS else "single"))
    intro = [Note((NO_PATIENTS,)), Note((told,))]
    if "anonymous" in _ticked(known, "more") and not work.has_keys:
        intro.append(Note((NO_KEYS,)))
    action = Action("poll.make", where)
    return Form("Ask in a poll", action, tuple(fields), "Open the poll", tuple(intro))


def is_long(values: Mapping[str, str]) -> bool:
    """Whether the long form was sent."""
    return "quorum" in values


def _asked(work: Work, known: Mapping[str, str]) -> Iterator[Field]:
    kinds = tuple(Option(key, kind.label) for key, kind in KINDS.items())
    ask = known.get("question", "")
    hint = f"One a line, {LONGEST_OPTION} characters at most. None: Yes and No, or words."
    yield TextField("question", "What do you want to know?", ask, limit=LONGEST_QUESTION * 10)
    options = known.get("options", "")
    yield TextField("options", "Options", options, multiline=True, required=False, hint=hint)
    yield ChoiceField("kind", "How is it answered?", kinds, known.get("kind", "single"))
    closes = as_picked(work, known.get("closes", "in 24 hours"))
    hint = f"In words such as thu 19:30, or end of Thursday's day shift. {picking.clock(work)}"
    yield DateTimeField(
        "closes", "Closes", closes, words=picking.IN_WORDS, required=False, hint=hint
    )


def _shown(work: Work, known: Mapping[str, str], *, long: bool) -> Iterator[Field]:
    more = (*((ANONYMOUS,) if work.has_keys else ()), *MORE, *(() if long else (SPECIAL,)))
    offered = {option.value for option in more}
    ticked = tuple(word for word in _ticked(known, "more") if word in offered)
    yield ManyField("more", "Also", more, ticked, required=False)
    if options := room_options(work):
        numbered = enumerate(options, start=1)
        chosen = _ticked(known, "rooms")
        picked = tuple(o.value for n, o in numbered if o.value in chosen or str(n) in chosen)
        hint = "Nothing ticked: in the room where you ask."
        yield RoomsField("rooms", "Where is it shown?", options, picked, required=False, hint=hint)


def _voters(work: Work, known: Mapping[str, str]) -> Iterator[Field]:
    sides = tuple(Option(f"side:{k}", w) for k, w in SIDE_WORDS.items() if k != "none")
    units = tuple(Option(f"unit:{u.id}", u.name) for u in work.hospital.units.values())
    chosen, hint = _ticked(known, "who"), "Nothing ticked: everybody."
    yield ManyField("who", "Who may vote?", (*sides, *units), chosen, required=False, hint=hint)
    named, hint = known.get("who_text", ""), "Names, with commas between them."
    yield PeopleField(
        "who_text",
        "Only these people",
        named,
        words=picking.BY_NAME,
        required=False,
        limit=900,
        hint=hint,
    )
    figures = known.get("figures", "close")
    yield ChoiceField("figures", "When are the figures shown?", FIGURES, figures)


def room_options(work: Work) -> tuple[RoomOption, ...]:
    """The rooms, the oldest first, as `known_rooms` has them."""
    return tuple(RoomOption(channel(room), room_name(room)) for room in known_rooms(work))


def room_name(room: Room) -> str:
    return room.spoken


def _ticked(known: Mapping[str, str], name: str) -> tuple[str, ...]:
    return tuple(filter(None, known.get(name, "").split(",")))


def _special(work: Work, known: Mapping[str, str]) -> Iterator[Field]:
    """What few polls need."""
    opens = as_picked(work, known.get("opens", ""))
    yield DateTimeField(
        "opens", "Opens", opens, words=picking.IN_WORDS, required=False, hint="Nothing: now."
    )
    small = (
        ("limit", "At most how many answers?", "For several answers. Nothing: any number."),
        ("quorum", "Quorum", "How many must vote for it to count."),
        ("scale", "Scale for points", "Such as 1-5."),
        ("criteria", "Criteria with weights", "Such as Cost .35, Ease .25; they add up to 1."),
        ("save", "Keep as a template called", ""),
    )
    groups = tuple(Option(by, label) for by, label in BREAKDOWNS.items())
    hint = "Beside the whole, if each group has five voters or more. Nothing: by side only."
    by = known.get("by", "")
    yield ChoiceField("by", "Also shown by", groups, by, required=False, hint=hint)
    repeats = tuple(Option(key, words.capitalize()) for key, words in REPEATS.items())
    again = known.get("repeats", "")
    yield ChoiceField("repeats", "Comes again", repeats, again, required=False)
    for name, label, hint in small:
        value = known.get(name, "")
        yield TextField(name, label, value, required=False, limit=400, hint=hint)


def ballot_form(work: Work, poll: Poll, known: Ballot = (), receipt: str = "") -> Form:
    """The questions of a poll, answered as this voter answered before."""
    asks = Asks.of(poll)
    intro: list[Block] = [line(poll.question)]
    if asks.kind in CREDITS:
        intro.append(Note((CREDITS[asks.kind],)))
    action = act("vote", poll, *((receipt,) if receipt else ()))
    title = f"Vote in {poll.name}"
    return Form(title, action, tuple(_ballot(asks, known)), "Vote", tuple(intro))


def answer_form(poll: Poll, known: str = "") -> Form:
    """An open question, answered in words."""
    asks = Asks.of(poll)
    name = "in another order, without your name" if asks.anonymous else "under your name"
    shown = f"Shown when it closes, {name}. {NO_PATIENTS}"
    text = TextField("text", "Your answer", known, multiline=True, limit=LONGEST_ANSWER)
    intro = (line(poll.question), Note((shown,)))
    return Form(f"Answer {poll.name}", act("vote", poll), (text,), "Answer", intro)


def _ballot(asks: Asks, known: Ballot) -> Iterator[Field]:
    numbers = tuple(Option(str(n), option) for n, option in enumerate(asks.options, start=1))
    if asks.kind in {"single", "readiness"}:
        yield ChoiceField("one", "Your answer", numbers, str(known[0]) if known else "")
    elif asks.how.pick:
        hint = f"{asks.limit} at most." if asks.limit else ""
        yield ManyField("many", "Your answers", numbers, tuple(map(str, known)), hint=hint)
    elif asks.kind == "ranked":
        for place, n in enumerate(range(len(numbers)), start=1):
            value = str(known[n]) if n < len(known) else ""
            label = f"{place}. choice" if place > 1 else "First choice"
            yield ChoiceField(f"place{place}", label, numbers, value, required=place == 1)
    else:
        yield from _points(asks, known)


def _points(asks: Asks, known: Ballot) -> Iterator[Field]:
    scale = tuple(Option(str(n), str(n)) for n in range(asks.low, asks.high + 1))
    hint = {"pulse": "1 not at all, 7 completely.", "sus": "1 not at all, 5 completely."}
    skip = asks.kind in {"score", "panel"}
    for at, name in enumerate(cells(asks)):
        value = str(known[at]) if at < len(known) and known[at] else ""
        wanted = not skip
        yield ChoiceField(
            f"item{at + 1}", name, scale, value, required=wanted, hint=hint.get(asks.kind, "")
        )


def option_form(poll: Poll) -> Form:
    text = TextField("option", "Your option", limit=400, hint=f"{LONGEST_OPTION} characters.")
    return Form(f"Add an option to {poll.name}", act("add", poll), (text,), "Add")


def outcome_form(poll: Poll) -> Form:
    hint = "One or two sentences that those who voted will read."
    return Form(
        f"What happens now, after {poll.name}?",
        act("outcome", poll),
        (
            TextField("outcome", "What happens now?", poll.outcome, multiline=True, hint=hint),
            DateField("review", "Look at it again on", required=False),
        ),
        "Tell them",
    )


def tie_form(poll: Poll, tied: Sequence[str]) -> Form:
    options = tuple(Option(str(poll.options.index(name) + 1), name) for name in tied)
    return Form(
        f"Break the tie in {poll.name}",
        act("tie", poll),
        (
            ChoiceField("which", "Which one?", options),
            TextField("why", "Why?", limit=400, hint="Shown on the card, with your name."),
        ),
        "Choose",
    )
