"""Gaps of the rota, and people on it who have left: told to administrators the day before."""

from collections.abc import Iterator, Mapping
from datetime import datetime, time, timedelta
from typing import NamedTuple

from bot.core.router import Feature
from bot.core.work import Work
from bot.features.oncall.duty import place_name, rota_between
from bot.features.speech import when
from bot.rules.rota import EVERYTHING, RAN_OUT, RUNGS, Rota, Scope
from bot.rules.wall_time import local_day, moment
from bot.words.cards import Button, Buttons, Line, Message, line
from bot.words.events import Action, Channel, Due
from storage.delivery import timers
from storage.nouns import oncall, people

feature = Feature("rota gaps")
KEY, NAME = "oncall:look", "oncall.look"
MORNING = time(8)
DAY = timedelta(days=1)
BEFORE = RAN_OUT + DAY  # a gap that runs already began no earlier
AHEAD = timedelta(days=14)


class Gap(NamedTuple):
    """A time with nobody on a rung; `ends_at` is None where no end of it is known."""

    rung: str
    scope: Scope
    starts_at: datetime
    ends_at: datetime | None

    @property
    def key(self) -> str:
        """The same for as long as it begins then."""
        return f"oncall:gap:{self.rung}:{':'.join(self.scope)}:{self.starts_at:%Y%m%dT%H%M}"


def ahead(work: Work, until: datetime) -> list[Gap]:
    """The gaps that run now or begin before `until`."""
    first, last = work.now - BEFORE, until + AHEAD
    rota = rota_between(work, first, last)
    return [
        gap
        for rung in RUNGS
        for scope in _scopes(rota, rung)
        for gap in _gaps(rota, rung, scope, (first, last))
        if gap.starts_at < until and (gap.ends_at is None or gap.ends_at > work.now)
    ]


def _scopes(rota: Rota, rung: str) -> list[Scope]:
    """Where there is a general rota it has the word for all others, too."""
    there = [scope for of, scope in rota.reach if of == rung]
    return [EVERYTHING] if EVERYTHING in there else sorted(there)


def _gaps(rota: Rota, rung: str, scope: Scope, window: tuple[datetime, datetime]) -> Iterator[Gap]:
    for one in rota.gaps(rung, *window, scope):
        end = None if one.ends_at == window[1] else one.ends_at
        yield Gap(rung, scope, one.starts_at, end)


def found(work: Work) -> Mapping[str, Gap]:
    """Those that administrators are to know of now, by the keys of their messages."""
    return {gap.key: gap for gap in ahead(work, _until(work))}


def _until(work: Work) -> datetime:
    """The end of tomorrow on the hospital's clock."""
    zone = work.hospital.zone
    return moment(local_day(work.now, zone) + 2 * DAY, time(), zone)


def begin(work: Work) -> None:
    """Look every morning from the next one on, where there is a rota, or was a week ago."""
    if work.hospital.rota or oncall.any_after(work.db, work.now - RAN_OUT):
        at = _morning(work)
        if not timers.put_once(work.db, KEY, at, name=NAME, args=[]):
            timers.revive(work.db, KEY, work.now)


@feature.due(NAME)
def look(event: Due, work: Work) -> None:
    """Every morning, for as long as there is a rota."""
    tell(work)
    begin(work)


@feature.rearm
def rearm(work: Work) -> None:
    """It never waits for longer than until the coming morning."""
    at = _morning(work)
    if timers.waits_after(work.db, KEY, at):
        work.later(KEY, at, NAME)


def _morning(work: Work) -> datetime:
    zone = work.hospital.zone
    today = local_day(work.now, zone)
    at = moment(today, MORNING, zone)
    return at if at > work.now else moment(today + DAY, MORNING, zone)


def tell(work: Work) -> None:
    """Tell administrators of each gap, and of each person who has left, once."""
    _tell_of(work, found(work))


def _tell_of(work: Work, gaps: Mapping[str, Gap]) -> None:
    for key, gap in gaps.items():
        _tell(work, key, _message(work, gap), gap.starts_at)
    gone = {
        one.turn.person_id: one.turn.starts_at
        for one in reversed(oncall.between(work.db, work.now, _until(work)))
        if one.gone
    }
    for person_id, starts in gone.items():
        person = people.get(work.db, person_id)
        name = person.name if person else "Somebody"
        title = f"{name} has left and is still on the rota"
        passed = line("From ", when(work, starts), " on. They are passed over: name somebody else.")
        _tell(work, f"oncall:left:{person_id}", Message(title, (passed, CHANGE)), starts)


def _tell(work: Work, key: str, message: Message, starts: datetime) -> None:
    """To each administrator's own chat; off shift too, where their next shift is too late."""
    for admin in people.with_role(work.db, "admin"):
        waits = work.next_start(admin)
        urgent = waits is not None and waits >= starts
        for account in work.accounts(admin)[:1]:
            there = Channel(account.platform, account.workspace, account.id, dm=True)
            work.show(key, message, there, urgent=urgent, due=None if urgent else waits)


def _message(work: Work, gap: Gap) -> Message:
    place = place_name(work, gap.scope)
    what = f"{RUNGS[gap.rung]} · {place}" if place else RUNGS[gap.rung]
    title = f"Nobody is on the rota: {what}"
    calls = line("A call goes to the next in the list of oncall at once then.")
    return Message(title, (span(work, gap), calls, CHANGE), tone="warning")


def span(work: Work, gap: Gap) -> Line:
    if gap.ends_at is None:
        return line("From ", when(work, gap.starts_at), " on.")
    return line("From ", when(work, gap.starts_at), " to ", when(work, gap.ends_at), ".")


CHANGE = Buttons((Button("Change", Action("oncall.change")),))


def settle(work: Work, before: Mapping[str, Gap]) -> None:
    """After a change: who was told of a gap that is no more reads so; new ones are told."""
    now = found(work)
    for key, gap in before.items():
        if key not in now:
            work.unsend(key)
            title = f"The rota is whole again: {RUNGS[gap.rung]}"
            work.show(key, Message(title, (span(work, gap), line("Somebody is on call then."))))
    _tell_of(work, now)
    begin(work)
