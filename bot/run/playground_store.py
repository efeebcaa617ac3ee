"""The playground's store: the web adapter's types on one side, the database on the other."""

from collections.abc import Collection
from typing import Any

from adapters.web.store import Body, Draft, Entry, News, Page
from bot.run.transactions import TransactionRunner
from bot.words.cards import Message, dump, load
from storage import HospitalSession
from storage.nouns import playground
from storage.nouns.playground import WebMessage

MOST_NEWS = 100  # messages that an open page is told of at once


class PlaygroundStore:
    """One hospital's playground, as `adapters.web.store.Store` asks for it."""

    def __init__(self, writer: TransactionRunner) -> None:
        self._writer = writer

    async def post(self, draft: Draft) -> Entry:
        more: dict[str, Any] = {"thread": draft.thread, "author": draft.author, "at": draft.at}

        def work(db: HospitalSession) -> Entry:
            values = more | _columns(draft.body)
            return _entry(playground.post(db, draft.channel, draft.ref, draft.key, values))

        return await self._writer.run(work)

    async def find(self, channel: str, key: str) -> Entry | None:
        return await self._writer.run(lambda db: _maybe(playground.find(db, channel, key)))

    async def get(self, channel: str, ref: str) -> Entry | None:
        return await self._writer.run(lambda db: _maybe(playground.get(db, channel, ref)))

    async def edit(self, channel: str, ref: str, body: Body) -> Entry | None:
        values = _columns(body)
        return await self._writer.run(
            lambda db: _maybe(playground.edit(db, channel, ref, **values))
        )

    async def remove(self, channel: str, ref: str) -> Entry | None:
        return await self._writer.run(lambda db: _maybe(playground.remove(db, channel, ref)))

    async def react(
        self, channel: str, ref: str, emoji: str, account: str, *, on: bool
    ) -> Entry | None:
        return await self._writer.run(
            lambda db: _maybe(playground.react(db, channel, ref, emoji, account, on=on))
        )

    async def page(self, channel: str, before: int = 0, limit: int = 50) -> Page:
        def work(db: HospitalSession) -> Page:
            rows, earlier = playground.page(db, channel, before=before, limit=limit)
            known = playground.version(db)
            return Page(tuple(_entry(row) for row in rows), known, earlier)

        return await self._writer.run(work)

    async def news(self, channel: str, since: int, account: str, channels: Collection[str]) -> News:
        def work(db: HospitalSession) -> News:
            known = playground.version(db)
            fresh = playground.changed(db, channel, since, MOST_NEWS)
            waiting = playground.unread(db, account, channels)
            if channel in waiting:
                playground.read(db, account, channel, known)
            unread = {c: n for c, n in waiting.items() if c != channel}
            entries = tuple(_entry(row) for row in fresh or ())
            return News(known, entries, unread, too_many=fresh is None)

        return await self._writer.run(work)


def _columns(body: Body) -> dict[str, Any]:
    return {"card": dump(body)} if isinstance(body, Message) else {"text": body}


def _maybe(row: WebMessage | None) -> Entry | None:
    return None if row is None else _entry(row)


def _entry(row: WebMessage) -> Entry:
    return Entry(
        channel=row.channel,
        ref=row.ref,
        key=row.key,
        body=row.text if row.card is None else load(row.card),
        at=row.at,
        seq=row.seq,
        version=row.version,
        thread=row.thread,
        author=row.author,
        edited=row.edited,
        deleted=row.deleted,
        reactions=tuple((e, tuple(who)) for e, who in row.reactions.items()),
    )
