"""Who is on call: whether anybody is, and where the rota has gaps."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from bot.core.work import Work
from bot.features.oncall import gaps
from bot.features.oncall.duty import place_name
from bot.ops.agreed_time import agreed_time
from bot.ops.checks.check import Check
from bot.rules.rota import RUNGS
from bot.run.database import opened_briefly
from bot.settings import Settings
from storage.delivery import outbox
from storage.nouns import oncall, people

AHEAD = timedelta(days=14)
MOST = 10
MEND = "import a rota with corridor rota, or type oncall Sam tonight in chat"


def rota(settings: Settings) -> Iterator[Check]:
    """Gaps of the fortnight to come, who is on the rota and has left, and how far it reaches."""
    with opened_briefly(settings) as database:
        now = agreed_time(database)
        with database() as db:
            work = Work(db, now, settings.hospital, outbox.batch_of(db, now))
            yield from _looked_at(work, now)
            db.rollback()


def _looked_at(work: Work, now: datetime) -> Iterator[Check]:
    spans = oncall.spans(work.db)
    if not spans and not work.hospital.rota:
        yield Check("ok", "no rota: whoever has the roles is called")
        return
    found = gaps.ahead(work, now + AHEAD)
    for gap in found[:MOST]:
        yield Check("warn", f"nobody on the rota: {_said(work, gap)}", MEND)
    if len(found) > MOST:
        yield Check("warn", f"{len(found) - MOST} more gaps of the rota", MEND)
    gone = {one.turn.person_id for one in oncall.between(work.db, now, now + AHEAD) if one.gone}
    for person_id in sorted(gone):
        person = people.get(work.db, person_id)
        name = person.name if person else f"person {person_id}"
        mend = "they are passed over: put somebody else there"
        yield Check("warn", f"{name} has left and is still on the rota", mend)
    if not found:
        until = (now + AHEAD).astimezone(work.hospital.zone)
        yield Check("ok", f"the rota has no gap until {until:%Y-%m-%d %H:%M %Z}")


def _said(work: Work, gap: gaps.Gap) -> str:
    """Rung, place and times on the hospital's clock."""
    place = place_name(work, gap.scope)
    what = f"{RUNGS[gap.rung]} · {place}" if place else RUNGS[gap.rung]
    zone = work.hospital.zone
    start = f"{gap.starts_at.astimezone(zone):%Y-%m-%d %H:%M %Z}"
    if gap.ends_at is None:
        return f"{what}, from {start} on"
    return f"{what}, {start} to {gap.ends_at.astimezone(zone):%Y-%m-%d %H:%M %Z}"
