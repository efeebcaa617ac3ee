"""A store of sealed secrets, such as Slack's tokens: encrypts and decrypts between adapter and
database."""

from collections.abc import Callable
from datetime import datetime
from functools import partial

import structlog

from bot.core.sealing import Sealer, Unsealable
from bot.run.transactions import TransactionRunner
from storage.engine import sealed_secrets

log = structlog.get_logger()


class SealedSecrets:
    """Texts under a kind and a name, as `adapters.slack.store.SecretStore` asks for them."""

    def __init__(
        self, writer: TransactionRunner, sealer: Sealer, clock: Callable[[], datetime]
    ) -> None:
        self._writer, self._sealer, self._clock = writer, sealer, clock

    async def put(self, kind: str, name: str, text: str, until: datetime | None = None) -> None:
        sealed, now = self._sealer.seal(_place(kind, name), text), self._clock()
        await self._writer.run(lambda db: sealed_secrets.put(db, kind, name, sealed, now, until))

    async def get(self, kind: str, name: str) -> str | None:
        now = self._clock()
        sealed = await self._writer.run(lambda db: sealed_secrets.get(db, kind, name, now))
        return self._opened(kind, name, sealed)

    async def take(self, kind: str, name: str) -> str | None:
        now = self._clock()
        sealed = await self._writer.run(lambda db: sealed_secrets.take(db, kind, name, now))
        return self._opened(kind, name, sealed)

    async def renew(self) -> None:
        """Seal everything with the newest key, so that the ones before it can be taken away."""
        rows = await self._writer.run(sealed_secrets.texts)
        for name, text in rows:
            try:
                again = self._sealer.renew(text)
            except Unsealable:
                log.error("no key in CORRIDOR_KEYS opens a sealed secret", kind=name[0])  # noqa: TRY400
                continue
            await self._writer.run(partial(sealed_secrets.swap, name=name, old=text, new=again))

    def _opened(self, kind: str, name: str, sealed: str | None) -> str | None:
        """A text that no key opens is as good as none; the operator is told why."""
        try:
            return None if sealed is None else self._sealer.open(_place(kind, name), sealed)
        except Unsealable:
            log.error("no key in CORRIDOR_KEYS opens a sealed secret", kind=kind)  # noqa: TRY400
            return None


def _place(kind: str, name: str) -> str:
    return f"{kind}/{name}"
