"""What becomes of private answers: they were given, or they come by the outbox."""

import secrets
from collections.abc import Callable
from datetime import datetime

from bot.core.held_answers import late
from bot.words.cards import Lasting, Message, Reply, dump
from bot.words.events import Channel
from storage import HospitalSession, Writer
from storage.delivery import held_answers, outbox
from storage.delivery.outbox import Address


class LateAnswers:
    """Hands an answer that its platform did not take to the outbox, for the person's own chat. It
    is tried for a day, as every message is; then it is given up, and nobody is told of it.

    What was given is noted with the next commit of this process, whatever that is of.
    """

    def __init__(self, writer: Writer, clock: Callable[[], datetime]) -> None:
        self._writer, self._clock = writer, clock
        self._given: set[str] = set()
        writer.rider = self._note_given

    async def keep(self, to: Channel, answer: Message) -> bool:
        """False for an answer that may not be kept: only `Lasting` ones are ever stored. Raises
        `Unavailable` while the database can't be written."""
        if not isinstance(answer, Lasting):
            return False
        body, token = dump(late(answer)), answer.token or secrets.token_hex(8)
        address = Address(to.platform, to.workspace, to.id, to.dm)

        def store(db: HospitalSession) -> None:
            outbox.batch_of(db, self._clock()).show(f"answer:{token}", address, body, urgent=True)
            held_answers.given(db, [token])

        await self._writer.run(store, "late answers")
        return True

    def given(self, answer: Reply) -> None:
        """The platform has it."""
        if isinstance(answer, Lasting) and answer.token:
            self._given.add(answer.token)

    def _note_given(self, db: HospitalSession) -> Callable[[], None]:
        tokens = frozenset(self._given.copy())
        held_answers.given(db, tokens)
        return lambda: self._given.difference_update(tokens)
