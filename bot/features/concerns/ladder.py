"""The ladder that does not end: while nobody has answered a P1 or P2, somebody is next (R18).

One timer a concern. It asks what is due by what was paged and what time it is, so that whatever
happened meanwhile (a crash, an hour without a process, a clock that was set) what is overdue is
paged at once, and once.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.core.router import Feature
from bot.core.work import Work
from bot.features.concerns import card, page_lines, paging, unanswered
from bot.features.concerns.page_lines import held
from bot.features.concerns.states import STATES, note_down
from bot.features.concerns.thread import announce, refresh, tell_it
from bot.features.nouns import CONCERN
from bot.features.oncall.duty import on_duty
from bot.features.speech import listed, who
from bot.rules.hospital import RUNGS, Ladder
from bot.rules.ladder import PATIENCE, is_due, next_after
from bot.rules.spoken_span import spoken, spoken_after
from bot.words.cards import Message, Note, Reply, line
from bot.words.events import Due
from storage.nouns import pages, people
from storage.nouns.concerns import WITH_IT, Concern
from storage.nouns.pages import LadderRow, Reached

feature = Feature("ladder")
NAMES = {
    "oncall": "on call",
    "backup": "backup",
    "admin_oncall": "administrator on call",
    "leader": "leaders",
}
HOLDER = "holder"  # the rung of somebody who had it without having been paged


def follow(work: Work, concern: Concern) -> None:
    """Begin, go on or end, as fits the concern; call it after every change of it."""
    row = running(work, concern)
    if not concern.urgent or concern.state not in WITH_IT:
        end(work, concern, _why(work, concern))
    elif row is not None:
        paging.redraw(work, concern, row)
        look(work, concern, row)
    elif concern.answered_at is None or concern.state == "reopened":
        look(work, concern, pages.begin(work.db, concern.number, _since(work, concern)))


def running(work: Work, concern: Concern) -> LadderRow | None:
    """The wait for an answer that is under way."""
    row = pages.ladder(work.db, concern.number)
    return None if row is None or row.ended_at is not None else row


def _since(work: Work, concern: Concern) -> datetime:
    """From when it climbs: from when it was raised, unless it became urgent later than the whole
    ladder is long."""
    whole = max(work.hospital.ladders[concern.priority].after)
    late = concern.state == "reopened" or work.now - concern.raised_at > whole
    return work.now if late else concern.raised_at


def _why(work: Work, concern: Concern) -> str:
    if not concern.urgent:
        return f"now {concern.priority}, so nobody is paged"
    return f"{STATES[concern.state].lower()} {page_lines.clock(work, work.now)}"


def answered(work: Work, concern: Concern, at: datetime) -> None:
    """The first written answer by the other side, at `at` (UTC)."""
    if (row := running(work, concern)) is None:
        return
    took = spoken_after(at - (concern.raised_at if concern.answered_at == at else row.since))
    end(work, concern, f"answered {page_lines.clock(work, at)}", f", {took}", "answered")


def end(work: Work, concern: Concern, how: str, more: str = "", ended: str = "") -> None:
    """Nobody is paged any more, and what asked for somebody says `how` it ended."""
    if (row := running(work, concern)) is None:
        return
    work.forget(_timer(concern))
    pages.note_sent(work.db, number=concern.number)
    unanswered.settle(work, concern, row, how + more)
    row.ended_at, row.ended = work.now, (ended or concern.state)[:16]
    paging.settle(work, concern, row, how)


@feature.due("concern.ladder")
def due(event: Due, work: Work) -> Reply:
    follow(work, CONCERN.find(work, event.args[0]))
    return None


@feature.claim
def watch(work: Work) -> bool:
    """A wait whose timer is lost, or was given up, goes on: an earlier version that ran meanwhile
    did not know the timer."""
    for number in pages.untimed(work.db):
        work.later(f"concern:{number}:ladder", work.now, "concern.ladder", str(number))
    return False


@feature.rearm
def resume(work: Work) -> None:
    """A process that starts looks at once at all that waits; also at what an earlier version of
    Corridor, whose reminders ended, left without an answer."""
    for number in {*pages.unended(work.db), *pages.unwatched(work.db)}:
        work.later(f"concern:{number}:ladder", work.now, "concern.ladder", str(number))


def look(work: Work, concern: Concern, row: LadderRow) -> None:
    """Do what is due now, and set the timer for what is next."""
    pages.note_sent(work.db, number=concern.number)
    _not_ahead(work, row)
    if concern.state == "on_hold" and concern.hold_for == "reporter":
        _wait(work, concern, row)
        return
    _lapse(work, concern, row)
    following = [row.since + unanswered.tell(work, concern, row)]
    if held(row) and row.held_at is not None:
        following.append(row.held_at + PATIENCE)
    else:
        _climb(work, concern, row)
        following += _moments(work, concern, row)
    unanswered.show_leaders(work, concern, row)
    later = min(moment for moment in following if moment > work.now)
    work.later(_timer(concern), later, "concern.ladder", str(concern.number))
    refresh(work, concern)


def _wait(work: Work, concern: Concern, row: LadderRow) -> None:
    """IT waits for the ward: nobody of IT is called meanwhile."""
    paging.hold_back(work, concern)
    unanswered.show_leaders(work, concern, row)
    again = work.now + work.hospital.ladders[concern.priority].repeat
    work.later(_timer(concern), again, "concern.ladder", str(concern.number))


def _timer(concern: Concern) -> str:
    return f"{concern.key}:ladder"


def _not_ahead(work: Work, row: LadderRow) -> None:
    """Moments of the future were written by a clock that was set back since: they are now."""
    pages.bring_back(work.db, row.number, work.now)
    row.since = min(row.since, work.now)
    if row.held_at is not None:
        row.held_at = min(row.held_at, work.now)


def _lapse(work: Work, concern: Concern, row: LadderRow) -> None:
    """Somebody has had it for a quarter of an hour, and the ward still waits."""
    if not held(row) or row.held_at is None or work.now < row.held_at + PATIENCE:
        return
    row.resumed_at = row.held_at + PATIENCE
    name, patience = page_lines.given_name(work, row.number, row.held_by), spoken(PATIENCE)
    note_down(work, concern, f"{name} has had it for {patience}, no answer yet: paging goes on")
    said = Message(f"{name} has had it for {patience}, no answer yet", tone="warning")
    announce(work, concern, f"lapsed:{row.pages}:{concern.entries}", said)
    holder = people.get(work.db, row.held_by or 0)
    known = pages.reached(work.db, row)
    if holder is not None and (holder.id, "") not in known and paging.can_be_paged(work, holder):
        paging.page(work, concern, row, holder, HOLDER)


def _climb(work: Work, concern: Concern, row: LadderRow) -> None:
    """Page everybody reached whose turn it is, and the rungs whose time has come; where a rung has
    nobody, the next at once."""
    ladder, reached = work.hospital.ladders[concern.priority], pages.reached(work.db, row)
    for whom, known in reached.items():
        anchor = _anchor(ladder, row, known.rung)
        if is_due(work.now, anchor, known.last, ladder.repeat):
            _again(work, concern, row, whom, known)
    filled, empty = {known.rung for known in reached.values()}, False
    for rung, after in zip(RUNGS, ladder.after, strict=True):
        if work.now - row.since < after and not empty:
            break
        if names := _reach(work, concern, row, rung, reached):
            _say_next(work, concern, row, rung, names)
            filled.add(rung)
        empty = rung not in filled


def _moments(work: Work, concern: Concern, row: LadderRow) -> list[datetime]:
    """When somebody's turn comes next. Nobody waits for longer than a repeat, since meanwhile
    somebody may come on duty."""
    ladder = work.hospital.ladders[concern.priority]
    anchors = {_anchor(ladder, row, known.rung) for known in pages.reached(work.db, row).values()}
    again = [next_after(work.now, anchor, ladder.repeat) for anchor in anchors]
    rungs = [row.since + after for after in ladder.after]
    return [*again, *(m for m in rungs if m > work.now), work.now + ladder.repeat]


def _anchor(ladder: Ladder, row: LadderRow, rung: str) -> datetime:
    """From when a rung's pages are counted."""
    after = ladder.after[RUNGS.index(rung)] if rung in RUNGS else ladder.after[0]
    return max(row.since + after, row.resumed_at or row.since)


def _again(
    work: Work, concern: Concern, row: LadderRow, whom: tuple[int | None, str], known: Reached
) -> None:
    person_id, service = whom
    if person_id is None:
        for one in work.hospital.paging:
            if one.name == service:
                paging.by_service(work, concern, row, one, known.rung)
        return
    person = people.get(work.db, person_id)
    if person is not None and paging.can_be_paged(work, person):
        paging.page(work, concern, row, person, known.rung)


def _reach(
    work: Work,
    concern: Concern,
    row: LadderRow,
    rung: str,
    reached: dict[tuple[int | None, str], Reached],
) -> list[str]:
    """Page those of a rung who were not reached before; whom, as people call them."""
    names = []
    for person in on_duty(work, rung, concern):
        if (person.id, "") not in reached and paging.can_be_paged(work, person):
            paging.page(work, concern, row, person, rung)
            reached[person.id, ""] = Reached(rung, work.now)
            names.append(who(person))
    for service in work.hospital.paging:
        if service.rung == rung and (None, service.name) not in reached:
            paging.by_service(work, concern, row, service, rung)
            reached[None, service.name] = Reached(rung, work.now)
            names.append(service.says)
    return names


def _say_next(
    work: Work, concern: Concern, row: LadderRow, rung: str, names: Sequence[str]
) -> None:
    """Who is paged next, in IT's threads; the ward reads of the backup too."""
    if rung == RUNGS[0]:
        return
    wait = unanswered.waited(work, concern, row)
    why = f"no answer for {spoken(wait)}"
    if wait < timedelta(minutes=1):
        why = f"nobody is on the rungs before {NAMES[rung]}"
    if rung == "backup" and concern.escalated_at is None:
        concern.escalated_at = work.now
    note_down(work, concern, f"Next is {NAMES[rung]}: {why}")
    next_up = line(f"Next to be paged: {NAMES[rung]}, {listed(names)}.")
    said = Message(
        f"{concern.name}: {why}",
        (next_up, Note(card.emergency(work.hospital))),
        tone="urgent",
    )
    slug = f"climbed:{rung}:{row.pages}"
    if rung == "backup":
        announce(work, concern, slug, said)
    else:
        tell_it(work, concern, slug, said)
