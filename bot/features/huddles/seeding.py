"""Seeds the huddles of the settings file, and ends those that have left it."""

from collections.abc import Sequence
from datetime import timedelta

from bot.core.work import Work
from bot.features.huddles import scheduling
from bot.features.huddles.parse_plan import units_of
from bot.features.huddles.wording import days_text, times_text
from bot.rules.wall_time import local_day
from bot.settings import HuddleSetting
from storage.nouns import huddles, people, rooms
from storage.nouns.huddles import Huddle


def stand(work: Work, wanted: Sequence[HuddleSetting]) -> None:
    """Begin, change or end the file's huddles. One that somebody paused stays paused; what was due
    while nothing ran is still due."""
    known = huddles.in_file(work.db)
    for setting in wanted:
        if setting.when is None:
            continue
        huddle = known.pop(setting.name, None) or _begun(work, setting)
        huddle.times, huddle.days = times_text(setting.when.times), days_text(setting.when.days)
        huddle.weeks = setting.when.weeks
        huddle.zone = str(setting.zone or work.hospital.zone)
        huddle.holidays = setting.holidays
        huddle.window = setting.window // timedelta(minutes=1)
        huddle.mode = "persons" if setting.people else "units"
        # Every room of these names, on all platforms.
        named = [
            r for r in rooms.all_of(work.db) if {r.name, r.called, r.channel} & set(setting.rooms)
        ]
        huddle.rooms = [list(room.address) for room in named]
        units = list(setting.units) or units_of(work, huddle.rooms)
        huddle.units = [] if setting.people else units
        huddle.members = [p.id for name in setting.people for p in people.named(work.db, name)]
        work.db.flush()
        scheduling.arm(work, huddle)
    for gone in known.values():
        gone.state = "ended"
        scheduling.arm(work, gone)


def _begun(work: Work, setting: HuddleSetting) -> Huddle:
    return huddles.add(
        work.db,
        name=setting.name,
        in_file=setting.name,
        state="on",
        times="",
        zone=str(work.hospital.zone),
        since=local_day(work.now, work.hospital.zone),
        created_by=None,
        created_at=work.now,
    )
