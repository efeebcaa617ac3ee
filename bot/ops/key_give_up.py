"""`corridor key give-up`: goes on without what was sealed with a key that was lost.

What the keys at hand open is kept, and sealed with the newest of them. What is lost goes in one
transaction, so that a run that is stopped has given up all of it or nothing.
"""

import asyncio
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.core.audit import by_operator
from bot.core.sealing import Keys, Unsealable
from bot.core.work import Work
from bot.features.concerns import thread
from bot.features.concerns.states import note_down
from bot.features.nouns import CONCERN, POLL, WIN
from bot.features.polls import card as polls
from bot.features.wins import posting as wins
from bot.ops.agreed_time import agreed_time
from bot.run.database import keys_of, opened_briefly
from bot.run.key_rotation import KeyRotation, rotate
from bot.run.transactions import AtOnce
from bot.settings import Settings
from bot.words.cards import Message, dump, line
from storage import HospitalSession
from storage.delivery import outbox
from storage.engine import sealed_secrets
from storage.engine.base import vacuum
from storage.engine.sealed_secrets import Name
from storage.trust import audit, sealed_reporters, sealed_texts
from storage.trust.audit import RESTARTED, Note
from storage.trust.sealed_texts import Old

LOST = "This text was sealed with a key that was lost."
NAME_LOST = "The key to who raised it was lost: nobody can open the name, or reach its reporter"
SECRETS: Mapping[str, str] = {
    "audit": "the audit log's own: its rows stay, and can't be proven any more",
    "poll": "votes in anonymous polls that are open: each is called off when it closes",
    "slack-install": "tokens of installed workspaces: install the app there again",
    "slack-state": "installations under way: begin them again",
}
NAMES = "names of who raised something in confidence: they can't be reached, or opened"
HELD = "anonymous concerns that were not posted yet: they will not be"
NOT_YET = """\
Nothing was changed. Look for the key first: with the backups, in what starts Corridor, in a process
that still runs. If it is gone, stop every process of Corridor and type
corridor key give-up --confirm: what is above is then lost, and says so where it was."""
DONE = "All else is sealed with the first key of CORRIDOR_KEYS. Keep that safe, and start."
SHOWN, HELD_IN, RUNS = "shown.body", "receipts.held", "huddle_runs.body"
KEY = re.compile(r"(concern|poll|win):(\d+)(?::it)?")
Refresh = Callable[[Work, Any], None]
REFRESH: Mapping[str, tuple[Any, Refresh]] = {
    "concern": (CONCERN, thread.refresh),
    "poll": (POLL, polls.refresh),
    "win": (WIN, wins.refresh),
}


@dataclass(frozen=True, slots=True)
class Loss:
    """What no key at hand opens: secrets, the numbers of concerns whose reporter is sealed, and
    texts with their place."""

    secrets: tuple[Name, ...]
    reporters: tuple[int, ...]
    texts: tuple[tuple[Any, Old], ...]

    def __bool__(self) -> bool:
        return bool(self.secrets or self.reporters or self.texts)

    @property
    def audit(self) -> bool:
        return any(kind == audit.KIND for kind, _ in self.secrets)

    def lines(self) -> Iterator[tuple[int, str]]:
        """How many of what, for whoever has to decide."""
        for kind, count in sorted(Counter(kind for kind, _ in self.secrets).items()):
            yield count, SECRETS.get(kind, kind)
        if self.reporters:
            yield len(self.reporters), NAMES
        for place, count in sorted(Counter(str(column) for column, _ in self.texts).items()):
            yield count, HELD if place == HELD_IN else f"texts in {place}"


def assess(settings: Settings) -> Loss:
    """What would be given up; nothing is changed."""
    with opened_briefly(settings) as database:
        now = agreed_time(database)
        with database() as db:
            return _loss(db, _keys(settings), now)


def give_up(settings: Settings) -> Loss:
    """What was given up. The settings must have a key; no other process may run."""
    keys = _keys(settings)
    with opened_briefly(settings) as database:
        now = agreed_time(database)
        with database.begin() as db:
            loss = _loss(db, keys, now)
            if loss:
                _given_up(Work(db, now, settings.hospital, outbox.batch_of(db, now)), loss)
        asyncio.run(rotate(AtOnce(database), KeyRotation(keys, now)))
        vacuum(database)
    return loss


def _keys(settings: Settings) -> Keys:
    keys = keys_of(settings)
    assert keys is not None
    return keys


def _loss(db: HospitalSession, keys: Keys, now: datetime) -> Loss:
    numbers = (n for n in sealed_reporters.numbers(db) if not _name_opens(db, n, keys, now))
    texts = [
        (column, old)
        for column in sealed_texts.columns()
        for old in sealed_texts.unopened(db, column, keys)
    ]
    lost = (name for name, text in sealed_secrets.texts(db) if not _opens(keys, text))
    secrets = tuple(name for name in lost if name[0] != sealed_reporters.KIND)
    return Loss(secrets, tuple(numbers), tuple(texts))


def _opens(keys: Keys, sealed: str) -> bool:
    try:
        keys.renew(sealed)
    except Unsealable:
        return False
    return True


def _name_opens(db: HospitalSession, number: int, keys: Keys, now: datetime) -> bool:
    kept = sealed_reporters.get(db, number, now)
    return kept is not None and _opens(keys, kept[0])


def _given_up(work: Work, loss: Loss) -> None:
    db = work.db
    for name in loss.secrets:
        sealed_secrets.drop(db, name)
    if loss.audit:
        by_operator(
            db, Note(work.now, None, RESTARTED, "", "the secret of the rows before was lost")
        )
    counted = f"secrets {len(loss.secrets)}, names {len(loss.reporters)}, texts {len(loss.texts)}"
    by_operator(db, Note(work.now, None, "key.given-up", "", counted))
    for column, old in loss.texts:
        _replace(db, column, old)
    for number in loss.reporters:
        concern = CONCERN.locked(db, number)
        assert concern is not None, "concerns are never deleted"
        sealed_reporters.give_up(db, concern, work.now)
        note_down(work, concern, NAME_LOST)
    for word, number in sorted(_seen(loss)):
        noun, refresh = REFRESH[word]
        if (found := noun.locked(db, number)) is not None:
            refresh(work, found)
    work.outbox.flush(db, work.now)


def _replace(db: HospitalSession, column: Any, old: Old) -> None:
    """A sentence in its place; where a whole message was, a message that says so."""
    match str(column):
        case place if place == SHOWN:
            outbox.replace_unopened(db, old.keys, _body())
        case place if place == RUNS:
            sealed_texts.replace(db, column, old, _body())
        case place if place == HELD_IN:
            sealed_reporters.drop_receipt(db, old.keys["mark"])
        case _:
            sealed_texts.replace(db, column, old, LOST)


def _body() -> str:
    return outbox.written(dump(Message(LOST, (line("Ask whoever runs Corridor."),))))


def _seen(loss: Loss) -> set[tuple[str, int]]:
    """What has cards that are to be made anew, by its noun and number."""
    found = {("concern", number) for number in loss.reporters}
    for column, old in loss.texts:
        if column.table.name == "concerns":
            found.add(("concern", old.keys["number"]))
        elif str(column) == SHOWN and (key := KEY.fullmatch(old.keys["key"])):
            found.add((key[1], int(key[2])))
    return found
