"""Acts: what people do to a thing, declared once, whichever door they come through.

An act has up to three doors: a button, the form that the button opens, and typed words. Written
apart they drift (one asks for what the other refuses), so a feature declares the act, and the doors
are made here. See `Feature.act` for the declaration.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Generic, Protocol, TypeAlias, TypeVar

from bot.core.button_payload import Args
from bot.core.nouns import Noun, Part
from bot.core.unused_words import leaving_out
from bot.core.work import Work
from bot.words.cards import Form, Reply, with_errors
from bot.words.events import Command, Press, Submit
from bot.words.refusal import Refused

N = TypeVar("N")
Values: TypeAlias = Mapping[str, str]


class Wrong(Refused):
    """Fields that can't be taken as they are, each with a sentence about what to change.

    Raised before anything is changed. Somebody with the form open gets it back with the sentences
    at its fields; somebody who typed gets the sentences.
    """

    def __init__(self, **fields: str) -> None:
        super().__init__(" ".join(fields.values()))
        self.fields = fields


@dataclass(frozen=True, slots=True)
class Given:
    """What came with an act: a form's values, or typed words read into the same fields.

    `args` is what the button carries beyond what tells the thing.
    """

    event: Command | Press | Submit
    args: tuple[str, ...] = ()
    values: Values = field(default_factory=dict)

    def __getitem__(self, name: str) -> str:
        """A field's text without the space around it; "" where it is empty or was not asked."""
        return self.values.get(name, "").strip()


Run: TypeAlias = Callable[[Work, N, Given], Reply]
Check: TypeAlias = Callable[[Work, N], object]
Pressed: TypeAlias = Callable[[Work, N, tuple[str, ...]], Reply]


class FormOf(Protocol[N]):  # type: ignore[misc]  # a callback takes N, and is never stored as another
    """Makes the form of an act about a thing; `args` as in `Given`."""

    def __call__(self, work: Work, thing: N, args: tuple[str, ...], /) -> Form: ...


@dataclass(frozen=True, slots=True)
class Act(Generic[N]):
    """One act as it was declared.

    `words` are the verbs it can be typed with, each with the arguments that its button would carry;
    `reads` turns what is typed behind the number into the form's values; None where no words are
    used, so that the answer names them. `before` refuses
    (`Refused`) where the act does not fit the thing's state, before a form is shown and again when
    it is sent. `pressed` is what the button does, where that is not to open the form.
    """

    noun: Noun[N] | Part[N]
    run: Run[N]
    words: Mapping[str, tuple[str, ...]]
    example: str
    reads: Callable[[Work, str], Values] | None
    form: FormOf[N] | None
    before: Check[N]
    pressed: Pressed[N] | None = None

    def press(self, event: Press, work: Work) -> Reply:
        thing, args = self.noun.of(work, event.action.args)
        self.before(work, thing)
        if self.pressed is not None:
            return self.pressed(work, thing, args)
        if self.form is not None:
            return self.form(work, thing, args)
        return self.run(work, thing, Given(event, args))

    def submit(self, event: Submit, work: Work) -> Reply:
        thing, args = self.noun.of(work, event.action.args)
        self.before(work, thing)
        try:
            return self.run(work, thing, Given(event, args, event.values))
        except Wrong as wrong:
            assert self.form is not None
            return with_errors(self.form(work, thing, args), dict(event.values), wrong.fields)

    def typed(self, event: Command, work: Work) -> Reply:
        """Typed without words, an act that needs some opens its form."""
        assert isinstance(self.noun, Noun)  # a part has no number to type
        example = f"{event.verb} {self.noun.label(101)} {self.example}".rstrip()
        number, words = self.noun.split(event.rest, example)
        thing, args = self.noun.find(work, number), Args(self.words[event.verb])
        self.before(work, thing)
        if self.form is not None and not words:
            return self.form(work, thing, args)
        if self.reads is None:
            return leaving_out(self.run(work, thing, Given(event, args)), words)
        return self.run(work, thing, Given(event, args, self.reads(work, words)))

    def again(self, args: tuple[str, ...], work: Work) -> Form:
        """The form as it was sent, to be shown once more with its text cleaned (R9)."""
        assert self.form is not None
        thing, rest = self.noun.of(work, args)
        return self.form(work, thing, rest)


def into(field_id: str) -> Callable[[Work, str], Values]:
    """All that is typed goes into one field."""
    return lambda _work, words: {field_id: words}
