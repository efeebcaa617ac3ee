"""Makes the huddles of the settings file stand; those that left it end."""

from collections.abc import Sequence
from datetime import timedelta

from bot.core.work import Work
from bot.features.huddles import scheduling
from bot.rules.wall_time import local_day
from bot.settings import HuddleSetting
from storage.nouns import huddles, people, rooms
from storage.nouns.huddles import Huddle


def stand(work: Work, wanted: Sequence[HuddleSetting]) -> None:
    """Begin, change or end the file's huddles. One that somebody paused stays paused; what was due
    while nothing ran is still due."""
    known = huddles.in_file(work.db)
    for setting in wanted:
        if setting.when is not None:
            huddle = known.pop(setting.name, None) or _begun(work, setting)
            assert setting.when is not None
            huddle.times = ",".join(f"{t:%H:%M}" for t in setting.when.times)
            huddle.days = "".join(map(str, sorted(setting.when.days)))
            huddle.weeks = setting.when.weeks
            huddle.zone = str(setting.zone or work.hospital.zone)
            huddle.holidays, huddle.window = (
                setting.holidays,
                setting.window // timedelta(minutes=1),
            )
            huddle.mode = "persons" if setting.people else "units"
            huddle.rooms = _rooms(work, setting)
            huddle.units = [] if setting.people else list(setting.units) or _units(work, huddle)
            huddle.members = [p.id for name in setting.people for p in people.named(work.db, name)]
            work.db.flush()
            scheduling.arm(work, huddle)
    for gone in known.values():
        gone.state = "ended"
        scheduling.arm(work, gone)


def _begun(work: Work, setting: HuddleSetting) -> Huddle:
    today = local_day(work.now, work.hospital.zone)
    fresh = {"name": setting.name, "in_file": setting.name, "state": "on", "created_by": None}
    when = {"times": "", "zone": str(work.hospital.zone), "since": today, "created_at": work.now}
    return huddles.add(work.db, **fresh, **when)


def _rooms(work: Work, setting: HuddleSetting) -> list[list[str]]:
    """Every room of these names, on all platforms."""
    known = rooms.all_of(work.db)
    return [list(r.address) for r in known if (r.name or r.channel) in setting.rooms]


def _units(work: Work, huddle: Huddle) -> list[str]:
    """The rooms' own units, else all."""
    found = (rooms.at(work.db, (a[0], a[1], a[2])) for a in huddle.rooms)
    ours = list(dict.fromkeys(r.unit for r in found if r is not None and r.unit))
    return ours or list(work.hospital.units)
