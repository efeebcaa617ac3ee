"""The weekly digest: on Saturday at 07:00, to the leaders' rooms or to the leaders themselves."""

from collections.abc import Iterator, Sequence
from datetime import datetime, time, timedelta
from functools import partial

from bot.core.router import Feature, Help
from bot.core.work import Work, Write
from bot.features import ways
from bot.features.digest import figures
from bot.features.digest.urgent import urgent
from bot.features.speech import listed, several, short
from bot.features.wins.wording import parts, said
from bot.rules.parse_period import read_period
from bot.rules.priority import KINDS
from bot.rules.response_clock import clock_words
from bot.rules.wall_time import local_day, moment
from bot.rules.weekly_figures import Week, part_of
from bot.words.cards import Block, Facts, Heading, Message, Note, Reply, Span, Spans, When, line
from bot.words.events import Channel, Command, Due, Press
from bot.words.refusal import Refused
from storage.delivery import timers
from storage.nouns import concerns, people, rooms, wins
from storage.nouns.concerns import Concern

feature = Feature(
    "digest",
    (
        Help("digest", "the last seven days on one screen", "leader"),
        Help("digest last month", "those days instead", "leader", more=True),
    ),
)
SATURDAY, MORNING = 5, time(7)
SPAN = timedelta(days=7)
JUST_NOW = timedelta(microseconds=1)  # what happened this very moment counts
KEY = "digest:week"
LINES = 3
WEEK_BEFORE = "week before"
MOST_DAYS = 366
HOW = "Say which days of the past: digest last month, digest 12 Oct to 2 Nov, digest since monday"
COUNTED = (
    "Duplicates and practice are not counted. Answers are the first written ones by the other"
    " side, by the clock; with feedback means confirmed, or a no with its reason."
)


def arm(work: Work) -> None:
    """Something happened, so this week has a digest; a week without anything has none."""
    due = next_digest(work.now, work)
    timers.put_once(work.db, KEY, due, name="digest.week", args=[due.isoformat()])


@feature.rearm
def rearm(work: Work) -> None:
    """The next is never more than a week away."""
    due = next_digest(work.now, work)
    if timers.waits_after(work.db, KEY, due):
        work.later(KEY, due, "digest.week", due.isoformat())


def next_digest(now: datetime, work: Work) -> datetime:
    """The next Saturday 07:00 on the hospital's clock, strictly after `now` (UTC)."""
    zone = work.hospital.zone
    ahead = local_day(now, zone) + timedelta(days=(SATURDAY - local_day(now, zone).weekday()) % 7)
    due = moment(ahead, MORNING, zone)
    return due if due > now else moment(ahead + SPAN, MORNING, zone)


@feature.due_beside("digest.week")
def weekly(event: Due, work: Work) -> Write:
    """The week is read beside the database thread, and then told."""
    end = datetime.fromisoformat(event.args[0])
    told = digest(work, week_before(work, end), end)
    return partial(tell, told, f"digest:{local_day(end, work.hospital.zone)}")


def tell(told: Message, key: str, work: Work) -> None:
    """To the leaders' rooms; where there is none, to each leader on shift (R12)."""
    leaders = rooms.all_of(work.db, "leaders")
    if leaders:
        work.show(key, told, *(Channel(r.platform, r.workspace, r.channel) for r in leaders))
    else:
        for leader in people.with_role(work.db, "leader"):
            work.tell(leader, f"{key}:{leader.id}", told)
    if concerns.ended(work.db, concerns.OPEN):
        arm(work)


def week_before(work: Work, end: datetime) -> datetime:
    """The same time on the clock, seven days earlier."""
    zone = work.hospital.zone
    local = end.astimezone(zone)
    return moment(local.date() - SPAN, local.timetz(), zone)


@feature.command("digest", right="export", beside=True)
def now(event: Command, work: Work) -> Reply:
    """The seven days up to now, or the days that were named (R30)."""
    if days := event.rest.strip():
        return _of_period(work, days)
    return digest(work, week_before(work, work.now), work.now + JUST_NOW)


@feature.press("digest.now", right="export", beside=True, opens=True)
def pressed(event: Press, work: Work) -> Reply:
    """The seven days up to now."""
    return digest(work, week_before(work, work.now), work.now + JUST_NOW)


def _of_period(work: Work, days: str) -> Message:
    """Beside it stand as many days before; each side of it is the hospital's whole days."""
    zone = work.hospital.zone
    period = read_period(days, zone, work.now)
    if period is None:
        raise Refused(f"I can't read “{days[:40]}”. {HOW}")
    count = (period.last - period.first).days + 1
    if count > MOST_DAYS:
        raise Refused(f"A digest has at most {MOST_DAYS} days. {HOW}")
    start, end = period.moments(zone)
    before = moment(period.first - timedelta(days=count), time(), zone)
    earlier = f"{several(count, 'day', 'days')} before"
    return digest(work, start, min(end, work.now + JUST_NOW), before, earlier)


def digest(
    work: Work,
    start: datetime,
    end: datetime,
    earlier_start: datetime | None = None,
    earlier: str = WEEK_BEFORE,
) -> Message:
    """One phone screen; what was the case the week before, or from `earlier_start` on, which is
    called `earlier`, stands beside it."""
    week = figures.week(work, start, end)
    before = figures.week(work, earlier_start or week_before(work, start), start)
    since: Spans = (_dated(work, start), " to ", _dated(work, end))
    blocks: list[Block] = [line(*since)]
    if late := concerns.overdue(work.db, end, LINES):  # the longest waiting first
        blocks.append(line("Needs you: no answer in time to ", *_named(late), "."))
    blocks += urgent(work, start, end)
    blocks.append(
        Facts(tuple((name, (words,)) for name, words in numbers(week, before, earlier) if words))
    )
    if done := figures.did(work, start, end, LINES):
        blocks.append(Heading("You said, we did"))
        blocks += [line(f"{short(c.text, 50)} - {short(c.note, 70)}") for c in done]
    if posted := wins.between(work.db, start, end):
        win = posted[-1]
        names = listed([said(part) for part in parts(work, win)])
        blocks += [Heading("A win"), line(f"{names}: {short(win.text, 140)}")]
    title = "The week between" if earlier == WEEK_BEFORE else "Between"
    return Message(f"{title} the wards and IT", (*blocks, Note((COUNTED,))))


def _named(those: Sequence[Concern]) -> Iterator[Span]:
    """ "C-101 (P1), C-102 (P2)", each with the way to its card."""
    for n, concern in enumerate(those):
        yield from ((", ",) if n else ())
        yield ways.shared(concern.number)
        yield f" ({concern.priority})"


def _dated(work: Work, at: datetime) -> When:
    """With its date, however near it is."""
    return When(at, clock_words(at, work.hospital.zone, at - 2 * SPAN))


def numbers(week: Week, before: Week, earlier: str = WEEK_BEFORE) -> list[tuple[str, str]]:
    """Each value with what it counts."""
    ends, (kinds, most) = week.ends, week.kinds
    twice = several(week.duplicates, "duplicate", "duplicates")
    extra = f" (+{twice})" if week.duplicates else ""
    not_due = f", {week.not_due} not due yet" if week.not_due else ""
    often = f"{listed([KINDS[kind].label for kind in kinds])} ({most})" if kinds else ""
    clinical, it = week.messages.get("clinical", 0), week.messages.get("it", 0)
    even = f", evenness {week.balance} of 1" if week.balance != "-" else ""
    return [
        ("Concerns", f"{len(week.real)}{extra}, {earlier} {len(before.real)}"),
        ("By first priority", _priorities(week)),
        ("Could hurt a patient", str(week.flagged)),
        ("First answer", f"median {week.median} min (n={len(week.answered)})"),
        ("In time", f"{part_of(week.met, week.judged)}{not_due}"),
        ("Closed", f"{ends.closed} ({earlier} {before.ends.closed})"),
        ("With feedback", part_of(ends.told, ends.closed)),
        ("Where the rest is", f"{ends.to_check} wait for a check, {ends.open} open"),
        ("Reopened", str(ends.reopened)),
        ("Most often", often),
        ("Two sides", f"messages in threads: clinical {clinical}, IT {it}{even}"),
    ]


def _priorities(week: Week) -> str:
    counts = ", ".join(f"{rank} {n}" for rank, n in week.by_priority.items())
    moved = "".join(
        f"; {name} was {'raised' if now < first else 'lowered'} to {now}"
        for name, first, now in week.moved[:LINES]
    )
    return counts + moved
