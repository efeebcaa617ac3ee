"""The same message in plain words: for notifications, and for clients that can't show the card."""

from collections.abc import Iterator, Mapping
from typing import assert_never

from bot.words.cards import (
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
    Tone,
    When,
)

TONES: Mapping[Tone, str] = {
    "plain": "",
    "urgent": "Urgent",
    "warning": "Attention",
    "good": "All well",
}


def words(shown: Message | Form) -> str:
    """All that it says, a line a block; buttons in brackets."""
    if isinstance(shown, Form):
        fields = (f"{f.label} ({f.error})" if f.error else f.label for f in shown.fields)
        return _joined(shown.title, *_all(shown.intro), *fields, f"[{shown.send}]")
    tone = TONES[shown.tone]
    return _joined(f"{tone}: {shown.title}" if tone else shown.title, *_all(shown.blocks))


def _joined(*lines: str) -> str:
    return "\n".join(line for line in lines if line.strip())


def _all(blocks: tuple[Block, ...]) -> Iterator[str]:
    for block in blocks:
        yield from _block(block)


def _block(block: Block) -> Iterator[str]:  # noqa: C901 - one case a word
    match block:
        case Line(told) | Note(told):
            yield spoken(told)
        case Heading(text):
            yield text
        case Quote(text):
            yield f"“{text}”"
        case Facts(pairs):
            yield from (f"{name}: {spoken(value)}" for name, value in pairs)
        case Buttons(buttons, label):
            yield " ".join([*([f"{label}:"] if label else []), *map(_button, buttons)])
        case Row(told, button):
            yield f"{spoken(told)} {_button(button)}"
        case Table(head, rows):
            yield from (row(head, cells) for cells in rows)
        case Bars(bars):
            yield from (f"{bar.label}: {bar.said}" for bar in bars)
        case File(name, _, text):
            yield f"{name}:\n{text}"
        case _:
            assert_never(block)


def row(head: tuple[str, ...], cells: tuple[Spans, ...]) -> str:
    """A row of a table as it is read aloud: each value with the name of its column."""
    return ", ".join(f"{name}: {spoken(cell)}" for name, cell in zip(head, cells, strict=False))


def _button(button: Button) -> str:
    return f"[{button.label}]"


def spoken(told: Spans) -> str:
    return "".join(map(_span, told))


def _span(span: Span) -> str:
    match span:
        case str():
            return span
        case Bold(text) | When(_, text):
            return text
        case Link(text, url):
            return f"{text} ({url})"
        case Mention(account):
            return f"@{account.name or account.id}"
        case _:
            assert_never(span)
