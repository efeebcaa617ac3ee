"""Who and where: `[[rooms]]`, `[[people]]` and `[[groups]]`, checked against the units."""

from collections.abc import Iterable, Iterator, Mapping
from typing import TypeAlias, cast, get_args

from bot.rules.hospital import Side, Unit
from bot.rules.priority import KINDS
from bot.settings.plain import days, email, one_of, zone
from bot.settings.table import Table
from bot.settings.values import GroupSetting, PersonSetting, Purpose, RoomSetting
from bot.words.events import Account, Channel
from bot.words.platforms import PLATFORMS

PURPOSES: tuple[str, ...] = get_args(Purpose)
SIDES: tuple[str, ...] = get_args(Side)
ROLES = ("admin", "leader", "custodian", "oncall", "backup", "admin_oncall")
Address: TypeAlias = tuple[str, str, str]


class Who:
    """Reads rooms, people and groups; `homes` names the workspace of each platform that the
    environment knows."""

    def __init__(self, top: Table, units: Mapping[str, Unit], homes: Mapping[str, str]) -> None:
        self.units = units
        self.rooms_at = top.tables("rooms")
        self.people_at = top.tables("people")
        self.groups_at = top.tables("groups")
        # The workspaces that the file names, by platform.
        tables = (*self.rooms_at, *self.people_at, *self.groups_at)
        named: dict[str, set[str]] = {}
        for table in tables:
            for one in (table, *table.tables("accounts")):
                platform, workspace = one.values.get("platform"), one.values.get("workspace")
                if isinstance(platform, str) and isinstance(workspace, str):
                    named.setdefault(platform, set()).add(workspace)
        self.named = named
        self.homes = homes

    def rooms(self) -> tuple[RoomSetting, ...]:
        rooms = [(table, self._room(table)) for table in self.rooms_at]
        _twice((table, _address(room.channel)) for table, room in rooms)
        return tuple(room for _, room in rooms)

    def _room(self, table: Table) -> RoomSetting:
        table.needed("purpose", '"ward"')
        room = RoomSetting(
            channel=Channel(*self._place(table)),
            purpose=cast(Purpose, table.choice("purpose", PURPOSES, "ward")),
            unit=table.choice("unit", self.units),
            systems=table.texts("systems", str),
            kinds=table.texts("kinds", lambda kind: one_of(kind, KINDS)),
            name=table.text("name"),
        )
        table.done()
        return room

    def people(self) -> tuple[PersonSetting, ...]:
        people = [(table, self._person(table)) for table in self.people_at]
        _twice((table, _address(a)) for table, person in people for a in person.accounts)
        return tuple(person for _, person in people)

    def _person(self, table: Table) -> PersonSetting:
        unit = table.choice("unit", self.units)
        person = PersonSetting(
            name=table.text("name"),
            accounts=tuple(self._accounts(table)),
            email=table.read("email", email, ""),
            side=cast(Side | None, table.choice("side", SIDES) or None),
            unit=unit,
            shift=self._shift(table, unit),
            days=table.read("days", days, None),
            zone=table.read("zone", zone, None),
            roles=frozenset(table.texts("roles", lambda role: one_of(role, ROLES))),
        )
        table.done()
        return person

    def _shift(self, table: Table, unit: str) -> str:
        if unit:
            return table.choice("shift", [shift.name for shift in self.units[unit].shifts])
        shift = table.text("shift")
        if shift and "unit" not in table.values:
            table.wrong("shift", "needs a unit.", 'Add the unit whose shift it is: unit = "…".')
        return shift

    def _accounts(self, table: Table) -> Iterator[Account]:
        """The one account that the entry is for, and those it lists under `accounts`."""
        listed = table.tables("accounts")
        for one in listed:
            yield self._account(one, table)
            one.done()
        if "id" in table.values or "platform" in table.values:
            yield self._account(table, table)
        elif not listed and "email" not in table.values:
            table.wrong("id", "is missing.", "Add platform and id, or accounts, or an email.")
        for key in ("platform", "workspace", "id"):
            table.get(key)

    def _account(self, table: Table, person: Table) -> Account:
        name, address = person.text("name"), person.text("email")
        return Account(*self._place(table), name=name, email=address.lower())

    def groups(self) -> tuple[GroupSetting, ...]:
        groups = [(table, self._group(table)) for table in self.groups_at]
        _twice((table, (one.platform, one.workspace, one.id)) for table, one in groups)
        return tuple(group for _, group in groups)

    def _group(self, table: Table) -> GroupSetting:
        table.needed("side", '"it"')
        side = cast(Side, table.choice("side", SIDES, "it"))
        group = GroupSetting(*self._place(table), side=side)
        table.done()
        return group

    def _place(self, table: Table) -> Address:
        table.needed("platform", '"slack"')
        platform = table.choice("platform", PLATFORMS)
        # The one that is written, or the only one the platform has.
        written = table.text("workspace")
        named = self.named.get(platform, set())
        if not written and len(named) > 1:
            what = f"is missing, and the file names {len(named)} of {platform}."
            table.wrong("workspace", what, f"Choose one of: {', '.join(sorted(named))}.")
        return (
            platform,
            (written or next(iter(named), self.homes.get(platform, ""))),
            table.needed("id", '"…"'),
        )


def _address(place: Channel | Account) -> Address:
    return place.platform, place.workspace, place.id


def _twice(places: Iterable[tuple[Table, Address]]) -> None:
    seen: set[Address] = set()
    for table, place in places:
        if place in seen and place[2]:
            table.wrong("id", f'"{place[2]}" is used twice.', "Keep one entry for each.")
        seen.add(place)
