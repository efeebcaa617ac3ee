"""Holds an export of who works here against the people that are known: the differences."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from bot.rosters import BadRoster, Colleague, LeftOut, Reading, Reason
from storage import HospitalSession
from storage.nouns import people
from storage.nouns.person import Person

FEW, SHARE = 5, 0.1  # more leavers than both are a mistake in the file until somebody says not


class Change(NamedTuple):
    """What changes of somebody: each field as it was and as it will be."""

    person: Person
    fields: Mapping[str, tuple[str, str]]

    @property
    def of_rights(self) -> bool:
        return bool(self.fields.keys() & {"side", "roles"})


@dataclass(frozen=True, slots=True)
class People:
    """What an import of people comes to."""

    new: list[Person] = field(default_factory=list)
    changed: list[Change] = field(default_factory=list)
    same: list[Person] = field(default_factory=list)
    leavers: list[Person] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def compared(
    db: HospitalSession, reading: Reading[Colleague], before: frozenset[int], *, many_leavers: bool
) -> People:
    """Who is new, who changes, who stays as they are, and who of those that the last import named
    (`before`) has left. People are found by their address. BadRoster where nobody would be left to
    set the house up."""
    found = People(left_out=list(reading.left_out), problems=list(reading.problems))
    there: dict[str, list[Person]] = {}
    for person in people.addressed(db):
        if person.email and not person.guest:
            there.setdefault(person.email, []).append(person)
    for row in reading.rows:
        _place(found, row, there.get(row.email, []), before)
    # Whoever is on a line with a mistake is not missing.
    if not reading.problems:
        _missing(db, found, before, reading.rows, many=many_leavers)
    if _no_administrator(db, found):
        raise BadRoster(["nobody would be administrator any more. Give somebody the role."])
    return found


def _place(found: People, row: Colleague, known: Sequence[Person], before: frozenset[int]) -> None:
    """Somebody of the file, among those who come, change or stay; of several who have the address
    the one whom the last import named, else who is still here."""
    theirs = [p for p in known if p.id in before] or [p for p in known if not p.gone] or known
    if len(theirs) > 1:
        several = f"{len(theirs)} people have this address. An administrator makes them one first."
        found.problems.append(f"{row.where}: {several}")
    elif not theirs:
        found.new.append(_person(row))
    elif theirs[0].settled:
        found.left_out.append(LeftOut(row.where, theirs[0].name, Reason.SETTINGS))
    else:
        _put(found, theirs[0], row)


def _person(row: Colleague) -> Person:
    return Person(
        name=row.name or row.email.partition("@")[0],
        named=bool(row.name),
        email=row.email,
        side=row.side or "",
        unit=row.unit or "",
        shift_name=row.shift or "",
        role_list=list(row.roles or ()),
        zone="",
        guest=False,
        gone=False,
        settled=False,
    )


def _put(found: People, person: Person, row: Colleague) -> None:
    """Somebody who is known, among those who change or those who stay as they are."""
    told: dict[str, tuple[str, str | None]] = {
        "name": (person.name, row.name or None),
        "side": (person.side, row.side),
        "unit": (person.unit, row.unit),
        "shift": (person.shift_name, row.shift),
        "roles": ("+".join(person.role_list), None if row.roles is None else "+".join(row.roles)),
        "here": ("has left" if person.gone else "yes", "yes"),
    }
    fields = {key: (old, new) for key, (old, new) in told.items() if new is not None and new != old}
    if fields:
        found.changed.append(Change(person, fields))
    else:
        found.same.append(person)


def _missing(
    db: HospitalSession,
    found: People,
    before: frozenset[int],
    rows: Sequence[Colleague],
    *,
    many: bool,
) -> None:
    """Who was in the last import and is not in this one."""
    named = {row.email for row in rows}
    gone = [
        person
        for person in people.among(db, before)
        if person.email not in named and not person.settled
    ]
    if len(gone) > FEW and len(gone) > SHARE * len(before) and not many:
        found.problems.append(
            f"{len(gone)} of the {len(before)} people of the last import are missing from this"
            " one. If they have all left, say so with --many-leavers."
        )
        return
    found.leavers.extend(gone)


def _no_administrator(db: HospitalSession, found: People) -> bool:
    """Whether nobody could set the house up any more: of those who may, none would be left."""
    now = {person.id for person in people.with_role(db, "admin")}
    roles = {
        change.person.id: change.fields["roles"][1].split("+")
        for change in found.changed
        if "roles" in change.fields
    }
    lost = {person.id for person in found.leavers}
    lost |= {number for number, new in roles.items() if "admin" not in new}
    come = [*roles.values(), *(person.role_list for person in found.new)]
    return bool(now) and now <= lost and not any("admin" in new for new in come)
