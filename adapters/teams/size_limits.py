"""How much fits: Teams takes a message of 100 KB, counted in UTF-16; ours stay under 80."""

from collections.abc import Callable, Sequence
from typing import TypeAlias, TypeVar

from adapters.network.json_codec import dumps
from bot.words.cards import (
    Alert,
    Bars,
    Block,
    Bold,
    Buttons,
    Facts,
    File,
    Heading,
    Line,
    Link,
    Mention,
    Note,
    Quote,
    Row,
    Span,
    Spans,
    Table,
    To,
    When,
)

T = TypeVar("T")
Render: TypeAlias = Callable[[Block], Sequence[dict[str, object]]]
MOST = 40_000  # two bytes each
SPOKEN, SUMMARY = 7_000, 3_000
ESCAPED = 6  # units that a character takes at most: \u0000
SPARE = 500  # what an activity or a dialog has around its card
CUT = "… (cut)"
MORE = (
    "This was too long for one message in Teams, so part of it is left out. Ask for less at a"
    " time, such as one concern by its number."
)
MORE_FILE = (
    "The file is too long for Teams, so it ends here. Whoever runs Corridor can write the whole"
    " of it with: corridor export."
)


def weight(value: object) -> int:
    """How many UTF-16 units something takes as JSON."""
    text = dumps(value)
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def clipped(text: str, most: int) -> str:
    """The text, or as much of its beginning as takes `most` units of JSON."""
    if not text or len(text) * ESCAPED + 2 <= most or weight(text) <= most:
        return text
    kept = text[:most]
    while kept and weight(kept) > most - len(CUT):
        kept = kept[: max(0, min(len(kept) - 1, len(kept) * (most - len(CUT)) // weight(kept)))]
    return kept.rstrip() + CUT


def fitted(blocks: Sequence[Block], render: Render, room: int) -> list[dict[str, object]]:
    """The blocks as elements that weigh no more than `room`. Buttons have their room kept; what
    is too long is cut, and a sentence in its place says how to see the rest."""
    made = [list(render(block)) for block in blocks]
    if weight(made) <= room or sum(map(weight, made)) <= room:
        return [element for elements in made for element in elements]
    left = room - weight(list(render(Note((MORE,))))) - weight(list(render(Note((MORE_FILE,)))))
    kept = _buttons(blocks, made, left // 2)
    left -= sum(weight(made[n]) for n in kept)
    shown: list[dict[str, object]] = []
    said: set[str] = set()
    for n, block in enumerate(blocks):
        if n in kept:
            shown += made[n]
            continue
        elements, whole = _shrunk(block, render, left)
        left -= weight(elements)
        shown += elements
        more = MORE_FILE if isinstance(block, File) else MORE
        if not whole and more not in said:
            said.add(more)
            shown += render(Note((more,)))
    return shown


def _buttons(blocks: Sequence[Block], made: Sequence[object], room: int) -> frozenset[int]:
    """Which blocks of buttons have their room kept, the first ones first."""
    kept = set()
    for n, block in enumerate(blocks):
        if isinstance(block, Buttons) and weight(made[n]) <= room:
            room -= weight(made[n])
            kept.add(n)
    return frozenset(kept)


def _shrunk(block: Block, render: Render, room: int) -> tuple[list[dict[str, object]], bool]:
    """As much of a block as fits, and whether that is the whole of it."""
    shown, share = block, 1.0
    while (heavy := weight(elements := list(render(shown)))) > room:
        share *= min(0.9, 0.95 * room / heavy)
        if share < 0.002 or room <= 0:
            return [], False
        shown = shorter(block, share)
    return elements, share == 1.0


def shorter(block: Block, share: float) -> Block:  # noqa: PLR0911 - one case a word
    """The beginning of a block, about `share` of it."""
    match block:
        case Line(told):
            return Line(_spans(told, share))
        case Note(told):
            return Note(_spans(told, share))
        case Alert(told, level):
            return Alert(_spans(told, share), level)
        case Row(told, button):
            return Row(_spans(told, share), button)
        case Heading(text):
            return Heading(_part(text, share))
        case Quote(text):
            return Quote(_part(text, share))
        case File(name, media, text):
            # Whole lines where there are any.
            kept = text[: int(len(text) * share)]
            return File(_part(name, max(share, 0.1)), media, kept.rpartition("\n")[0] or kept)
        case _:
            return _fewer(block, share)


def _fewer(block: Facts | Table | Bars | Buttons, share: float) -> Block:
    match block:
        case Facts(pairs):
            return Facts(_some(pairs, share))
        case Table(head, rows):
            return Table(head, _some(rows, share))
        case Bars(bars):
            return Bars(_some(bars, share))
        case Buttons(buttons, label, more):
            return Buttons(_some(buttons, share), _part(label, share), _some(more, share))


def _some(rows: tuple[T, ...], share: float) -> tuple[T, ...]:
    return rows[: int(len(rows) * share)]


def _part(text: str, share: float) -> str:
    return text[: int(len(text) * share)].rstrip() + CUT if text else ""


def _spans(told: Spans, share: float) -> Spans:
    """As many spans as come to the share of all they say; the last one is cut."""
    left = int(sum(len(_said(span)) for span in told) * share)
    kept: list[Span] = []
    for span in told:
        if len(_said(span)) > left:
            kept.append(_said(span)[:left].rstrip() + CUT)
            break
        left -= len(_said(span))
        kept.append(span)
    return tuple(kept)


def _said(span: Span) -> str:
    match span:
        case str():
            return span
        case Bold(text) | When(_, text) | Link(text, _) | To(text, _):
            return text
        case Mention(account):
            return f"@{account.name or account.id}"
