"""Our messages as they should be, for a platform that could show only the beginning of one."""

import json
from collections.abc import Awaitable, Callable

from bot.words.cards import Message, load
from bot.words.events import Channel
from storage import Writer
from storage.delivery import outbox


def full_messages(writer: Writer) -> Callable[[Channel, str], Awaitable[Message | None]]:
    """Finds the message that the platform calls by a ref in a channel; None for none of ours."""

    async def find(channel: Channel, ref: str) -> Message | None:
        where = (channel.platform, channel.workspace, channel.id)
        body = await writer.run(lambda db: outbox.body_at(db, where, ref))
        found = None if body is None else load(json.loads(body))
        return found if isinstance(found, Message) else None

    return find
