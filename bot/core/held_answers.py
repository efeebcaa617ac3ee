"""Holds private answers until their platform has them: a crash in between loses none."""

import secrets
from dataclasses import replace
from datetime import timedelta

from bot.core.belonging import Belonging
from bot.core.work import Work
from bot.words.belonging import placed
from bot.words.cards import Lasting, Message, Note, Reply, dump
from bot.words.events import Deed
from storage.delivery.held_answers import HeldAnswer
from storage.delivery.outbox import written

LATE = "I could not tell you this at once."
HOLD = timedelta(minutes=2)  # longer than any adapter tries to give an answer


def late(answer: Message) -> Message:
    """The answer as it comes by the outbox."""
    return Message(answer.title, (*answer.blocks, Note((LATE,))), answer.tone)


def held(work: Work, event: Deed, reply: Reply, belonging: Belonging) -> Reply:
    """The reply; one that may be stored is held from now on, and carries what it is known by. What
    is held says where it belongs, since it comes to the person's own chat."""
    if not isinstance(reply, Lasting):
        return reply
    where, to = belonging.sentence(work.db, event), event.actor
    token, body = secrets.token_hex(8), written(dump(late(placed(reply, where))))
    place = (to.platform, to.workspace, to.id)
    work.outbox.hold(HeldAnswer(token, *place, body, work.now + HOLD))
    return replace(reply, token=token)
