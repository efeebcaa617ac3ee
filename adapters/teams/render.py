"""Turns what the bot says into Adaptive Cards for Teams. Pure, and total: any message gives a
card within Teams' limits, and what people typed is never markup."""

from collections.abc import Iterator

from adapters.teams.blocks import CardContext, elements, heading, refresh
from adapters.teams.callback_data import REPLY, VIEW, Json
from adapters.teams.size_limits import MOST, SPARE, SPOKEN, SUMMARY, clipped, fitted, weight
from adapters.teams.spans import Look, clean, mention_tags, paragraph
from bot.words import plain_text
from bot.words.cards import (
    Alert,
    Block,
    Button,
    Buttons,
    Facts,
    Heading,
    Line,
    Message,
    Note,
    Renewing,
    Row,
    Spans,
    Table,
    Tone,
)

CARD = "application/vnd.microsoft.card.adaptive"
SCHEMA = "http://adaptivecards.io/schemas/adaptive-card.json"
COLOURS: dict[Tone, str] = {
    "plain": "",
    "urgent": "Attention",
    "warning": "Warning",
    "good": "Good",
}
LONGEST_TITLE, LONGEST_TOAST = 1000, 250
NO_TITLE = "Corridor"


def message(
    shown: Message, *, opens: frozenset[str] = frozenset(), origin: str = "", tenant: str = ""
) -> Json:
    """The activity that shows a message. `opens` names the actions that open a dialog; people of
    `tenant` (of any, if it is not given) are mentioned, so that Teams notifies them."""
    spoken = plain_text.spoken(shown)
    return activity(carded(shown, _context(shown, opens, origin, tenant), spoken), spoken)


def _context(shown: Message, opens: frozenset[str], origin: str, tenant: str) -> CardContext:
    renews = refresh(shown, origin or VIEW) if isinstance(shown, Renewing) else None
    names = mention_tags(spans(shown.blocks), tenant)
    return CardContext(opens, origin, names=names, refresh=renews, about=shown.title)


def activity(content: Json, spoken: str) -> Json:
    """A card as an activity, with the words that a notification shows."""
    return {
        "type": "message",
        "summary": clipped(clean(spoken), SUMMARY) or NO_TITLE,
        "attachments": [attachment(content)],
    }


def alerting(activity: Json) -> Json:
    """The same, and Teams notifies whoever it is for as of something important."""
    return {**activity, "channelData": {"notification": {"alert": True}}}


def attachment(content: Json) -> Json:
    return {"contentType": CARD, "content": content}


def card(
    shown: Message, *, opens: frozenset[str] = frozenset(), origin: str = "", tenant: str = ""
) -> Json:
    """A message as an Adaptive Card."""
    return carded(shown, _context(shown, opens, origin, tenant), plain_text.spoken(shown))


def carded(shown: Message, context: CardContext, spoken: str, *, titled: bool = True) -> Json:
    """The same, where it is known what its buttons do and how it is said in words; without its
    title where that is said elsewhere."""
    shown = plain_text.alone(shown) if titled else shown
    head = [*_tone(shown.tone), *(title(shown.title) if titled else ())]
    blocks = (*shown.blocks, *_by_hand(shown, context))
    body = fitted(blocks, lambda block: elements(block, context), room(head, spoken, context))
    return whole([*head, *body], spoken, context)


def _by_hand(shown: Message, context: CardContext) -> tuple[Block, ...]:
    """A button that renews what is somebody's own, for clients that do not by themselves."""
    if not isinstance(shown, Renewing) or context.origin != REPLY:
        return ()
    return (Buttons((Button("Renew", shown.action),)),)


def room(head: list[Json], spoken: str, context: CardContext) -> int:
    """What is left of a message beside these elements and all that is said in words."""
    return MOST - SPARE - SUMMARY - weight(whole(head, spoken, context))


def title(text: str) -> list[Json]:
    return heading(clipped(text, LONGEST_TITLE), size="Large")


def whole(body: list[Json], spoken: str, context: CardContext) -> Json:
    """An Adaptive Card with these elements; `spoken` is for clients that can't show it."""
    return {
        "$schema": SCHEMA,
        "type": "AdaptiveCard",
        "version": "1.5",
        "lang": "en",
        "fallbackText": clipped(clean(spoken), SPOKEN) or NO_TITLE,
        "body": body,
        **({} if context.refresh is None else {"refresh": context.refresh}),
        "msteams": {"width": "Full", "entities": context.names.entities()},
    }


def _tone(tone: Tone) -> list[Json]:
    """The tone in a word, never in a colour alone."""
    word = plain_text.TONES[tone]
    return paragraph((word,), look=Look(strong=True, colour=COLOURS[tone])) if word else []


def spans(blocks: tuple[Block, ...]) -> Iterator[Spans]:
    """All that is said with spans, in its order."""
    for block in blocks:
        match block:
            case Line(told) | Note(told) | Alert(told, _) | Row(told, _):
                yield told
            case Facts(pairs):
                yield from (value for _, value in pairs)
            case Table(_, rows):
                yield from (cell for row in rows for cell in row)
            case _:
                continue


def toast(shown: Message) -> str | None:
    """The text of the small notice that Teams shows after a press; None for a message that has
    more to it than a few lines."""
    if not all(isinstance(block, Line | Note | Heading) for block in shown.blocks):
        return None
    said = clean(plain_text.spoken(shown))
    return said if said and len(said) <= LONGEST_TOAST else None
