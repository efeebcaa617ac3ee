"""What the bot says: a small closed vocabulary that every adapter can render.

Text is a tuple of spans and never markup: a plain string is shown as it was typed. To add a word,
add it here and the type checker names every renderer that must learn it. No word turns the
direction in which others are read (`bot.words.bidi`).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import datetime
from typing import Any, Literal, TypeAlias

from bot.words.bidi import Straight
from bot.words.events import Account, Action
from bot.words.fields import Field, filled

Tone = Literal["plain", "urgent", "warning", "good"]
Level = Literal["danger", "warning", "info"]
LEVELS: Mapping[Level, str] = {"danger": "Emergency", "warning": "Attention", "info": "Note"}
"""The level of an alert in a word, which stands before it on every platform: never in a colour
alone."""


@dataclass(frozen=True, slots=True)
class Bold(Straight):
    text: str


@dataclass(frozen=True, slots=True)
class Link(Straight):
    text: str
    url: str


@dataclass(frozen=True, slots=True)
class Mention:
    """Calls someone by name; on their own platform it also notifies them."""

    account: Account


@dataclass(frozen=True, slots=True)
class When(Straight):
    """A moment (UTC). `text` is how the hospital's clock shows it, with its zone; a platform that
    knows the reader's zone may show it there."""

    at: datetime
    text: str


@dataclass(frozen=True, slots=True)
class To(Straight):
    """The way to a message of ours, which is called by any of `keys`, the best first. It becomes a
    link when it leaves for a platform that has one for whoever reads it (`bot.run.linking`); plain
    words elsewhere."""

    text: str
    keys: tuple[str, ...]


Span: TypeAlias = str | Bold | Link | Mention | When | To
Spans: TypeAlias = tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Line(Straight):
    """A paragraph."""

    spans: Spans


@dataclass(frozen=True, slots=True)
class Heading(Straight):
    """The name of a part of a longer message."""

    text: str


@dataclass(frozen=True, slots=True)
class Quote(Straight):
    """What a person wrote, set apart from what the bot says. Line breaks are kept."""

    text: str


@dataclass(frozen=True, slots=True)
class Note(Straight):
    """A small quiet line."""

    spans: Spans


@dataclass(frozen=True, slots=True)
class Alert(Straight):
    """What should be seen before anything else in a form or a private answer: that somebody may be
    in danger, or that something was taken out of what was written. Where a platform has nothing of
    the kind, it is a line."""

    spans: Spans
    level: Level = "info"

    @property
    def told(self) -> Spans:
        """With its level in a word."""
        return (Bold(f"{LEVELS[self.level]}:"), " ", *self.spans)


@dataclass(frozen=True, slots=True)
class Facts(Straight):
    """Names and values, one pair a row."""

    pairs: tuple[tuple[str, Spans], ...]


@dataclass(frozen=True, slots=True)
class Button(Straight):
    """`confirm`, where given, is asked before an act that can't be undone."""

    label: str
    action: Action
    style: Literal["plain", "primary", "danger"] = "plain"
    confirm: str = ""


@dataclass(frozen=True, slots=True)
class Buttons(Straight):
    """One row of buttons, at most five; `label` says what they answer. What is needed more rarely
    is in `more`, which a platform keeps behind one button of its own."""

    buttons: tuple[Button, ...]
    label: str = ""
    more: tuple[Button, ...] = ()


@dataclass(frozen=True, slots=True)
class Row(Straight):
    """A line of a list, with one button at its end."""

    spans: Spans
    button: Button


@dataclass(frozen=True, slots=True)
class Table(Straight):
    """Rows under named columns, each row as long as `head`. A narrow screen may show each row as
    names and values."""

    head: tuple[str, ...]
    rows: tuple[tuple[Spans, ...], ...]


@dataclass(frozen=True, slots=True)
class Bar(Straight):
    """One bar: `share` of the longest possible (0 to 1), and the same said in words."""

    label: str
    share: float
    said: str


@dataclass(frozen=True, slots=True)
class Bars(Straight):
    """Bars to compare, in the order given; what they say is never in their length alone."""

    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class File(Straight):
    """A small text file that someone asked for; a platform without files shows its text."""

    name: str
    media: str
    text: str


Block: TypeAlias = (
    Line | Heading | Quote | Note | Alert | Facts | Buttons | Row | Table | Bars | File
)


@dataclass(frozen=True, slots=True)
class Message(Straight):
    title: str
    blocks: tuple[Block, ...] = ()
    tone: Tone = "plain"


@dataclass(frozen=True, slots=True)
class Lasting(Message):
    """A private answer that may be stored, where it can't be given on the spot. No other is.
    `token` is what it is held by meanwhile, if it is."""

    token: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Renewing(Message):
    """A message that a platform which can draws anew for those who look at it: it asks for `action`
    (`bot.words.events.Renew`) by itself. `readers` are who it does so for, as their platform calls
    them; without any, whoever the message is for. Never stored: elsewhere it is what it says."""

    action: Action = field(default=Action(""), compare=False)
    readers: tuple[str, ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class Found(Message):
    """What a `Search` found: cards by their names ("C-101"), the best first, each with nothing but
    what everybody may read who reads the channel. Without any, the message says why."""

    cards: tuple[tuple[str, Message], ...] = ()


@dataclass(frozen=True, slots=True)
class Form(Straight):
    """A page of questions. Sent back as `Submit(action, values)`; a form returned in answer to a
    submit replaces the one that was sent, with what was wrong in each field's `error`."""

    title: str
    action: Action
    fields: tuple[Field, ...]
    send: str = "Send"
    intro: tuple[Block, ...] = ()


Reply: TypeAlias = Message | Form | None


def line(*spans: Span) -> Line:
    return Line(spans)


def note(*spans: Span) -> Note:
    return Note(spans)


def alert(level: Level, *spans: Span) -> Alert:
    return Alert(spans, level)


def facts(*pairs: tuple[str, Span | Spans]) -> Facts:
    """Facts from pairs whose values may be one span or several."""
    return Facts(tuple((k, v if isinstance(v, tuple) else (v,)) for k, v in pairs))


def with_errors(form: Form, values: dict[str, str], errors: dict[str, str]) -> Form:
    """The form as it was filled in, with what is wrong beside the fields it is wrong in."""
    answered = tuple(filled(f, values.get(f.id), errors.get(f.id, "")) for f in form.fields)
    return replace(form, fields=answered)


def dump(value: Any) -> Any:
    """The message as JSON values, for the outbox."""
    if isinstance(value, str):
        return value
    if isinstance(value, tuple):
        return [dump(v) for v in value]
    if isinstance(value, datetime):
        return {"is": "datetime", "at": value.isoformat()}
    if isinstance(value, Alert):
        # As a line: processes of the version before read the same outbox, and know no alerts.
        return dump(Line(value.told))
    word = Message if isinstance(value, Message) else type(value)
    if word not in _PARTS:
        return value
    return {"is": word.__name__} | {name: dump(getattr(value, name)) for name in _PARTS[word]}


def load(value: Any) -> Any:
    """What `dump` made, as words again."""
    if isinstance(value, list):
        return tuple(load(v) for v in value)
    if isinstance(value, dict):
        if value["is"] == "datetime":
            return datetime.fromisoformat(value["at"])
        word = _WORDS[value["is"]]
        return word(**{k: load(v) for k, v in value.items() if k != "is"})
    return value


_WORDS: dict[str, type] = {
    word.__name__: word
    for word in (
        *(Message, Line, Heading, Quote, Note, Facts, Buttons, Button, Row, Table, Bars, Bar, File),
        *(Bold, Link, Mention, When, To, Action, Account),
    )
}
_PARTS = {word: tuple(f.name for f in fields(word)) for word in _WORDS.values()}
