"""Holds a roster against the people and the shifts there are."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import groupby, pairwise
from zoneinfo import ZoneInfo

from bot.rosters.absences import folded, no_shift
from bot.rosters.names import Names, Staff, found, people_by_name, person_of
from bot.rosters.places import Places
from bot.rosters.rows import LeftOut, Named, Reading, Reason, Row
from bot.rules import shifts
from bot.rules.hospital import EVERY_DAY, Hospital, Shift, Unit
from bot.rules.roster_words import PLAIN, RosterWords
from storage.nouns.roster import Away, Duty, merged, without

DAY = timedelta(days=1)
LONGEST = timedelta(hours=26)  # what lasts longer is no shift, but a stretch of them
HOW = "Give each day a line or an event of its own."


@dataclass(frozen=True, slots=True)
class Placed:
    """A shift, and where in the file it stands."""

    where: str
    who: str
    duty: Duty


@dataclass(frozen=True, slots=True)
class Settled:
    """What of a roster fits: shifts (UTC), times away (UTC), and the local days on which somebody
    works none. `problems` are the mistakes, each with its place and the mend."""

    placed: list[Placed] = field(default_factory=list)
    away: list[Away] = field(default_factory=list)
    free_days: dict[int, set[date]] = field(default_factory=dict)
    left_out: list[LeftOut] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    @property
    def duties(self) -> list[Duty]:
        return [one.duty for one in self.placed]


def settle(
    reading: Reading[Row], staff: Sequence[Staff], hospital: Hospital, words: RosterWords = PLAIN
) -> Settled:
    """The rows as shifts of people we know. Nobody has a shift while they are away."""
    settled = Settled(left_out=list(reading.left_out), problems=list(reading.problems))
    against = _Against(people_by_name(staff), Places(hospital, words.units), hospital, words)
    for row in reading.rows:
        try:
            against.place(row, settled)
        except ValueError as error:
            settled.problems.append(f"{row.where}: {error}")
    away = merged(settled.away)
    _without_the_absent(settled, away)
    _once_at_a_time(settled)
    return settled


@dataclass(frozen=True, slots=True)
class _Against:
    names: Names
    places: Places
    hospital: Hospital
    words: RosterWords

    def place(self, row: Row, settled: Settled) -> None:
        """Put a row where it belongs; ValueError with a sentence where it fits nowhere."""
        known = self._known(row)
        reason = row.off or self._reason(row, known)
        if known is None:
            self._of_nobody(row, reason, settled)
            return
        person, label = known
        unit = self._unit(row, person)
        zone = (unit.zone if unit else None) or self.hospital.zone
        if reason is None:
            for starts, ends, day, shift in self._spans(row, label, unit, zone):
                duty = Duty(person.id, starts, ends, day, unit.id if unit else "", shift)
                settled.placed.append(Placed(row.where, person.name, duty))
            return
        settled.left_out.append(LeftOut(row.where, person.name, reason))
        if reason is Reason.AWAY:
            settled.away.append(_away(person.id, row, zone))
        else:
            days = settled.free_days.setdefault(person.id, set())
            days.add(_day(row, zone))

    def _known(self, row: Row) -> tuple[Staff, str] | None:
        """Whom the row is about and what it says of them; None where it names nobody here."""
        fit = [one for one in row.names if found(one.who, self.names) and self._counts(one)]
        if not fit:
            return None
        best = max(fit, key=lambda one: len(one.who))
        others = {p.id for one in fit if one.who in best.label for p in found(one.who, self.names)}
        person = person_of(best.who, self.names)
        if row.titled and others - {person.id}:
            raise ValueError(f"names several people. {HOW}")
        return person, self.words.codes.get(folded(best.label), best.label)

    def _counts(self, named: Named) -> bool:
        """Whether nothing is read into a title that it may not say."""
        return not named.loose or bool(self._says(named.label))

    def _says(self, label: str) -> bool:
        return bool(no_shift(label, self.words)) or any(
            shift_called(label, unit, self.words) for unit in self.hospital.units.values()
        )

    def _marked(self, row: Row) -> bool:
        """Whether a title sets a shift, or an absence, apart from the rest of it."""
        return any(self._says(one.label) for one in row.names if not one.loose)

    def _reason(self, row: Row, known: tuple[Staff, str] | None) -> Reason | None:
        labels = [known[1]] if known else [one.label for one in row.names]
        return next((why for label in labels if (why := no_shift(label, self.words))), None)

    def _of_nobody(self, row: Row, reason: Reason | None, settled: Settled) -> None:
        """A row that names nobody here does no harm if it is no shift; else it is a mistake."""
        who = row.names[0].who
        if reason is not None:
            settled.left_out.append(LeftOut(row.where, who[:60], reason))
        elif row.titled and row.start is None and not self._marked(row):
            settled.left_out.append(LeftOut(row.where, who[:60], Reason.NOBODY))
        else:
            marked = [one.who for one in row.names if one.label and not one.loose]
            person_of((marked or [who])[0], self.names)

    def _unit(self, row: Row, person: Staff) -> Unit | None:
        """The unit that is named, by its id or its name; else the person's own."""
        own = self.hospital.units.get(person.unit)
        if not row.unit:
            return own
        return self.places.unit(row.unit, free=row.free) or own

    def _spans(
        self, row: Row, label: str, unit: Unit | None, zone: ZoneInfo
    ) -> Iterable[tuple[datetime, datetime, date, str]]:
        """When the shifts of a row start and end (UTC), the local dates they belong to, and what
        each is called."""
        starts, ends = _utc(row.start, zone), _utc(row.end, zone)
        timed = starts is not None and ends is not None
        shift = shift_called(label, unit, self.words) if unit else None
        if starts is not None and ends is not None and (row.free or shift is None):
            if ends <= starts:
                raise ValueError("ends before it starts. Mend the times.")
            if ends - starts <= LONGEST:
                return [(starts, ends, starts.astimezone(zone).date(), _kept(shift, row))]
        if shift is None:
            raise ValueError(_no_shift_said(label, unit, row, timed=timed))
        first = starts.astimezone(zone).date() if starts else row.day
        last = _last(row, ends, zone) if timed else row.last
        found = shifts.occurrences(shift, zone, first, last, EVERY_DAY)
        within = ((s, e, day) for day, s, e in found if ends is None or not timed or s < ends)
        return [(s, e, day, shift.name.casefold()) for s, e, day in within]


def shift_called(label: str, unit: Unit, words: RosterWords) -> Shift | None:
    """The shift of a unit that a label means: "Nights" and "night shift" are its night."""
    plain = folded(words.codes.get(folded(label), label))
    forms = {plain, plain.removesuffix(" shift"), plain.removesuffix("s")}
    forms.add(plain.removesuffix(" shifts"))
    return next((one for one in unit.shifts if folded(one.name) in forms), None)


def _kept(shift: Shift | None, row: Row) -> str:
    """A shift with times of its own keeps its name where a line gives it, not a title."""
    return shift.name.casefold() if shift and not row.free else ""


def _no_shift_said(label: str, unit: Unit | None, row: Row, *, timed: bool) -> str:
    if timed:
        return f"lasts longer than a day and names no shift. {HOW}"
    if not label:
        return 'lasts all day and names no shift. Call the event "Ana Ruiz: night".'
    if unit is None:
        return f'a shift "{label[:40]}" of which unit? Fill in unit, or give times.'
    choices = ", ".join(shift.name for shift in unit.shifts) or "none"
    return f'{unit.name} has no shift "{label[:40]}". Its shifts: {choices}.'


def _utc(at: datetime | None, zone: ZoneInfo) -> datetime | None:
    """Times as written; without a zone of their own they are the unit's."""
    return at and (at if at.tzinfo else at.replace(tzinfo=zone)).astimezone(UTC)


def _day(row: Row, zone: ZoneInfo) -> date:
    starts = _utc(row.start, zone)
    return starts.astimezone(zone).date() if starts else row.day


def _last(row: Row, ends: datetime | None, zone: ZoneInfo) -> date:
    return ends.astimezone(zone).date() if ends else row.last


def _away(person_id: int, row: Row, zone: ZoneInfo) -> Away:
    """Whole days are from midnight to midnight where the person works."""
    starts, ends = _utc(row.start, zone), _utc(row.end, zone)
    if starts is None or ends is None:
        first = datetime.combine(row.day, time(), zone)
        last = datetime.combine(row.last + DAY, time(), zone)
        starts, ends = first.astimezone(UTC), last.astimezone(UTC)
    if ends <= starts:
        raise ValueError("ends before it starts. Mend the times.")
    return Away(person_id, starts, ends, starts.astimezone(zone).date())


def _without_the_absent(settled: Settled, away: Sequence[Away]) -> None:
    """Take the times away out of the shifts, and say which that changes."""
    theirs: Mapping[int, list[Away]] = {
        person: list(times) for person, times in groupby(away, key=lambda one: one.person_id)
    }
    kept: list[Placed] = []
    for one in settled.placed:
        pieces = without(one.duty, theirs.get(one.duty.person_id, ()))
        kept += [Placed(one.where, one.who, piece) for piece in pieces]
        if pieces != [one.duty]:
            what = f"{one.who}, {one.duty.day}" + (" in part" if pieces else "")
            settled.left_out.append(LeftOut(one.where, what, Reason.AWAY))
    settled.placed[:] = kept
    settled.away[:] = away


def _once_at_a_time(settled: Settled) -> None:
    """The same person twice at once is a mistake; the first of them stays."""
    order = sorted(settled.placed, key=lambda one: (one.duty.person_id, one.duty.starts_at))
    twice = [
        (before, later)
        for before, later in pairwise(order)
        if before.duty.person_id == later.duty.person_id
        and later.duty.starts_at < before.duty.ends_at
    ]
    settled.problems.extend(
        f"{later.where}: {later.who} is on another shift then ({before.where}). Keep one of them."
        for before, later in twice
    )
    wrong = {id(later) for _, later in twice}
    settled.placed[:] = [one for one in settled.placed if id(one) not in wrong]
