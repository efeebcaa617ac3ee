"""What becomes of private answers: they were given, or they come by the outbox."""

import secrets
from collections.abc import Callable
from datetime import datetime

import structlog

from bot.core.belonging import Belonging
from bot.core.held_answers import late
from bot.words.cards import Lasting, Message, Reply, dump
from bot.words.events import Channel, Deed, Event
from storage import HospitalSession, Writer
from storage.delivery import held_answers, outbox
from storage.delivery.outbox import Address

log = structlog.get_logger()


class LateAnswers:
    """Hands an answer that its platform did not take to the outbox, for the person's own chat. It
    is tried for a day, as every message is; then it is given up, and nobody is told of it.

    What was given is noted with the next commit of this process, whatever that is of.
    """

    def __init__(self, writer: Writer, clock: Callable[[], datetime], belonging: Belonging) -> None:
        self._writer, self._clock, self._belonging = writer, clock, belonging
        self._given: set[str] = set()
        writer.rider = self._note_given

    async def keep(self, to: Channel, answer: Message) -> bool:
        """False for an answer that may not be kept: only `Lasting` ones are ever stored. Raises
        `Unavailable` while the database can't be written."""
        if not isinstance(answer, Lasting):
            return False
        token, address = answer.token, Address(to.platform, to.workspace, to.id, to.dm)
        key, body = f"answer:{token or secrets.token_hex(8)}", dump(late(answer))

        def store(db: HospitalSession) -> None:
            waiting = outbox.batch_of(db, self._clock())
            # What is held says where it belongs, whether its platform has thought of that or not.
            if token and (answer_held := held_answers.take(db, token)) is not None:
                waiting.show_held(answer_held)
            else:
                waiting.show(key, address, body, urgent=True)

        await self._writer.run(store, "late answers")
        return True

    async def place(self, event: Event) -> str:
        """Read beside the writer thread. It keeps no answer back: "" where it can't be read."""
        if not isinstance(event, Deed) or event.channel.dm:
            return ""
        try:
            return await self._writer.read(lambda db: self._belonging.sentence(db, event))
        except Exception:
            log.exception("where an answer belongs could not be read")
            return ""

    def fleeting(self, event: Event) -> bool:
        return self._belonging.fleeting(event)

    def given(self, answer: Reply) -> None:
        """The platform has it."""
        if isinstance(answer, Lasting) and answer.token:
            self._given.add(answer.token)

    def _note_given(self, db: HospitalSession) -> Callable[[], None]:
        tokens = frozenset(self._given.copy())
        held_answers.given(db, tokens)
        return lambda: self._given.difference_update(tokens)
