"""Seeds people, rooms and huddles from corridor.toml once each workspace id is known."""

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import fields, is_dataclass, replace
from datetime import datetime
from hashlib import sha256

import structlog

from bot.core.audit import AuditAct, note
from bot.core.work import Work
from bot.features import retention
from bot.features.huddles.seeding import stand
from bot.features.oncall import gaps
from bot.run.platforms import Platform
from bot.settings import PersonSetting, RoomSetting, Settings
from bot.words.events import Account, Channel
from storage import HospitalSession, Writer
from storage.delivery import outbox
from storage.engine.base import cipher_of
from storage.nouns import people, rooms
from storage.trust import audit

log = structlog.get_logger()
FIRST_WAIT, LONGEST_WAIT = 2.0, 60.0  # seconds of backoff


async def seed_at_start(writer: Writer, settings: Settings, now: datetime) -> None:
    """Seed what names its workspace in the file, before the first event."""
    await writer.run(lambda db: seed(db, settings, {}, now))


async def seed_once_known(
    writer: Writer,
    settings: Settings,
    platforms: Sequence[Platform],
    clock: Callable[[], datetime],
) -> None:
    """Where the file leaves a workspace out, ask its platform until it answers; then seed the
    rest."""
    homes = {}
    for platform in platforms:
        if platform.name in _unknown(settings):
            homes[platform.name] = await _home(platform)
    if known := {name: home for name, home in homes.items() if home}:
        await writer.run(lambda db: seed(db, settings, known, clock()))


async def _home(platform: Platform) -> str:
    wait = FIRST_WAIT
    while True:
        try:
            home = await platform.workspace()
        except (OSError, TimeoutError) as error:
            why = str(error) or type(error).__name__
            log.warning(
                "can't ask a platform for its workspace yet", platform=platform.name, why=why
            )
            await asyncio.sleep(wait)
            wait = min(wait * 2, LONGEST_WAIT)
        else:
            if not home:
                log.warning("rooms and people need their workspace named", platform=platform.name)
            return home


def _unknown(settings: Settings) -> set[str]:
    """Platforms of which a room or an account has no workspace."""
    rooms_at = {room.channel.platform for room in settings.rooms if not room.channel.workspace}
    accounts = (account for person in settings.people for account in person.accounts)
    return rooms_at | {account.platform for account in accounts if not account.workspace}


def seed(db: HospitalSession, settings: Settings, homes: Mapping[str, str], now: datetime) -> None:
    """Write people and rooms as far as their workspaces are known; `homes` names those that
    the settings leave out, by platform. Rooms that must wait stay as an earlier start left them;
    people with an e-mail address need not wait for their accounts."""
    staff = (_person(person, homes) for person in settings.people)
    people.seed(db, (_by_address(person) for person in staff if _is_known(person)), now)
    places = [_room(room, homes) for room in settings.rooms]
    waiting = {room.channel.platform for room in places if not room.channel.workspace}
    rooms.seed(db, _known(places), now, waiting)
    work = Work(db, now, settings.hospital, outbox.batch_of(db, now))
    stand(work, settings.huddles)
    retention.begin(work)
    gaps.begin(work)
    _noted(work, settings)


def _noted(work: Work, settings: Settings) -> None:
    """Note in the audit log where the settings, or the keys, differ from those of the last
    start."""
    cipher = cipher_of(work.db)
    newest = "none" if cipher is None else cipher.mark.strip("\x02:")
    # A digest of all that the settings say, but for secrets and where this process listens.
    canonical = _canonical(replace(settings, host="", port=0, log_level=""))
    current: dict[AuditAct, str] = {
        "settings.changed": sha256(canonical.encode()).hexdigest()[:16],
        "key.changed": newest,
    }
    for act, now in current.items():
        last = audit.latest(work.db, 1, act=act)
        if not last or last[0].outcome != now:
            note(work, act, outcome=now)


def _canonical(value: object) -> str:
    """A text that is the same for equal values in every process: `repr` of a set is not, since the
    hashes of strings are random."""
    if is_dataclass(value):
        shown = ((one.name, getattr(value, one.name)) for one in fields(value) if one.repr)
        return _canonical(dict(shown))
    if isinstance(value, Mapping):
        return f"{{{','.join(sorted(f'{key}:{_canonical(one)}' for key, one in value.items()))}}}"
    if isinstance(value, Set):
        return f"{{{','.join(sorted(map(_canonical, value)))}}}"
    if isinstance(value, tuple):
        return f"({','.join(map(_canonical, value))})"
    return str(value)


def _known(places: Iterable[RoomSetting]) -> list[RoomSetting]:
    return [room for room in places if room.channel.workspace]


def _is_known(person: PersonSetting) -> bool:
    return bool(person.email) or all(account.workspace for account in person.accounts)


def _by_address(person: PersonSetting) -> PersonSetting:
    """The person with those accounts whose workspace is known; the others are found by the
    address, once they are."""
    return replace(person, accounts=tuple(a for a in person.accounts if a.workspace))


def _person(person: PersonSetting, homes: Mapping[str, str]) -> PersonSetting:
    accounts = tuple(_homed(account, homes) for account in person.accounts)
    return replace(person, accounts=accounts)


def _homed(account: Account, homes: Mapping[str, str]) -> Account:
    return replace(account, workspace=account.workspace or homes.get(account.platform, ""))


def _room(room: RoomSetting, homes: Mapping[str, str]) -> RoomSetting:
    at: Channel = room.channel
    return replace(room, channel=replace(at, workspace=at.workspace or homes.get(at.platform, "")))
