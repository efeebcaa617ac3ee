"""What Slack shows apart from messages: the home tab, and windows that only tell something."""

from adapters.slack.blocks import NONE, CardContext, Newer, block_of, drawn
from adapters.slack.callback_data import WHOLE
from adapters.slack.render import fitted, in_parts, numbered, page
from adapters.slack.size_limits import MODAL_TITLE, VIEW, Json, Room, cut, one_line
from adapters.slack.spans import words
from bot.words.cards import Button, Buttons, Line, Message
from bot.words.events import Action

PAGE = Room(VIEW.blocks - 2, VIEW.weight - 2000, VIEW.text)
NAME = "Corridor"


def home(shown: Message, workspace: str) -> Json:
    """Someone's home tab. Longer than Slack takes, it is shortened as a message is."""
    return {"type": "home", "blocks": fitted(shown, CardContext(workspace), VIEW)}


def said(
    shown: Message, workspace: str, number: int = 0, kept: str = "", newer: Newer = NONE
) -> Json:
    """A message in a window: a refusal, a receipt, or the whole of one that was shortened.

    `number` is the page of it, from 0; the buttons to the others carry theirs. `kept` comes back
    with every press in the window, at most 3,000 characters.
    """
    context = CardContext(workspace, newer=newer)
    pages = list(in_parts(page(shown, context), PAGE))
    at = max(0, min(number, len(pages) - 1))
    blocks = pages[at] if len(pages[at]) == 1 else _untitled(pages[at], shown)
    made = window(shown.title, numbered([*blocks, *_turn(at, len(pages), context)]))
    return made | ({"private_metadata": kept} if kept else {})


def skeleton(title: str) -> Json:
    """The window that opens at once, within the three seconds that Slack gives, and is filled
    when the answer is there."""
    return window(title, numbered(block_of(Line(("Loading…",)), CardContext(""))))


def window(title: str, blocks: list[Json]) -> Json:
    """A window without anything to send."""
    return {
        "type": "modal",
        "title": words(window_title(title)),
        "close": words("Close"),
        "blocks": blocks,
    }


def window_title(title: str) -> str:
    return cut(one_line(title) or NAME, MODAL_TITLE)


def _untitled(blocks: list[Json], shown: Message) -> list[Json]:
    """Without a header that says no more than the window's own title."""
    first = blocks[0]
    same = first["type"] == "header" and first["text"]["text"] == window_title(shown.title)
    return blocks[1:] if same else blocks


def _turn(at: int, pages: int, context: CardContext) -> list[Json]:
    """The way to the other pages, if there are any."""
    if pages == 1:
        return []
    told = Line((f"Page {at + 1} of {pages}",))
    back = Button("Back", Action(WHOLE, (str(at - 1),)))
    on = Button("Go on", Action(WHOLE, (str(at + 1),)))
    buttons = tuple(b for b, there in ((back, at > 0), (on, at < pages - 1)) if there)
    return drawn((told, Buttons(buttons)), context)
