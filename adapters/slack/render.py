"""Turns what the bot says into Slack's messages. Pure, and total: any message gives a payload that
Slack takes, and nothing is lost on the way.

A message that lasts is one message, however long: it is edited later, and parts could not follow.
What is too long for one is shortened there, keeps its buttons, and gets one more that opens the
whole in a window (`WHOLE`, `home.said`). What is said once to one person comes in parts.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import assert_never

from adapters.slack.aloud import aloud
from adapters.slack.blocks import NONE, CardContext, Newer, block_of, drawn, title
from adapters.slack.callback_data import WHOLE
from adapters.slack.charts import CHART, MOST_CHARTS
from adapters.slack.size_limits import (
    A_BLOCK,
    MESSAGE,
    Json,
    Room,
    at_most,
    cut,
    escape,
    heft,
    weigh,
)
from adapters.slack.spans import plain
from bot.words.cards import (
    Alert,
    Bars,
    Block,
    Bold,
    Button,
    Buttons,
    Facts,
    File,
    Heading,
    Line,
    Message,
    Note,
    Quote,
    Row,
    Spans,
    Table,
)
from bot.words.events import Action
from bot.words.plain_text import TONES, alone

REPLY, SEND = "reply.", "send."
"""How the ids of buttons begin in what is said to one person, and of those that send a form."""
LENGTHS = (2000, 1000, 500, 250, 120)
A_ROW = 50
NOTHING = "There is nothing to show."
KEPT = frozenset({"header", "actions"})


@dataclass(frozen=True, slots=True)
class Payload:
    """A message as Slack takes it; `text` says all that `blocks` do, but for their buttons."""

    text: str
    blocks: list[Json]


def message(shown: Message, workspace: str, newer: Newer = NONE) -> Payload:
    """A message that lasts, always one; `workspace` is where it is posted."""
    charts = MOST_CHARTS if CHART in newer else 0
    context = CardContext(workspace, shown.title, tables=True, charts=charts)
    return payload(fitted(shown, context, MESSAGE))


def reply(shown: Message, workspace: str) -> tuple[Payload, ...]:
    """A message that is said once and never edited, whole, in as many parts as it takes."""
    made = page(shown, CardContext(workspace, tables=True))
    return tuple(payload(numbered(part, REPLY)) for part in in_parts(made, MESSAGE))


def page(shown: Message, context: CardContext) -> list[Json]:
    """All the blocks of a message, its tone told in words; never none."""
    shown = alone(shown)
    tone = f"{TONES[shown.tone]}: " if TONES[shown.tone] else ""
    named = title(f"{tone}{shown.title}" if shown.title.strip() else "")
    made = [*named, *drawn(shown.blocks, context)]
    return made or block_of(Line((NOTHING,)), context)


def fitted(shown: Message, context: CardContext, room: Room) -> list[Json]:
    """The blocks of a message, shortened if need be to what there is room for."""
    made = page(shown, context)
    if fits(made, room):
        return numbered(made)
    rest = drawn(REST, context)
    for most in LENGTHS:
        made = page(shorter(shown, most), context)
        if fits([*made, *rest], room):
            break
    else:
        # The title, the buttons, and of the rest as much from the top as there is room for.
        left: Room | None = room
        for block in rest:
            left = _less(left, block)
        kept = []
        for n in sorted(range(len(made)), key=lambda n: (made[n]["type"] not in KEPT, n)):
            left = _less(left, made[n])
            if left is None:
                break
            kept.append(n)
        made = [made[n] for n in sorted(kept)]
    return numbered([*made, *rest])


def numbered(blocks: Iterable[Json], prefix: str = "") -> list[Json]:
    """The blocks with ids: unique, and the same each time the same is drawn."""
    made = []
    for n, block in enumerate(blocks):
        one = {**block, "block_id": f"{n}{block.get('block_id', '')}"}
        if block["type"] == "actions":
            parts = enumerate(block["elements"])
            one["elements"] = [{**b, "action_id": f"{prefix}{n}.{m}"} for m, b in parts]
        if "accessory" in block:
            one["accessory"] = {**block["accessory"], "action_id": f"{prefix}{n}"}
        made.append(block if block["type"] == "input" else one)
    return made


def fits(blocks: Sequence[Json], room: Room) -> bool:
    return _fits_surely(blocks, room) or _fits(blocks, room)


def _fits_surely(blocks: Sequence[Json], room: Room) -> bool:
    """Reckoned at once, and never too low."""
    weight = at_most(blocks) + A_BLOCK * len(blocks)
    few = len(blocks) <= room.blocks and weight <= room.weight
    return few and len(aloud(blocks).encode()) + len(blocks) <= room.text


def _fits(blocks: Sequence[Json], room: Room) -> bool:
    left: Room | None = room
    for block in blocks:
        left = _less(left, block)
        if left is None:
            return False
    return True


def in_parts(blocks: Sequence[Json], room: Room) -> Iterator[list[Json]]:
    """The blocks, in order, in as few parts as have room for them."""
    if fits(blocks, room):
        yield list(blocks)
        return
    part: list[Json] = []
    left: Room | None = room
    for block in blocks:
        left = _less(left, block)
        if left is None:
            yield part
            part, left = [], _less(room, block)
        part.append(block)
    yield part


def _less(room: Room | None, block: Json) -> Room | None:
    """The room that is left beside a block; None if there was not enough."""
    if room is None:
        return None
    text = len(aloud([block]).encode()) + 1
    left = Room(room.blocks - 1, room.weight - weigh([block]), room.text - text)
    return left if min(left.blocks, left.weight, left.text) >= 0 else None


def payload(blocks: list[Json]) -> Payload:
    return Payload(aloud(blocks) or _labels(blocks), blocks)


def _labels(blocks: list[Json]) -> str:
    """What there is to press, where there is nothing to read."""
    pressed = [one for block in blocks for one in block.get("elements", ())]
    acts = [act for one in pressed for act in one.get("options", (one,))]
    found = [act["text"]["text"] for act in acts if "value" in act]
    return cut(escape(", ".join(found)), MESSAGE.text, heft) or NOTHING


REST: tuple[Block, ...] = (
    Note(("This is shortened: it is too long for Slack.",)),
    Buttons((Button("Show all", Action(WHOLE, ("0",))),)),
)


def shorter(shown: Message, most: int) -> Message:
    """The message with no text in it longer than `most`."""
    blocks = tuple(_shorter(block, most) for block in shown.blocks)
    return replace(shown, title=cut(shown.title, most), blocks=blocks)


def _shorter(shown: Block, most: int) -> Block:  # noqa: C901, PLR0911, PLR0912 - one case a word
    match shown:
        case Line(told):
            return Line(_begin(told, most))
        case Note(told):
            return Note(_begin(told, most))
        case Alert(told, level):
            return Alert(_begin(told, most), level)
        case Heading(text):
            return Heading(cut(text, most))
        case Quote(text):
            return Quote(cut(text, most))
        case Facts(pairs):
            return Facts(tuple((cut(name, most), _begin(told, most)) for name, told in pairs))
        case Buttons(buttons, label, more):
            return Buttons(buttons, cut(label, most), more)
        case Row(told, button):
            return Row(_begin(told, most), button)
        case Table(head, rows):
            return Table(head, rows[: most // A_ROW])
        case Bars(bars):
            return Bars(bars[: most // A_ROW])
        case File(name, media, text):
            return File(name, media, cut(text, most))
        case _:
            assert_never(shown)


def _begin(told: Spans, most: int) -> Spans:
    """The first spans that fit, the last of them cut where that can be done."""
    kept: Spans = ()
    for span in told:
        left = most - len(plain(kept))
        if len(plain((span,))) <= left:
            kept += (span,)
            continue
        match span:
            case str(text):
                return (*kept, cut(text, max(1, left)))
            case Bold(text):
                return (*kept, Bold(cut(text, max(1, left))))
            case _:
                return (*kept, "…")
    return kept
