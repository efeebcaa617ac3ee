"""What a poll asks, of whom, and how it is counted: fixed when it is made."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from bot.features.polls.kinds import FIXED_ITEMS, KINDS, SCALES, UNSPLIT, Kind
from bot.rules import weighted
from bot.rules.suppression import First
from bot.words.refusal import Refused
from bot.words.spelling import say
from storage.nouns.people import Person
from storage.nouns.polls import Poll

LONGEST_QUESTION = 300
LONGEST_OPTION = 75  # what fits on a button of every platform
MOST_CELLS = 24
EXAMPLE = "poll Ready for Saturday? | Yes | Partly | No"
SAID = f"Say: {say(EXAMPLE)}"


@dataclass(frozen=True, slots=True)
class Asks:
    """`criteria` are names with their weights, as decimals in text. `low` and `high` are the ends
    of the scale. `limit` is how many options one may choose, 0 for any number. `figures` says when
    they are shown: at the close, to those who have voted, or live. Nobody named in `sides`, `units`
    and `people` means everybody. `table` holds scores that were given instead of asked for, a row
    an option. `rest` are the sides that were merged at the close of an anonymous poll, each with
    the reason why it is not shown. `by` is unit, site or shift, where figures are to be shown by
    that too. `kept` is why findings of the guard stayed in (R9)."""

    question: str
    kind: str = "single"
    options: tuple[str, ...] = ()
    criteria: tuple[tuple[str, str], ...] = ()
    low: int = 1
    high: int = 5
    limit: int = 0
    anonymous: bool = False
    figures: str = "close"
    adding: bool = False
    sides: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    people: tuple[int, ...] = ()
    quorum: int = 0
    repeats: str = ""
    remind: bool = False
    table: tuple[tuple[str, ...], ...] = ()
    rest: tuple[tuple[str, str], ...] = ()
    kept: str = ""
    by: str = ""

    @classmethod
    def of(cls, poll: Poll) -> "Asks":
        rules = {name: _tuples(value) for name, value in poll.rules.items()}
        return cls(poll.question, poll.kind, tuple(poll.options), **rules)

    @property
    def rules(self) -> dict[str, Any]:
        """All but the question, its kind and the options, as JSON values."""
        apart = ("question", "kind", "options")
        return {name: value for name, value in asdict(self).items() if name not in apart}

    @property
    def how(self) -> Kind:
        return KINDS[self.kind]

    @property
    def first(self) -> First:
        """What is shown where only one can be: once the whole's figures have been seen while people
        voted, the sides' must not be held against them (R10)."""
        return self.how.first if self.figures == "close" else "whole"

    @property
    def items(self) -> tuple[str, ...]:
        """What is answered, one by one."""
        return FIXED_ITEMS.get(self.kind, self.options)

    @property
    def weights(self) -> list[Decimal]:
        return [Decimal(weight) for _, weight in self.criteria]

    @property
    def one_tap(self) -> bool:
        """Whether a button an option is all it takes."""
        return self.kind in {"single", "readiness"} and len(self.options) <= 10


def _tuples(value: Any) -> Any:
    return tuple(map(_tuples, value)) if isinstance(value, list | tuple) else value


def may_vote(asks: Asks, person: Person) -> bool:
    """Whether the poll is for this person."""
    if asks.people:
        return person.id in asks.people
    on_side = not asks.sides or person.side in asks.sides
    return on_side and (not asks.units or person.unit in asks.units)


def wrong(asks: Asks) -> dict[str, str]:
    """What can't be asked, by the field it is in, each as a sentence that says how to."""
    errors: dict[str, str] = {}
    for field, what in _wrong(asks):
        errors.setdefault(field, what)
    return errors


def _wrong(asks: Asks) -> Iterator[tuple[str, str]]:
    if not asks.question:
        yield "question", f"What is the question? Say it like this: {say(EXAMPLE)}"
    if len(asks.question) > LONGEST_QUESTION:
        yield (
            "question",
            f"The question has {len(asks.question):,} characters; {LONGEST_QUESTION} is the most."
            " Ask in a sentence, and put the rest into the chat beside it.",
        )
    yield from (("options", what) for what in _wrong_options(asks))
    yield from _wrong_scale(asks)
    if asks.limit and not 0 < asks.limit <= len(asks.options):
        yield "limit", f"There are {len(asks.options)} options: the limit is from 1 to that."
    if asks.kind == "texts" and asks.figures != "close":
        yield "figures", "Answers in words are shown at the close. Leave that out."
    if asks.by and asks.kind in UNSPLIT:
        yield "by", f"Polls with figures are shown by {asks.by}, and no panels. Leave that out."
    if asks.anonymous and asks.figures != "close":
        yield (
            "figures",
            "An anonymous poll shows nothing before it closes: figures that move as people vote"
            " tell who voted what. Show them at the close.",
        )


def _wrong_options(asks: Asks) -> Iterator[str]:
    how, count = asks.how, len(asks.options)
    if count < how.least:
        yield f"A poll needs at least {_options(how.least)}; this one has {count}. {SAID}"
    if count > how.most:
        yield (
            f"That is {_options(count)}; {how.most} is the most here. Leave out the unlikely ones,"
            " or ask in two polls."
            if how.most
            else "This kind has its own questions, so leave the options out."
        )
    for number, option in enumerate(asks.options, start=1):
        if len(option) > LONGEST_OPTION:
            yield (
                f"Option {number} has {len(option):,} characters; {LONGEST_OPTION} is the most."
                " Give it a short name, and explain it in the question."
            )
    if twin := twins(asks.options):
        yield f"“{twin[0]}” and “{twin[1]}” are the same option. Leave one out."


def _options(count: int) -> str:
    return f"{count} option" if count == 1 else f"{count} options"


def twins(options: tuple[str, ...]) -> tuple[str, str] | None:
    """Two options that read alike."""
    seen: dict[str, str] = {}
    for option in options:
        name = " ".join(option.casefold().split())
        if name in seen:
            return seen[name], option
        seen[name] = option
    return None


def _wrong_scale(asks: Asks) -> Iterator[tuple[str, str]]:
    if asks.kind in {"score", "weighted"} and not 0 <= asks.low < asks.high <= 10:
        yield "scale", "A scale goes from a lower to a higher whole number, 0 to 10: as 1-5."
    if asks.kind != "weighted":
        return
    if what := weighted.check(asks.weights):
        yield "criteria", what
    elif len(asks.options) * len(asks.criteria) > MOST_CELLS:
        yield (
            "criteria",
            f"{len(asks.options)} options by {len(asks.criteria)} criteria are too many boxes for"
            f" a phone; {MOST_CELLS} is the most. Leave some out.",
        )


def criteria(text: str) -> tuple[tuple[str, str], ...]:
    """Names and weights from "Cost .35, Ease .25" or one a line. `Refused`, with a sentence, for
    a part without a weight."""
    named = []
    for part in filter(None, (part.strip() for part in text.replace("\n", ",").split(","))):
        name, _, weight = part.rpartition(" ")
        try:
            number = Decimal(weight.strip("=%:()"))
        except InvalidOperation:
            number = Decimal("NaN")
        if not name or not number.is_finite():
            raise Refused(f"“{part[:40]}” needs a name and a weight, as: Cost .35")
        exact = number / 100 if weight.endswith("%") else number
        named.append((name.strip(" :="), str(exact)))
    return tuple(named)


def scale(kind: str, text: str) -> tuple[int, int]:
    """The ends of a scale such as "1-5"; `Refused` for what is none."""
    if kind in SCALES:
        return SCALES[kind]
    if not text.strip():
        return 1, 5
    low, _, high = text.replace("\u2013", "-").replace(" to ", "-").partition("-")
    try:
        return int(low), int(high)
    except ValueError:
        raise Refused("A scale is two whole numbers, such as 1-5.") from None
