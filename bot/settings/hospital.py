"""The hospital itself, from `[hospital]`, `[[units]]`, `[targets]`, `[privacy]`, `[retention]`."""

from dataclasses import fields
from datetime import date, time, timedelta
from zoneinfo import ZoneInfo

from bot.privacy import COUNTRIES
from bot.rules.care_areas import CARE_AREAS, care_area
from bot.rules.hospital import (
    EVERY_DAY,
    TARGETS,
    Hospital,
    Priority,
    PrivacyRules,
    Retention,
    Shift,
    Target,
    Unit,
    WorkingHours,
)
from bot.rules.parse_span import span
from bot.rules.working_hours import public_holidays
from bot.settings.ladder import ladders, link, paging
from bot.settings.plain import Wrong, clock, days, keep, one_of, pattern, web_address, zone
from bot.settings.table import Table

_UTC = ZoneInfo("UTC")


def hospital(top: Table) -> Hospital:
    table = top.table("hospital")
    hours, ladder = _hours(table), top.table("ladder")
    targets = _targets(top.table("targets"), hours)
    found = Hospital(
        id=table.text("id", "hospital"),
        name=table.needed("name", '"the hospital\'s name"'),
        zone=_zone(table),
        phone=table.text("phone"),
        emergency=table.text("emergency"),
        downtime=table.read("downtime", web_address, ""),
        event_report=table.read("event_report", web_address, ""),
        guide=table.read("guide", web_address, ""),
        hours=hours,
        units=_units(top.tables("units")),
        targets=targets,
        ladders=ladders(ladder, targets),
        paging=paging(top.tables("paging")),
        pages_lead_to=link(ladder),
        privacy=_privacy(top.table("privacy")),
        retention=_retention(top.table("retention")),
    )
    table.done()
    return found


def _zone(table: Table) -> ZoneInfo:
    return table.read("zone", zone, _UTC) if table.needed("zone", '"America/New_York"') else _UTC


def _hours(hospital: Table) -> WorkingHours:
    table, usual = hospital.table("working_hours"), WorkingHours()
    start, end = table.read("start", clock, usual.start), table.read("end", clock, usual.end)
    country, dates = _holidays(hospital)
    hours = WorkingHours(table.read("days", days, usual.days), start, end, dates, country)
    table.done()
    return hours


def _holidays(table: Table) -> tuple[str, frozenset[date]]:
    """A country's holidays by its code, or the dates that the file lists."""
    value = table.get("holidays")
    if isinstance(value, list):
        return "", frozenset(found for one in value if (found := _date(table, one)))
    return table.read("holidays", _country, ""), frozenset()


def _date(table: Table, value: object) -> date | None:
    if type(value) is date:
        return value
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        table.wrong("holidays", f"holds {value}, not a date.", "Write dates as 2026-12-25.")
        return None


def _country(text: str) -> str:
    try:
        public_holidays(text, 2026)
    except TypeError:  # what the holidays package makes of some words that are no country
        raise Wrong(f'"{text}" is not a country.', 'Write a code such as "US".') from None
    return text


def _units(tables: tuple[Table, ...]) -> dict[str, Unit]:
    units: dict[str, Unit] = {}
    for table in tables:
        unit = _unit(table)
        if unit.id in units:
            table.wrong("id", f'"{unit.id}" is used twice.', "Give every unit an id of its own.")
        if unit.id:
            units[unit.id] = unit
    return units


def _unit(table: Table) -> Unit:
    known_as = table.needed("id", '"5W"')
    unit = Unit(
        id=known_as,
        name=table.text("name", known_as),
        care_area=table.read("care_area", _care_area, ""),
        shifts=tuple(_shift(one) for one in table.tables("shifts")),
        zone=table.read("zone", zone, None),
        crisis_plan=table.text("crisis_plan"),
        direct_care=table.flag("direct_care"),
        site=table.text("site"),
    )
    names = [shift.name for shift in unit.shifts]
    for name in {name for name in names if names.count(name) > 1}:
        table.wrong("shifts", f'"{name}" is used twice.', "Give each shift a name of its own.")
    table.done()
    return unit


def _care_area(text: str) -> str:
    """A care area in the rules' own spelling: whether it gives direct care decides priorities."""
    return care_area(text) or one_of(text, CARE_AREAS)


def _shift(table: Table) -> Shift:
    shift = Shift(
        name=table.needed("name", '"night"'),
        start=_needed_time(table, "start"),
        end=_needed_time(table, "end"),
        days=table.read("days", days, EVERY_DAY),
    )
    table.done()
    return shift


def _needed_time(table: Table, key: str) -> time:
    return table.read(key, clock, time()) if table.needed(key, '"07:00"') else time()


def _targets(table: Table, hours: WorkingHours) -> dict[Priority, Target]:
    found = {priority: _target(table, priority, hours) for priority in TARGETS}
    table.done()
    return found


def _target(table: Table, priority: Priority, hours: WorkingHours) -> Target:
    """Where only the target is given, urgent ones escalate after two thirds of it (R4)."""
    usual, key = TARGETS[priority], priority.lower()
    length, working = table.read(key, lambda text: span(text, hours), (usual.span, usual.working))
    escalate = None if usual.escalate is None else length * 2 / 3
    late = table.read(f"{key}_escalate", _round_the_clock, escalate)
    return Target(length, working, late)


def _round_the_clock(text: str) -> timedelta:
    length, working = span(text)
    if working:
        raise Wrong(f'"{text}" is in working time.', 'Escalation runs day and night: "10m".')
    return length


def _known_country(text: str) -> str:
    return one_of(text.upper(), COUNTRIES)


def _privacy(table: Table) -> PrivacyRules:
    rules = PrivacyRules(
        mrn_patterns=table.texts("mrn_patterns", pattern),
        domains=table.texts("domains", str.lower),
        numbers=table.texts("numbers", str),
        countries=table.texts("countries", _known_country),
    )
    table.get("seal_texts")
    table.done()
    return rules


def _retention(table: Table) -> Retention:
    names = [field.name for field in fields(Retention)]
    usual = Retention()
    found = Retention(**{name: table.read(name, keep, getattr(usual, name)) for name in names})
    table.done()
    return found


def seal_texts(top: Table, *, keys: bool) -> bool:
    """Whether what people wrote is sealed in the database; that takes a key."""
    if not isinstance(top.values.get("privacy"), dict):
        return False
    table = top.table("privacy")
    wanted = bool(table.flag("seal_texts"))
    if wanted and not keys:
        mend = "Make a key with: corridor key, and set CORRIDOR_KEYS to it."
        table.wrong("seal_texts", "is true, and CORRIDOR_KEYS is not set.", mend)
    return wanted and keys
