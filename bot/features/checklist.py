"""What a hospital still lacks before Corridor can work for it."""

from collections.abc import Iterator

from bot.work import Work
from storage import people, rooms


def missing(work: Work) -> Iterator[str]:
    """One sentence for each thing that is missing, with what to do."""
    purposes = {room.purpose for room in rooms.all_of(work.db, work.hid)}
    if "triage" not in purposes:
        yield "No triage room: type setup in the channel where IT works."
    for role, why in (("oncall", "P1 and P2"), ("backup", "late answers")):
        if not people.with_role(work.db, work.hid, role):
            yield f"Nobody is called for {why}: give someone the role {role} with people."
    yield from _wards(work)
    unknown = [p.name for p in people.everyone(work.db, work.hid) if not p.side]
    if unknown:
        yield f"Side not known: {', '.join(unknown[:5])}. They can say it with me."
    if not work.hospital.phone:
        yield "No telephone number for emergencies: set phone in corridor.toml."


def _wards(work: Work) -> Iterator[str]:
    with_room = {room.unit for room in rooms.all_of(work.db, work.hid, "ward")}
    for unit in work.hospital.units.values():
        if unit.id not in with_room:
            yield f"{unit.name} has no ward room: type setup in its channel."
