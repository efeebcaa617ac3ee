"""Search from the box where messages are written: what is looked for, and the cards to choose from.

What is chosen is put into the message as it is here, without a word to us. So each result carries
the card that everybody will read, and its preview says no more than that.
"""

from adapters.teams import render
from adapters.teams.callback_data import Garbled, Json
from adapters.teams.spans import clean
from bot.words.cards import Found, Line, Message, Reply
from bot.words.plain_text import spans

FIND, WORDS = "findConcern", "words"
PREVIEW = "application/vnd.microsoft.card.thumbnail"
LONGEST = 300
TOO_SLOW = "This takes too long just now. Type it once more, or ask Corridor in its own chat."
NOTHING = "Nothing found."


def looked_for(value: Json) -> str:
    """The words of a query, none before anything is typed; `Garbled` for a command that is not
    ours."""
    if value.get("commandId") != FIND:
        raise Garbled("a search that is not ours")
    asked = value.get("parameters")
    for one in asked if isinstance(asked, list) else ():
        if isinstance(one, dict) and one.get("name") == WORDS:
            words = one.get("value")
            return words[:LONGEST] if isinstance(words, str) else ""
    return ""


def results(reply: Reply) -> Json:
    """The answer to a query: the cards found, else a sentence in their place."""
    cards = reply.cards if isinstance(reply, Found) else ()
    if not cards:
        return said(clean(reply.title) if reply is not None else NOTHING)
    return _extension("result", attachmentLayout="list", attachments=[*map(_result, cards)])


def said(text: str) -> Json:
    return _extension("message", text=text)


def _result(found: tuple[str, Message]) -> Json:
    _, card = found
    told = next((spans(b.spans) for b in card.blocks if isinstance(b, Line)), "")
    shown: Json = {"title": clean(card.title), "text": clean(told)}
    preview: Json = {"contentType": PREVIEW, "content": shown}
    return render.attachment(render.card(card)) | {"preview": preview}


def _extension(kind: str, **more: object) -> Json:
    return {"composeExtension": {"type": kind, **more}}
