"""Key rotation: seals everything in the database with the newest key, so that older ones can go."""

from collections import Counter
from datetime import UTC, datetime

import structlog

from bot.core.audit import by_operator
from bot.core.sealing import Keys, Unsealable
from bot.run.transactions import TransactionRunner
from storage import HospitalSession
from storage.engine import sealed_secrets
from storage.nouns import concern_search
from storage.trust import audit, sealed_texts
from storage.trust.audit import Note

log = structlog.get_logger()
AT_ONCE = 200
LOST = "If it is lost for good: corridor key give-up."
AGAIN = f"put the key before it back, behind the new one. {LOST}"


class KeyRotation:
    """Rotates secrets first and then people's texts, column by column, a batch a transaction:
    others write in between, and a rotation that was stopped goes on where it was when started
    again.

    `done` counts what was sealed anew (or opened, where texts are not sealed any more), `failed`
    what no key opens, by table and column.
    """

    def __init__(self, keys: Keys, now: datetime) -> None:
        self.keys, self.now = keys, now
        self.done: Counter[str] = Counter()
        self.failed: Counter[str] = Counter()
        self._columns = sealed_texts.columns()
        self._secrets = False

    def step(self, db: HospitalSession) -> bool:
        """Do one batch; returns whether there may be more."""
        if not self._secrets:
            self._secrets = True
            for name, text in sealed_secrets.texts(db):
                try:
                    again = self.keys.renew(text)
                except Unsealable:
                    self.failed[f"secrets ({name[0]})"] += 1
                else:
                    sealed_secrets.swap(db, name=name, old=text, new=again)
            return True
        if self._columns:
            self._texts(db)
            return True
        if concern_search.unfit(db):
            concern_search.rebuild(db)
        self._note(db)
        return False

    def _texts(self, db: HospitalSession) -> None:
        column = self._columns[0]
        # Texts that no key opens stay outdated: they are skipped, else every batch would be of
        # them.
        place, skip = str(column), self.failed[str(column)]
        outdated = sealed_texts.outdated(db, column, self.keys, skip, AT_ONCE)
        for old in outdated:
            try:
                sealed_texts.renew(db, column, old, self.keys)
            except Unsealable:
                self.failed[place] += 1
            else:
                self.done[place] += 1
        if len(outdated) < AT_ONCE:
            self._columns.pop(0)

    def _note(self, db: HospitalSession) -> None:
        for place, count in self.failed.items():
            if count:
                log.error("no key in CORRIDOR_KEYS opens what is sealed", kind=place, count=count)
        if self.done:
            how = "sealed" if self.keys.texts else "opened"
            outcome = f"{how} {self.done.total()}, failed {self.failed.total()}"
            by_operator(db, Note(self.now, None, "texts.resealed", "", outcome))


async def rotate(writer: TransactionRunner, rotation: KeyRotation) -> None:
    """Run all batches; other transactions get their turn between two."""
    while await writer.run(rotation.step):
        pass


def key_problem(db: HospitalSession, keys: Keys | None) -> str:
    """Why the database was not sealed with these keys, for an operator; "" when it was."""
    held = sealed_secrets.get(db, audit.KIND, audit.NAME, datetime.now(UTC))
    if keys is None:
        if held is None and not sealed_texts.unreadable(db, None):
            return ""
        return f"is missing, and the database was sealed with a key: set it again. {LOST}"
    try:
        if held is not None:
            keys.open(audit.PLACE, held)
    except Unsealable:
        return f"does not open the audit log: {AGAIN}"
    if places := sealed_texts.unreadable(db, keys):
        return f"does not open {places[0]}: {AGAIN}"
    return ""
