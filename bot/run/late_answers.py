"""Answers that a platform did not take when they were given: they come by the outbox instead."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bot.run.transactions import TransactionRunner
from bot.words.cards import Lasting, Message, Note, dump
from bot.words.events import Channel
from storage import HospitalSession
from storage.delivery import outbox
from storage.delivery.outbox import Address

LATE = "I could not tell you this at once."


@dataclass(frozen=True, slots=True)
class LateAnswers:
    """Hands an answer to the outbox, for the person's own chat. It is tried for a day, as every
    message is; then it is given up, and nobody is told of it.

    False for an answer that may not be kept: only `Lasting` ones are ever stored. Raises
    `Unavailable` while the database can't be written.
    """

    writer: TransactionRunner
    clock: Callable[[], datetime]

    async def __call__(self, to: Channel, answer: Message) -> bool:
        if not isinstance(answer, Lasting):
            return False
        body = dump(Message(answer.title, (*answer.blocks, Note((LATE,))), answer.tone))
        key = f"answer:{secrets.token_hex(8)}"
        address = Address(to.platform, to.workspace, to.id, to.dm)

        def store(db: HospitalSession) -> None:
            outbox.batch_of(db, self.clock()).show(key, address, body, urgent=True)

        await self.writer.run(store)
        return True
