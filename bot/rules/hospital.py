"""One hospital as its settings describe it: units, shifts, working hours, targets. Values only."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

Side = Literal["clinical", "it", "both"]
Priority = Literal["P1", "P2", "P3", "P4"]
EVERY_DAY = frozenset(range(7))


@dataclass(frozen=True, slots=True)
class Shift:
    """Local wall-clock times; `days` are the weekdays it may start on (0 is Monday).

    An end at or before the start is on the next day. A shift belongs to the date it starts (R12).
    """

    name: str
    start: time
    end: time
    days: frozenset[int] = EVERY_DAY


@dataclass(frozen=True, slots=True)
class Unit:
    """A ward or a clinic. `zone` is None where it keeps the hospital's. `crisis_plan` is what to do
    there when somebody is in danger: a sentence, or where it is written. `direct_care` is None
    where its care area tells. `site` is where it stands, in a hospital of several sites."""

    id: str
    name: str
    care_area: str = ""
    shifts: tuple[Shift, ...] = ()
    zone: ZoneInfo | None = None
    crisis_plan: str = ""
    direct_care: bool | None = None
    site: str = ""


@dataclass(frozen=True, slots=True)
class WorkingHours:
    """When office work is done: local wall-clock times on `days`, never on `holidays`."""

    days: frozenset[int] = frozenset(range(5))
    start: time = time(8)
    end: time = time(17)
    holidays: frozenset[date] = frozenset()
    holiday_country: str = ""


@dataclass(frozen=True, slots=True)
class Target:
    """How soon a person should answer: `span` round the clock, or counted in working hours only."""

    span: timedelta
    working: bool = False
    escalate: timedelta | None = None


TARGETS: Mapping[Priority, Target] = {
    "P1": Target(timedelta(minutes=15), escalate=timedelta(minutes=10)),
    "P2": Target(timedelta(minutes=30), escalate=timedelta(minutes=20)),
    "P3": Target(timedelta(hours=8), working=True),
    "P4": Target(timedelta(hours=27), working=True),
}


@dataclass(frozen=True, slots=True)
class Ladder:
    """Who is paged while nobody answers: how long after the question each rung is reached, in the
    order of `RUNGS`, and how soon a page is repeated to everybody reached; once all are, how often
    those who wait are told (R18)."""

    after: tuple[timedelta, ...]
    repeat: timedelta
    tell: timedelta = timedelta(minutes=30)


RUNGS = ("oncall", "backup", "admin_oncall", "leader")
LADDERS: Mapping[str, Ladder] = {
    "P1": Ladder(tuple(timedelta(minutes=m) for m in (0, 10, 20, 30)), timedelta(minutes=5)),
    "P2": Ladder(tuple(timedelta(minutes=m) for m in (0, 20, 40, 60)), timedelta(minutes=15)),
}


@dataclass(frozen=True, slots=True)
class PagingService:
    """Where pages of a person (by name) or of a rung go besides chat. `name` is the environment
    variable that holds its address, and `says` what people call it: "SMS" (R21)."""

    name: str
    says: str
    person: str = ""
    rung: str = ""


@dataclass(frozen=True, slots=True)
class PrivacyRules:
    """What this site adds to the guard: its record-number shapes, its own domains and numbers, and
    the countries whose numbers turn up there (none: all that the guard knows)."""

    mrn_patterns: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Retention:
    """How long things are kept after they end; `audit` after they were written."""

    concerns: timedelta = timedelta(days=365)
    huddles: timedelta = timedelta(days=90)
    polls: timedelta = timedelta(days=365)
    wins: timedelta = timedelta(days=365)
    drafts: timedelta = timedelta(days=30)
    roster: timedelta = timedelta(days=90)
    sealed: timedelta = timedelta(days=30)
    audit: timedelta = timedelta(days=6 * 365)


@dataclass(frozen=True, slots=True)
class WeeklyTurn:
    """Somebody, by name, on call every week at the times of `shift` (R19), on the hospital's clock;
    for a `system` or a `unit`, or for everything."""

    person: str
    shift: Shift
    rung: str = "oncall"
    system: str = ""
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Hospital:
    """`zone` is the hospital's time zone; `phone` the route that works when chat does not, and
    `emergency` the number to call when somebody is in danger. `pages_lead_to` is the address that a
    page names which leaves the chat. `raise_emoji` is the name of the emoji that hints at a
    concern, "" for none; `guide` the address of the hospital's own page on Corridor."""

    id: str
    name: str
    zone: ZoneInfo
    phone: str = ""
    emergency: str = ""
    downtime: str = ""
    event_report: str = ""
    raise_emoji: str = ""
    guide: str = ""
    hours: WorkingHours = WorkingHours()
    units: Mapping[str, Unit] = field(default_factory=dict)
    targets: Mapping[Priority, Target] = field(default_factory=lambda: TARGETS)
    ladders: Mapping[str, Ladder] = field(default_factory=lambda: LADDERS)
    paging: tuple[PagingService, ...] = ()
    pages_lead_to: str = ""
    privacy: PrivacyRules = PrivacyRules()
    retention: Retention = Retention()
    rota: tuple[WeeklyTurn, ...] = ()
    practice: bool = False
