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
from bot.core.router import Feature
from bot.core.sealing import Sealer, Unsealable, new_key
from bot.core.work import Work
from bot.features.concerns import modes
from bot.words.cards import Button, Buttons, Message, Note, Reply
from bot.words.events import Account, Action, Channel, Due
from storage import HospitalSession
from storage.engine.base import cipher_of
from storage.nouns import concerns, people
from storage.nouns.concerns import UNNAMED, Concern
from storage.nouns.people import Person
from storage.trust import legal_holds, sealed_reporters
from storage.trust.sealed_reporters import KIND, PLATFORM

feature = Feature("sealed names")
log = structlog.get_logger()
HOME = "corridor"  # what stands for the workspace of a sealed address
HOUR = timedelta(hours=1)
AGAIN = timedelta(days=1)
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
    due = work.next_start(person)
    if due is not None and due != due.replace(minute=0, second=0, microsecond=0):
        due = due.replace(minute=0, second=0, microsecond=0) + HOUR
    write = Button("Write back", Action("inside.write", (str(concern.number),)))
    blocks = (*message.blocks, Note((ALONE,)), Buttons((write,)))
    work.show(key_to(key), replace(message, blocks=blocks), address(concern), due=due)


def key_to(key: str) -> str:
    return f"{key}:to:{UNNAMED}"


def address(concern: Concern) -> Channel:
    """What stands for the reporter in the outbox."""
    return Channel(PLATFORM, HOME, concern.name, dm=True)


def blocked(work: Work) -> bool:
    """Whether three people have called something abuse that this person raised in confidence."""
    flagged = sealed_reporters.flagged(work.db, MOST_FLAGS)
    return any((who := reporter(work, one)) and who.id == work.me.id for one in flagged)


def arm_destruction(work: Work, concern: Concern) -> None:
    """It has ended: count the days until what tells who raised it is destroyed, for it and for what
    became part of it."""
    for ended in (concern, *concerns.children(work.db, concern)):
        if ended.mode != modes.NAMED:
            due = work.now + work.hospital.retention.sealed
            work.later(_destruction(ended), due, "concern.shred", str(ended.number))


def disarm_destruction(work: Work, concern: Concern) -> None:
    """It is open again."""
    for reopened in (concern, *concerns.children(work.db, concern)):
        work.forget(_destruction(reopened))


def _destruction(concern: Concern) -> str:
    return f"shred:{concern.number}"


@feature.due("concern.shred", deletes=True)
def shred(event: Due, work: Work) -> Reply:
    """Destroy it, unless the concern is open again, or under a legal hold: then it is looked at
    again every day. The log says that it happened."""
    concern = concerns.get(work.db, int(event.args[0]))
    if concern is None:
        return None
    parent = None if concern.parent is None else concerns.get(work.db, concern.parent)
    if (parent or concern).open:
        return None
    if legal_holds.get(work.db, "concern", concern.number) is not None:
        work.later(event.key, work.now + AGAIN, event.name, *event.args)
    elif sealed_reporters.shred(work.db, concern, work.now):
        audit.note(work, "seal.shredded", concern.name)
    return None
