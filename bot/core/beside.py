"""What runs beside the database thread: handlers that only read, looks before a write, and the rest
of what is too large for one transaction."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TypeVar

import structlog

from bot.core.route import Beside
from bot.core.work import NotYet, Rest, Work, Write
from bot.words.cards import Message, Reply, line
from storage import HospitalSession, Writer
from storage.delivery.outbox import OutboxBatch
from storage.nouns import people
from storage.trust import audit

log = structlog.get_logger()
T = TypeVar("T")
A_MOMENT = 0.05  # seconds until somebody else's transaction is likely to have ended
GOES_ON = Message(
    "It has begun, and is not done yet",
    (
        line("Something stopped me on the way. I take it up again by myself within minutes, until"),
        line("it is done; there is nothing to do again. If it takes longer, ask an administrator."),
    ),
    tone="warning",
)


class Reader:
    """Reads on connections of its own; `work` makes a unit of work for a session."""

    def __init__(self, writer: Writer, work: Callable[[HospitalSession], Work]) -> None:
        self._writer, self._work = writer, work

    async def answer(self, found: Beside) -> Reply:
        """Run a handler that only reads, and keep what it notes."""
        reply, notes = await self._writer.read(lambda db: _answered(db, found))
        if notes:
            await self._writer.run(lambda db: audit.note_all(db, notes), "audit notes")
        return reply

    async def look(self, reads: Callable[[Work], T]) -> T:
        """What `reads` finds; RuntimeError where it wrote."""

        def job(db: HospitalSession) -> T:
            work = self._work(db)
            found = reads(work)
            _must_not_have_written(work)
            return found

        return await self._writer.read(job)

    async def finish(self, rest: Sequence[Rest], job: str) -> Reply:
        """Do all that is left, piece by piece. The answer to whoever waits for it, where that is
        another than they would have had; also where it could not be done now."""
        reply: Reply = None
        for one in rest:
            try:
                await self._finish(one, f"rest of {job}")
            except Exception:
                log.exception("what was begun is not done yet; a timer takes it up", job=job)
                return GOES_ON
            reply = one.answer() if one.answer is not None else reply
        return reply

    async def _finish(self, rest: Rest, job: str) -> None:
        while pieces := await self._pieces(rest):
            for piece in pieces:
                await self._write(piece, job)

    async def _write(self, piece: Write, job: str) -> None:
        await self._writer.run(lambda db: piece(self._work(db)), job)

    async def _pieces(self, rest: Rest) -> Sequence[Write]:
        while True:
            try:
                return await self.look(rest.look)
            except NotYet:
                await asyncio.sleep(A_MOMENT)


def _answered(db: HospitalSession, found: Beside) -> tuple[Reply, list[audit.Note]]:
    """What the handler answers, and what is to be noted of it."""
    work = replace(found.work, db=db, outbox=OutboxBatch(found.work.now))
    work.actor = people.get(db, found.work.me.id)
    reply: Reply = found.route.handler(found.event, work)
    _must_not_have_written(work)
    return reply, audit.taken(db)


def _must_not_have_written(work: Work) -> None:
    db = work.db
    changed = db.new or db.deleted or any(db.is_modified(one) for one in db.dirty)
    if changed or work.outbox.touched:
        raise RuntimeError("a handler that was to read alone has written")
