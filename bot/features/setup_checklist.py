"""What a hospital still lacks before Corridor can work for it."""

from collections.abc import Iterator

from bot.core.work import Work
from storage.nouns import people, rooms

FEW = 5


def missing(work: Work) -> Iterator[str]:
    """One sentence for each thing that is missing, with what to do."""
    triage = rooms.all_of(work.db, "triage")
    if not triage:
        yield "No triage room: add me to the channel where IT works, and type setup there."
    elif all(room.systems or room.kinds for room in triage):
        yield "Every triage room takes one system only: type setup in the one that takes the rest."
    for role, why in (("oncall", "P1 and P2"), ("backup", "late answers")):
        if not people.with_role(work.db, role):
            yield f"Nobody is called for {why}: type people, and give someone the role {role}."
    yield from _wards(work)
    if unknown := [p.name for p in people.everyone(work.db) if not p.side]:
        yield f"Side not known: {_some(unknown)}. They can choose it with me, or you with people."
    if not work.hospital.phone:
        yield "No telephone number for emergencies: set phone in corridor.toml, under [hospital]."


def _wards(work: Work) -> Iterator[str]:
    if not work.hospital.units:
        yield "No units: name them in corridor.toml, under [[units]]."
    with_room = {room.unit for room in rooms.all_of(work.db, "ward")}
    without = [u.name for u in work.hospital.units.values() if u.id not in with_room]
    if without:
        yield f"No ward room for {_some(without)}: type setup in the channel of each."


def _some(names: list[str]) -> str:
    """ "5 West, ICU", and how many more."""
    more = f" and {len(names) - FEW} more" if len(names) > FEW else ""
    return ", ".join(names[:FEW]) + more
