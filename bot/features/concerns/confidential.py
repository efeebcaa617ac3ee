"""The sealed name behind a concern in confidence: who it is, how they are told, and its end.

The account is sealed under a key of the concern's own, and that key under CORRIDOR_KEYS. Messages
to it are addressed to the concern; the relay alone finds out where that is
(`bot/run/sealed_delivery.py`).
"""

import json
from dataclasses import replace
from datetime import datetime, timedelta

import structlog

from bot.core import audit
from bot.core.sealing import Sealer, Unsealable, new_key
from bot.core.work import Work
from bot.features.concerns import modes
from bot.words.cards import Button, Buttons, Message, Note
from bot.words.events import Account, Action, Channel
from storage import HospitalSession
from storage.engine.base import cipher_of
from storage.nouns import people
from storage.nouns.concerns import UNNAMED, Concern
from storage.nouns.people import Person
from storage.trust import sealed_reporters
from storage.trust.sealed_reporters import KIND, PLATFORM

log = structlog.get_logger()
HOME = "corridor"  # what stands for the workspace of a sealed address
HOUR = timedelta(hours=1)
MOST_FLAGS = 3
ALONE = "Only you are told this: you raised it in confidence."


def seal(work: Work, concern: Concern, account: Account) -> None:
    """Keep who raised it, so that nothing but the keys can tell."""
    cipher = cipher_of(work.db)
    assert cipher is not None, "it is not offered without keys"
    key, who = new_key(), json.dumps([account.platform, account.workspace, account.id])
    place = _place(concern.number)
    shut = cipher.seal(f"{KIND}/{concern.number}", key)
    sealed_reporters.keep(work.db, concern, shut, Sealer([key]).seal(place, who), work.now)


def opened(db: HospitalSession, number: int, now: datetime) -> Account | None:
    """Whose it is; None once the key was shredded, or where no key opens it."""
    kept, cipher = sealed_reporters.get(db, number, now), cipher_of(db)
    if kept is None or cipher is None:
        return None
    try:
        key = cipher.open(f"{KIND}/{number}", kept[0])
        platform, workspace, name = json.loads(Sealer([key]).open(_place(number), kept[1]))
    except Unsealable:
        log.error("no key in CORRIDOR_KEYS opens a sealed secret", kind=KIND)  # noqa: TRY400
        return None
    return Account(platform, workspace, name)


def _place(number: int) -> str:
    return f"sealed_reporters/{number}"


def reporter(work: Work, concern: Concern) -> Person | None:
    """The person behind a concern in confidence, for the bot's own use."""
    if concern.mode != modes.CONFIDENTIAL:
        return None
    account = opened(work.db, concern.number, work.now)
    return None if account is None else people.of_account(work.db, account)


def tell(work: Work, concern: Concern, key: str, message: Message) -> None:
    """Tell the sealed reporter, and nobody else; not what they have just done themselves. Off shift
    it waits (R12) until the full hour, which tells less of whose shift it is."""
    if work.actor is not None and work.actor.id == UNNAMED:
        return
    person = reporter(work, concern)
    if person is None or person.gone or person is work.actor:
        return
    start = work.next_start(person)
    work.show(key_to(key), _private(concern, message), address(concern), due=_full_hour(start))


def key_to(key: str) -> str:
    return f"{key}:to:{UNNAMED}"


def address(concern: Concern) -> Channel:
    """What stands for the reporter in the outbox."""
    return Channel(PLATFORM, HOME, concern.name, dm=True)


def _full_hour(at: datetime | None) -> datetime | None:
    if at is None:
        return None
    whole = at.replace(minute=0, second=0, microsecond=0)
    return whole if whole == at else whole + HOUR


def _private(concern: Concern, message: Message) -> Message:
    write = Button("Write back", Action("inside.write", (str(concern.number),)))
    return replace(message, blocks=(*message.blocks, Note((ALONE,)), Buttons((write,))))


def blocked(work: Work) -> bool:
    """Whether three people have called something abuse that this person raised in confidence."""
    found = sealed_reporters.flagged(work.db, MOST_FLAGS)
    return any((who := reporter(work, one)) and who.id == work.me.id for one in found)


def shred(work: Work, concern: Concern) -> None:
    """Destroy what could tell who raised it. The log says that it happened."""
    if sealed_reporters.shred(work.db, concern, work.now):
        audit.note(work, "seal.shredded", concern.name)
