"""Lists: rows under a title, a sentence where there are none, and the way to those left out."""

from collections.abc import Sequence

from bot.words.cards import Block, Button, Buttons, Message, line
from bot.words.events import Action


def listing(
    title: str,
    rows: Sequence[Block],
    *more: Block,
    empty: str,
    further: Action | None = None,
    left_out: str = "",
) -> Message:
    """`further` shows the next page; `left_out` says how to find the rest; `more` ends it."""
    blocks: list[Block] = list(rows) or [line(empty)]
    if left_out:
        blocks.append(line(left_out))
    if further is not None:
        blocks.append(Buttons((Button("Show more", further),)))
    return Message(title, (*blocks, *more))
