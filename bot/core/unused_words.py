"""Names the words of a typed line that were not used, so that none is ignored in silence (R29)."""

from dataclasses import replace

from bot.words.cards import Form, Message, Reply, line

MOST = 200  # characters that are named; who typed it has the rest before them


def leaving_out(reply: Reply, words: str) -> Reply:
    """The reply, with `words` named as left out above all else; the same where there are none."""
    unused = " ".join(words.split())
    if not unused:
        return reply
    cut = f"{unused[:MOST]}…" if len(unused) > MOST else unused
    said = f"I left out: {cut}"
    match reply:
        case None:
            return Message(said)
        case Form(intro=intro):
            return replace(reply, intro=(line(said), *intro))
        case Message(blocks=blocks):
            return replace(reply, blocks=(line(said), *blocks))
