"""The ways to other messages in what is said: which there are, and the same with addresses."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import TypeVar

from bot.words.cards import (
    Alert,
    Block,
    Facts,
    Form,
    Line,
    Link,
    Message,
    Note,
    Row,
    Span,
    Spans,
    Table,
    To,
)

M = TypeVar("M", Message, Form)


def ways(shown: Message | Form) -> list[To]:
    """Every way to another message, in the order of the text."""
    blocks = shown.intro if isinstance(shown, Form) else shown.blocks
    return [s for b in blocks for told in _spans(b) for s in told if isinstance(s, To)]


def with_addresses(shown: M, found: Mapping[To, str]) -> M:
    """The same with links where an address is known, and plain words where none is."""

    def told(spans: Spans) -> Spans:
        return tuple(_bound(span, found) for span in spans)

    if isinstance(shown, Form):
        return replace(shown, intro=tuple(_replaced(b, told) for b in shown.intro))
    return replace(shown, blocks=tuple(_replaced(b, told) for b in shown.blocks))


def _bound(span: Span, found: Mapping[To, str]) -> Span:
    if not isinstance(span, To):
        return span
    address = found.get(span, "")
    return Link(span.text, address) if address else span.text


def _spans(block: Block) -> Iterator[Spans]:
    match block:
        case Line(told) | Note(told) | Alert(told, _) | Row(told, _):
            yield told
        case Facts(pairs):
            yield from (value for _, value in pairs)
        case Table(_, rows):
            yield from (cell for row in rows for cell in row)
        case _:
            return


def _replaced(block: Block, told: Callable[[Spans], Spans]) -> Block:  # noqa: PLR0911 - one case a word
    match block:
        case Line(spans):
            return Line(told(spans))
        case Note(spans):
            return Note(told(spans))
        case Alert(spans, level):
            return Alert(told(spans), level)
        case Row(spans, button):
            return Row(told(spans), button)
        case Facts(pairs):
            return Facts(tuple((name, told(value)) for name, value in pairs))
        case Table(head, rows):
            return Table(head, tuple(tuple(told(cell) for cell in row) for row in rows))
        case _:
            return block
