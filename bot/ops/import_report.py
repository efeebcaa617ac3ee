"""What an import brought, or would bring, in the words of the command line."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from bot.features.speech import several
from bot.rosters import LeftOut, Reason, Settled, SettledRota
from bot.rules.hospital import Hospital

if TYPE_CHECKING:
    from bot.ops.people_changes import People


def roster(settled: Settled, gone: int, *, dry: bool) -> str:
    """How many shifts of how many people, and from when to when."""
    days = sorted(duty.day for duty in settled.duties)
    people = several(len({duty.person_id for duty in settled.duties}), "person", "people")
    text = f"{_would(dry=dry)} {several(len(days), 'shift', 'shifts')} of {people}"
    text += f", {days[0]} to {days[-1]}." if days else "."
    if settled.away:
        text += f" {several(len(settled.away), 'time', 'times')} away."
    if gone:
        text += f" {_earlier(gone)} of theirs {'would make' if dry else 'made'} way."
    return _ended(text, dry=dry)


def rota(settled: SettledRota, gone: int, *, dry: bool) -> str:
    """How many turns of how many people, and from when to when (UTC)."""
    turns = settled.turns
    people = several(len({turn.person_id for turn in turns}), "person", "people")
    text = f"{_would(dry=dry)} {several(len(turns), 'turn', 'turns')} of {people}"
    if turns:
        first, last = min(turn.starts_at for turn in turns), max(turn.ends_at for turn in turns)
        text += f", {first:%Y-%m-%d %H:%M} to {last:%Y-%m-%d %H:%M} UTC"
    text += "."
    if gone:
        text += f" {_earlier(gone)} of that source {'would make' if dry else 'made'} way."
    return _ended(text, dry=dry)


def shifts(settled: Settled, hospital: Hospital) -> Iterator[str]:
    """Every shift that is taken, on a line of its own."""
    for one in settled.placed:
        unit = hospital.units.get(one.duty.unit)
        zone = (unit.zone if unit else None) or hospital.zone
        starts, ends = (at.astimezone(zone) for at in (one.duty.starts_at, one.duty.ends_at))
        days = f" (+{(ends.date() - starts.date()).days})" if ends.date() > starts.date() else ""
        what = " ".join(filter(None, (one.duty.unit, one.duty.shift)))
        clock = f"{starts:%Y-%m-%d %H:%M} to {ends:%H:%M}{days}"
        yield f"  {one.who}: {clock}{f', {what}' if what else ''}  [{one.where}]"


def people(settled: "People", *, dry: bool) -> str:
    """How many are new, changed, the same, and have left."""
    text = (
        f"{_would(dry=dry)} {several(_all(settled), 'person', 'people')}:"
        f" {len(settled.new)} new, {len(settled.changed)} changed,"
        f" {len(settled.same)} as they were; {len(settled.leavers)} left."
    )
    return _ended(text, dry=dry)


def _all(settled: "People") -> int:
    return len(settled.new) + len(settled.changed) + len(settled.same)


def differences(settled: "People") -> Iterator[str]:
    """Everybody who comes, changes or leaves, on a line of their own."""
    for person in settled.new:
        has = (person.side, person.unit, person.shift_name, "+".join(person.role_list))
        about = ", ".join(filter(None, has))
        yield f"  new: {person.name} <{person.email}>{f', {about}' if about else ''}"
    for change in settled.changed:
        said = (f"{key} {a or 'none'} -> {b or 'none'}" for key, (a, b) in change.fields.items())
        yield f"  changed: {change.person.name} <{change.person.email}>, {', '.join(said)}"
    for person in settled.leavers:
        yield f"  left: {person.name} <{person.email}>"


def left_out(found: Sequence[LeftOut], *, each: bool) -> Iterator[str]:
    """What is not taken and why: counted, or `each` on a line of its own."""
    for reason in Reason:
        these = [one for one in found if one.why is reason]
        if these and each:
            yield f"Left out, {reason}:"
            yield from (f"  {one.what}  [{one.where}]" for one in these)
        elif these and reason is not Reason.COLUMN:
            yield f"Left out: {len(these)}, {reason}."


def _earlier(gone: int) -> str:
    return several(gone, "earlier one", "earlier ones")


def _would(*, dry: bool) -> str:
    return "Would import" if dry else "Imported"


def _ended(text: str, *, dry: bool) -> str:
    return f"{text} Nothing was changed." if dry else text
