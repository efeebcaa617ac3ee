"""Messages and forms as plain text, for notifications, screen readers, terminals and tests.

It is the fallback of every platform. It is total over the vocabulary, so whatever a client can't
show as a card can still be read.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import assert_never

from bot.words.cards import (
    Alert,
    Bar,
    Bars,
    Block,
    Bold,
    Button,
    Buttons,
    Facts,
    File,
    Form,
    Heading,
    Line,
    Link,
    Mention,
    Message,
    Note,
    Quote,
    Row,
    Span,
    Spans,
    Table,
    To,
    Tone,
    When,
)
from bot.words.fields import (
    ChoiceField,
    DateField,
    DateTimeField,
    Field,
    ManyField,
    PeopleField,
    RoomsField,
    TextField,
    TimeField,
)
from bot.words.picked import parted_people

TONES: Mapping[Tone, str] = {
    "plain": "",
    "urgent": "Urgent",
    "warning": "",
    "good": "",
}
"""The tone of a message in a word, where that says more than its title does: the colours of the
others say nothing that is not in their words."""


def plain(shown: Message | Form) -> str:
    """Everything it says, a line a block; buttons in brackets, bars drawn, and in a form what is
    filled in. For terminals and tests."""
    return "\n".join([shown.title, *_lines(shown, bar, _field)])


def spoken(shown: Message | Form) -> str:
    """The same for a notification or a screen reader: the tone first, a bar by what it says, the
    fields of a form by their labels, and no empty lines."""
    tone = TONES[shown.tone] if isinstance(shown, Message) else ""
    lines = [f"{tone}: {shown.title}" if tone else shown.title, *_lines(shown, _said, _label)]
    return "\n".join(line for line in lines if line.strip())


def alone(shown: Message) -> Message:
    """The message as it is shown: a title with nothing under it is an ordinary sentence, such as a
    refusal, and not a heading."""
    if shown.blocks or TONES[shown.tone] or not shown.title.strip():
        return shown
    return replace(shown, title="", blocks=(Line((shown.title,)),))


def spans(of: Spans) -> str:
    """A line of text without its emphasis; an address is written out once."""
    return "".join(map(_span, of))


def _lines(
    shown: Message | Form, bar: Callable[[Bar], str], field: Callable[[Field], str]
) -> Iterator[str]:
    """All below the title."""
    for block in shown.intro if isinstance(shown, Form) else shown.blocks:
        yield from _block(block, bar)
    if isinstance(shown, Form):
        yield from map(field, shown.fields)
        yield f"[{shown.send}]"


def _block(block: Block, bar: Callable[[Bar], str]) -> Iterator[str]:  # noqa: C901, PLR0912 - one case a word
    match block:
        case Line(text) | Note(text):
            yield spans(text)
        case Alert():
            yield spans(block.told)
        case Heading(words):
            yield words
        case Quote(words):
            yield f"“{words}”"
        case Facts(pairs):
            yield from (f"{name}: {spans(value)}" for name, value in pairs)
        case Buttons(buttons, label, more):
            rest = ["More:", *map(_button, more)] if more else []
            yield " ".join([*([f"{label}:"] if label else []), *map(_button, buttons), *rest])
        case Row(text, button):
            yield f"{spans(text)} {_button(button)}"
        case Table(head, rows):
            yield from (_row(head, row) for row in rows)
        case Bars(bars):
            yield from map(bar, bars)
        case File(name, _, words):
            yield f"{name}:\n{words}"
        case _:
            assert_never(block)


def _row(head: tuple[str, ...], row: tuple[Spans, ...]) -> str:
    """Each value with the name of its column, as it is read aloud."""
    return ", ".join(f"{name}: {spans(cell)}" for name, cell in zip(head, row, strict=False))


def bar(shown: Bar) -> str:
    """The bar as text: ten characters, the label, and what it says."""
    full = round(max(0.0, min(1.0, shown.share)) * 10)
    return f"{'█' * full}{'░' * (10 - full)} {shown.label}: {shown.said}"


def _said(shown: Bar) -> str:
    return f"{shown.label}: {shown.said}"


def _button(button: Button) -> str:
    return f"[{button.label}]"


def _span(span: Span) -> str:
    match span:
        case str():
            return span
        case Bold(words) | When(_, words) | To(words, _):
            return words
        case Link(words, url):
            return f"{words} ({url})" if words and words != url else url
        case Mention(account):
            return f"@{account.name or account.id}"
        case _:
            assert_never(span)


def _field(field: Field) -> str:
    match field:
        case TextField() | TimeField():
            value = field.value
        case PeopleField():
            accounts, typed = parted_people(field.value)
            value = ", ".join(filter(None, (*(f"@{one.id}" for one in accounts), typed)))
        case DateTimeField():
            value = field.value.replace("T", " ")
        case ChoiceField():
            value = next((o.label for o in field.options if o.value == field.value), "")
        case ManyField() | RoomsField():
            value = ", ".join(o.label for o in field.options if o.value in field.value)
        case DateField():
            value = field.value.isoformat() if field.value else ""
        case _:
            assert_never(field)
    return f"{field.label} {value}".strip() + _wrong(field)


def _label(field: Field) -> str:
    return field.label + _wrong(field)


def _wrong(field: Field) -> str:
    return f" ({field.error})" if field.error else ""
