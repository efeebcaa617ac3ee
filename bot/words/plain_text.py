"""Messages and forms as plain text: for notifications, screen readers, terminals and tests."""

from collections.abc import Iterator
from typing import assert_never

from bot.words.cards import (
    Bar,
    Bars,
    Block,
    Bold,
    Button,
    Buttons,
    ChoiceField,
    DateField,
    Facts,
    Field,
    File,
    Form,
    Heading,
    Line,
    Link,
    ManyField,
    Mention,
    Message,
    Note,
    Quote,
    Row,
    Span,
    Spans,
    Table,
    TextField,
    When,
)


def plain(shown: Message | Form) -> str:
    """Everything it says, a line a block; buttons in brackets."""
    if isinstance(shown, Form):
        fields = (_field(field) for field in shown.fields)
        return "\n".join([shown.title, *_blocks(shown.intro), *fields, f"[{shown.send}]"])
    return "\n".join([shown.title, *_blocks(shown.blocks)])


def spans(of: Spans) -> str:
    return "".join(map(_span, of))


def _blocks(blocks: tuple[Block, ...]) -> Iterator[str]:
    for block in blocks:
        yield from _block(block)


def _block(block: Block) -> Iterator[str]:  # noqa: C901 - one case a word
    match block:
        case Line(text) | Note(text):
            yield spans(text)
        case Heading(words):
            yield words
        case Quote(words):
            yield f"“{words}”"
        case Facts(pairs):
            yield from (f"{name}: {spans(value)}" for name, value in pairs)
        case Buttons(buttons, label):
            yield " ".join([*([f"{label}:"] if label else []), *map(_button, buttons)])
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
    return ", ".join(f"{name}: {spans(cell)}" for name, cell in zip(head, row, strict=True))


def bar(shown: Bar) -> str:
    """The bar as text: ten characters, the label, and what it says."""
    full = round(max(0.0, min(1.0, shown.share)) * 10)
    return f"{'█' * full}{'░' * (10 - full)} {shown.label}: {shown.said}"


def _button(button: Button) -> str:
    return f"[{button.label}]"


def _span(span: Span) -> str:
    match span:
        case str():
            return span
        case Bold(words):
            return words
        case Link(words, url):
            return f"{words} ({url})"
        case Mention(account):
            return f"@{account.name or account.id}"
        case When(_, words):
            return words
        case _:
            assert_never(span)


def _field(field: Field) -> str:
    match field:
        case TextField():
            value = field.value
        case ChoiceField():
            value = next((o.label for o in field.options if o.value == field.value), "")
        case ManyField():
            value = ", ".join(o.label for o in field.options if o.value in field.value)
        case DateField():
            value = field.value.isoformat() if field.value else ""
        case _:
            assert_never(field)
    asked = f"{field.label} {value}".strip()
    return f"{asked} ({field.error})" if field.error else asked
